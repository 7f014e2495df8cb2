use leptos::prelude::*;

use crate::{
    discord::{ImageSize, ImageUrl, User},
    page_context::PageContext,
};

/// The width of a banner in the layout.
const WIDTH: &str = "(min-width: 64rem) 60rem, 100vw";

/// Shows the picture of a banner, in the size that fits the screen. It is the largest picture of its page, so it is fetched first.
#[component]
pub fn BannerPicture(url: ImageUrl) -> impl IntoView {
    view! {
        <img
            class="banner"
            src=url.clone().size(ImageSize::WIDE).to_string()
            srcset=url.for_page()
            sizes=WIDTH
            alt=""
            width="1024"
            height="256"
            fetchpriority="high"
            decoding="async"
        />
    }
}

/// Shows the user's banner, or their accent colour, or a plain pattern. It is decoration, so it has no text.
#[component]
pub fn Banner(user: User) -> impl IntoView {
    if let Some(url) = PageContext::current().cdn.banner(&user) {
        return view! { <BannerPicture url /> }.into_any();
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
