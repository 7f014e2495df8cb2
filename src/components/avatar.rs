use leptos::prelude::*;

use crate::{
    discord::{ImageSize, ImageUrl, User},
    page_context::PageContext,
};

/// How large an [`Avatar`] is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AvatarSize {
    /// For a picture beside a name.
    #[default]
    Small,
    /// For the main picture of a page, with the decoration around it.
    Large,
}

impl AvatarSize {
    /// Returns the length of a side in CSS pixels.
    const fn side(self) -> u16 {
        match self {
            Self::Small => 36,
            Self::Large => 112,
        }
    }
}

/// Shows the user's picture. It has no text of its own, because the name is always beside it.
///
/// An animated picture plays while the pointer or the focus is on it or on the link around it.
#[component]
pub fn Avatar(
    user: User,
    /// Default: small.
    #[prop(optional)]
    size: AvatarSize,
) -> impl IntoView {
    let (page, side) = (PageContext::current(), size.side());
    let decoration = page.cdn.avatar_decoration(&user).filter(|_| size == AvatarSize::Large);
    // The decoration is larger than the picture, as Discord draws it.
    view! {
        <span class="avatar-frame">
            {layers(page.cdn.avatar(&user), "avatar", side)}
            {decoration.map(|url| layers(url, "avatar-decoration", side / 5 * 6))}
        </span>
    }
}

/// Returns the still picture and, if it is animated, the moving one on top of it.
fn layers(image: ImageUrl, class: &'static str, side: u16) -> impl IntoView {
    let still = image.size(ImageSize::at_least(side));
    let moving = still.is_animated().then(|| still.clone().animated());
    view! {
        <img
            class=class
            src=still.to_string()
            srcset=still.for_side(side)
            alt=""
            width=side
            height=side
            decoding="async"
        />
        {moving
            .map(|moving| {
                view! {
                    // Lazy: the browser fetches it when it is first shown.
                    <img
                        class=format!("{class} moving")
                        src=moving.to_string()
                        srcset=moving.for_side(side)
                        alt=""
                        width=side
                        height=side
                        loading="lazy"
                        decoding="async"
                    />
                }
            })}
    }
}
