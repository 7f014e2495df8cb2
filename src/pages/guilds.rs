use leptos::prelude::*;

use crate::{
    bot_presence::BotPresence,
    components::{EmptyState, Freshness, Glyph, GuildCard, InstallForm},
    discord::UserGuild,
    fetched::age_of,
    guild_query::{GuildOrder, GuildSortKey, GuildSubset, matches, sort},
    islands::GuildFilter,
    layouts::{Loaded, PageTitle},
    page_context::PageContext,
    server_fns::{list_bot_guilds, list_guilds},
};

/// Every guild the user is in.
#[component]
pub fn GuildsPage() -> impl IntoView {
    let everything = async {
        let guilds = list_guilds().await?;
        // Without a bot, or without its answer, the list still stands; a guild's page says why.
        let bot = list_bot_guilds().await;
        let may_add = bot.is_ok() && guilds.value.iter().any(UserGuild::can_manage);
        let age = guilds.age().oldest(age_of(&bot));
        Ok((guilds.value, bot, may_add, age))
    };
    view! {
        <PageTitle text="Servers"/>
        <Loaded from=everything let:((guilds, bot, may_add, age))>
            <header class="page-header">
                <h1>"Servers"</h1>
                <div class="actions">
                    {may_add.then(|| view! { <InstallForm guild_id=None label="Add the bot to a server"/> })}
                    <Freshness age/>
                </div>
            </header>
            <GuildList guilds bot=bot.map(|bot| bot.value).unwrap_or_default()/>
        </Loaded>
    }
}

#[component]
fn GuildList(guilds: Vec<UserGuild>, bot: BotPresence) -> impl IntoView {
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
    sort(&mut listed, GuildOrder::from_word(&order));
    // All cards are sent, so that the filter can widen the search in the browser without asking again.
    let is_found = |listed: &GuildSortKey| matches(listed, &query, GuildSubset::from_word(&show));
    let found = listed.iter().filter(|(listed, _)| is_found(listed)).count();
    let cards = listed.into_iter().map(|(listed, guild)| {
        let has_bot = bot.present.contains(&guild.id);
        view! { <GuildCard guild has_bot hidden=!is_found(&listed) /> }
    });
    let cards = cards.collect_view();
    view! {
        {(!bot.unknown.is_empty())
            .then(|| {
                view! {
                    <p class="muted">
                        "We did not check all your servers for the bot. Open a server to see whether the bot is in it."
                    </p>
                }
            })}
        <GuildFilter query show sort=order found total>
            <ul class="card-grid" aria-label="Servers">
                {cards}
            </ul>
        </GuildFilter>
    }
    .into_any()
}

fn what_is_listed(guild: &UserGuild) -> GuildSortKey {
    GuildSortKey { name: guild.display_name().to_lowercase(), id: guild.id.get(), rank: guild.rank() }
}
