use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::paths;

/// A button that signs this browser out.
#[component]
pub fn SignOutForm() -> impl IntoView {
    view! {
        <form class="sign-out-form" method="post" action=paths::LOGOUT>
            <input type="hidden" name="reach" value="browser" />
            <button class="button button--quiet" type="submit">
                <Icon glyph=Glyph::SignOut />
                "Sign out"
            </button>
        </form>
    }
}
