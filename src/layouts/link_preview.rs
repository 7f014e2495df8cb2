use leptos::{html, prelude::*};

use crate::{brand, page_context::PageContext, paths};

/// What other sites show of a link to this one: name, tagline and picture. `make images` draws the picture.
///
/// It is the same on every page. Whoever fetches a page for a preview is not signed in, and a preview must not show what only the
/// signed-in person sees.
#[component]
pub fn LinkPreview() -> impl IntoView {
    let page = PageContext::current();
    let origin = &page.origin;
    let tags = [
        ("og:type", "website".to_owned()),
        ("og:title", brand::NAME.to_owned()),
        ("og:description", brand::TAGLINE.to_owned()),
        ("og:url", format!("{origin}{}", paths::HOME)),
        ("og:image", format!("{origin}{}", paths::SHARE_IMAGE)),
        ("og:image:type", "image/png".to_owned()),
        ("og:image:width", "1200".to_owned()),
        ("og:image:height", "630".to_owned()),
        ("og:image:alt", format!("{}: {}", brand::NAME, brand::TAGLINE)),
    ];
    view! {
        // The macro knows no attribute `property`.
        {tags.map(|(name, content)| html::meta().attr("property", name).attr("content", content))}
        // X takes the rest from the tags above.
        <meta name="twitter:card" content="summary_large_image" />
    }
}
