use leptos::prelude::*;

use super::{Glyph, Icon};

/// What stands where a list would, when there is nothing to list.
#[component]
pub fn EmptyState(
    glyph: Glyph,
    /// That there is nothing.
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
