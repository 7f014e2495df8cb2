use leptos::prelude::*;

/// The product's mark: a hall with an open door. `public/assets/favicon.svg` has the same drawing.
#[component]
pub fn BrandMark() -> impl IntoView {
    view! {
        <svg class="brand-mark" aria-hidden="true" width="28" height="28">
            <use_ href="/assets/icons.svg#mark" />
        </svg>
    }
}
