use leptos::prelude::*;

use crate::{
    components::{EmptyState, Freshness, Glyph, GuildCard, Loaded, PageTitle, Role},
    discord::UserGuild,
    guild_query::{Listed, Show, Sort, fits, sort},
    islands::GuildFilter,
    server::page_context::PageContext,
    server_fns::list_guilds,
};

/// Every guild the user is in.
#[component]
pub fn GuildsPage() -> impl IntoView {
    view! {
        <PageTitle text="Servers"/>
        <Loaded from=list_guilds() let:guilds>
            <header class="page-header">
                <h1>"Servers"</h1>
                <Freshness fetched_at_ms=guilds.fetched_at_ms stale=guilds.stale/>
            </header>
            <GuildList guilds=guilds.value/>
        </Loaded>
    }
}

#[component]
fn GuildList(guilds: Vec<UserGuild>) -> impl IntoView {
    if guilds.is_empty() {
        return view! {
            <EmptyState glyph=Glyph::Servers sentence="No servers yet">
                "Join or create a server on Discord, then reload this page."
            </EmptyState>
        }
        .into_any();
    }
    let asked = PageContext::current();
    let asked = |name| asked.query(name).unwrap_or_default().to_owned();
    let (query, show, order) = (asked("q"), asked("show"), asked("sort"));
    let total = guilds.len();
    let mut listed: Vec<_> = guilds.into_iter().map(|guild| (what_is_listed(&guild), guild)).collect();
    sort(&mut listed, Sort::from_word(&order));
    // All cards are sent, so that the filter can widen the search in the browser without asking again.
    let fits = |listed: &Listed| fits(listed, &query, Show::from_word(&show));
    let found = listed.iter().filter(|(listed, _)| fits(listed)).count();
    let cards =
        listed.into_iter().map(|(listed, guild)| view! { <GuildCard guild hidden=!fits(&listed)/> }).collect_view();
    view! {
        <GuildFilter query show sort=order found total>
            <ul class="card-grid" aria-label="Servers">{cards}</ul>
        </GuildFilter>
    }
    .into_any()
}

fn what_is_listed(guild: &UserGuild) -> Listed {
    Listed { name: guild.name.to_lowercase(), id: guild.id.get(), rank: Role::of(guild).rank() }
}
