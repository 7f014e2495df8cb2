use leptos::prelude::*;

use crate::{
    guild_row::GuildRows,
    islands::GuildList,
    layouts::{Loaded, PageTitle},
    page_context::PageContext,
    server_fns::{list_bot_guilds, list_guilds},
};

/// Every guild the user is in.
#[component]
pub fn GuildsPage() -> impl IntoView {
    let page = PageContext::current();
    let asked = |name| page.query(name).unwrap_or_default().to_owned();
    let (address, query, show, sort) = (page.address.clone(), asked("q"), asked("show"), asked("sort"));
    let cdn = page.cdn.base().to_owned();
    // The bot's part needs the user's guilds, so it comes second.
    let list = async { Ok(GuildRows::new(list_guilds().await?, list_bot_guilds().await)) };
    view! {
        <PageTitle text="Servers" />
        <Loaded from=list let:list>
            <GuildList list address query show sort cdn />
        </Loaded>
    }
}
