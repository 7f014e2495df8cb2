use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::{page_context::PageContext, paths};

/// Asks at Discord for one scope more, and comes back to this page. The server asks for what was granted before as well.
#[component]
pub fn GrantForm(
    /// Discord's name of it; ignored there when the app does not offer it.
    scope: String,
) -> impl IntoView {
    let return_to = PageContext::current().address;
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
