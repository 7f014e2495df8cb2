use leptos::prelude::*;

/// The product's mark: a hall with an open door. The same drawing as `public/assets/favicon.svg`.
#[component]
pub fn BrandMark() -> impl IntoView {
    view! {
        <svg class="brand-mark" aria-hidden="true" width="28" height="28">
            <use_ href="/assets/icons.svg#mark" />
        </svg>
    }
}
