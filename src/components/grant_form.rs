use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::{page_context::PageContext, paths};

/// A button that asks at Discord for one more scope and returns to this page. The server also asks for the scopes granted before.
#[component]
pub fn GrantForm(
    /// Discord's name of the scope. The server ignores a scope that the app does not offer.
    scope: String,
) -> impl IntoView {
    let return_to = PageContext::current().address.clone();
    view! {
        <form method="post" action=paths::START_LOGIN>
            <input type="hidden" name="return_to" value=return_to />
            <input type="hidden" name="scope" value=scope />
            <button class="button" type="submit">
                <Icon glyph=Glyph::Key />
                "Allow at Discord"
            </button>
        </form>
    }
}
