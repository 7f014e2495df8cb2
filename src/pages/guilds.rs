use leptos::prelude::*;

use crate::{
    components::{EmptyState, Freshness, Glyph, GuildCard, Loaded, PageTitle},
    discord::UserGuild,
    islands::{GuildFilter, matches},
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
    let query = PageContext::current().query("q").unwrap_or_default().to_owned();
    let total = guilds.len();
    // All cards are sent, so that the filter can widen the search in the browser without asking again.
    let searched: Vec<_> = guilds.into_iter().map(|guild| (matches(&guild.name, &query), guild)).collect();
    let found = searched.iter().filter(|(found, _)| *found).count();
    let cards = searched.into_iter().map(|(found, guild)| view! { <GuildCard guild hidden=!found/> }).collect_view();
    view! {
        <GuildFilter query found total>
            <ul class="card-grid" aria-label="Servers">{cards}</ul>
        </GuildFilter>
    }
    .into_any()
}
