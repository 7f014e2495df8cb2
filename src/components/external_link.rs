use leptos::prelude::*;

use super::{Glyph, Icon};

/// A link that leaves the site and says so.
#[component]
pub fn ExternalLink(
    #[prop(into)] href: String,
    /// The link's text.
    children: Children,
) -> impl IntoView {
    view! {
        <a class="external-link" href=href rel="noopener noreferrer">
            {children()}
            <Icon glyph=Glyph::External />
            <span class="visually-hidden">" (leaves this site)"</span>
        </a>
    }
}
