use leptos::prelude::*;

use crate::{
    discord::{ImageSize, User},
    page_context::PageContext,
};

/// Shows the user's banner, or their accent colour, or a plain pattern. It is decoration, so it has no text.
#[component]
pub fn Banner(user: User) -> impl IntoView {
    if let Some(url) = PageContext::current().cdn.banner(&user) {
        let src = url.size(ImageSize::WIDE).to_string();
        return view! { <img class="banner" src=src alt="" width="1024" height="256" decoding="async" /> }.into_any();
    }
    // The content security policy allows no inline style, so a colour from data is an attribute of an SVG.
    let colour = user.accent_color.map(|color| color.to_string());
    view! {
        <svg class="banner" aria-hidden="true" viewBox="0 0 4 1" preserveAspectRatio="none">
            {colour.map(|fill| view! { <rect width="4" height="1" fill=fill /> })}
        </svg>
    }
    .into_any()
}
