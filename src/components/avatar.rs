use leptos::prelude::*;

use crate::{
    discord::{ImageSize, ImageUrl, User},
    page_context::PageContext,
};

/// How large an [`Avatar`] is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AvatarSize {
    /// Beside a name.
    #[default]
    Small,
    /// The main picture of a page, with the decoration around it.
    Large,
}

impl AvatarSize {
    /// The side in CSS pixels.
    const fn side(self) -> u16 {
        match self {
            Self::Small => 36,
            Self::Large => 112,
        }
    }
}

/// The user's picture; the name stands beside it, so it has no text of its own.
///
/// A picture that moves rests as a still one and plays while it, or the link around it, is pointed at or focused.
#[component]
pub fn Avatar(
    user: User,
    /// Default: small.
    #[prop(optional)]
    size: AvatarSize,
) -> impl IntoView {
    let (cdn, side) = (PageContext::current().cdn, size.side());
    let decoration = cdn.avatar_decoration(&user).filter(|_| size == AvatarSize::Large);
    // The decoration is larger than the picture, as Discord draws it.
    view! {
        <span class="avatar-frame">
            {layers(cdn.avatar(&user), "avatar", side)}
            {decoration.map(|url| layers(url, "avatar-decoration", side / 5 * 6))}
        </span>
    }
}

/// The picture as it rests, and when it can move, the moving one on top.
fn layers(image: ImageUrl, class: &'static str, side: u16) -> impl IntoView {
    // Twice the pixels, for screens that have them.
    let still = image.size(ImageSize::at_least(side * 2));
    let moving = still.is_animated().then(|| still.clone().animated().to_string());
    view! {
        <img class=class src=still.to_string() alt="" width=side height=side decoding="async" />
        {moving
            .map(|src| {
                view! {
                    // Lazy, so that it is fetched when it shows for the first time.
                    <img
                        class=format!("{class} moving")
                        src=src
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
