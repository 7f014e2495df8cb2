use leptos::{either::Either, prelude::*};

use crate::{
    discord::{ImageSize, ImageUrl, UserGuild},
    page_context::PageContext,
};

/// How large a guild's icon is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum GuildIconSize {
    /// For a list, beside the name.
    #[default]
    Small,
    /// For the top of a page.
    Large,
}

impl GuildIconSize {
    /// The side in CSS pixels.
    const fn side(self) -> u16 {
        match self {
            Self::Small => 44,
            Self::Large => 96,
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Small => "guild-icon",
            Self::Large => "guild-icon guild-icon--large",
        }
    }
}

/// Shows a guild's icon, or its initials. A page has the guild's name beside it.
#[component]
pub fn GuildIcon(
    guild: UserGuild,
    /// Default: small.
    #[prop(optional)]
    size: GuildIconSize,
) -> impl IntoView {
    view! { <GuildPicture icon=PageContext::current().cdn.guild_icon(&guild) initials=guild.initials() size /> }
}

/// Shows the same. It needs nothing from the request, so islands can use it too.
#[component]
pub fn GuildPicture(
    icon: Option<ImageUrl>,
    /// One to three letters, shown if there is no icon.
    initials: String,
    /// Default: small.
    #[prop(optional)]
    size: GuildIconSize,
) -> impl IntoView {
    let (side, class) = (size.side(), size.class());
    match icon {
        Some(url) => {
            // A list has one file for every screen: a second address in each row would make the page longer than the smaller file saves.
            let is_small = size == GuildIconSize::Small;
            let set = if is_small { None } else { url.for_side(side) };
            let src = url.size(ImageSize::at_least(side * 2)).into_text();
            let loading = is_small.then_some("lazy");
            Either::Left(
                view! { <img class=class src=src srcset=set alt="" width=side height=side loading=loading decoding="async" /> },
            )
        }
        None => Either::Right(view! {
            <span class=format!("{class} guild-icon--initials") aria-hidden="true">
                {initials}
            </span>
        }),
    }
}
