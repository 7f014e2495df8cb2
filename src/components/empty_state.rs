use leptos::prelude::*;

use super::{Glyph, Icon};

/// Shown in place of an empty list.
#[component]
pub fn EmptyState(
    glyph: Glyph,
    /// The sentence that says that there is nothing.
    sentence: &'static str,
    /// What to do about it.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <Icon glyph />
            <p class="empty-state__sentence">{sentence}</p>
            <p class="muted">{children()}</p>
        </div>
    }
}
