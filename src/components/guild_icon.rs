use leptos::prelude::*;

use crate::{
    discord::{ImageSize, UserGuild},
    server::page_context::PageContext,
};

/// The side of the icon in CSS pixels.
const SIDE: u16 = 44;

/// The guild's icon, or its initials; the name stands beside it.
#[component]
pub fn GuildIcon(guild: UserGuild) -> impl IntoView {
    match PageContext::current().cdn.guild_icon(&guild) {
        Some(url) => {
            let src = url.size(ImageSize::at_least(SIDE * 2)).to_string();
            view! { <img class="guild-icon" src=src alt="" width=SIDE height=SIDE loading="lazy" decoding="async"/> }
                .into_any()
        }
        None => view! { <span class="guild-icon guild-icon--initials" aria-hidden="true">{guild.initials()}</span> }
            .into_any(),
    }
}
