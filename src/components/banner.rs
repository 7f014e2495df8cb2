use leptos::prelude::*;

use crate::{
    discord::{ImageSize, User},
    page_context::PageContext,
};

/// The user's banner; else their accent colour, else a plain pattern. Decoration, so it has no text.
#[component]
pub fn Banner(user: User) -> impl IntoView {
    if let Some(url) = PageContext::current().cdn.banner(&user) {
        let src = url.size(ImageSize::WIDE).to_string();
        return view! { <img class="banner" src=src alt="" width="1024" height="256" decoding="async" /> }.into_any();
    }
    // A colour that comes from data is an attribute of an SVG: the policy for style sheets allows no inline style.
    let colour = user.accent_color.map(|color| color.to_string());
    view! {
        <svg class="banner" aria-hidden="true" viewBox="0 0 4 1" preserveAspectRatio="none">
            {colour.map(|fill| view! { <rect width="4" height="1" fill=fill /> })}
        </svg>
    }
    .into_any()
}
