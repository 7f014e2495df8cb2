use leptos::prelude::*;

use crate::{
    discord::{ImageSize, User},
    server::page_context::PageContext,
};

/// How large an [`Avatar`] is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AvatarSize {
    /// Beside a name.
    #[default]
    Small,
    /// The main picture of a page.
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

    const fn class(self) -> &'static str {
        match self {
            Self::Small => "avatar-frame",
            Self::Large => "avatar-frame avatar-frame--large",
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
    let side = size.side();
    // Twice the pixels, for screens that have them.
    let still = PageContext::current().cdn.avatar(&user).size(ImageSize::at_least(side * 2));
    let moving = still.is_animated().then(|| still.clone().animated().to_string());
    view! {
        <span class=size.class()>
            <img class="avatar" src=still.to_string() alt="" width=side height=side decoding="async"/>
            {moving.map(|src| view! {
                // Lazy, so that it is fetched when it shows for the first time.
                <img class="avatar avatar--moving" src=src alt="" width=side height=side loading="lazy" decoding="async"/>
            })}
        </span>
    }
}
