use leptos::prelude::*;

use crate::{
    components::{EmptyState, Freshness, Glyph, GuildIcon, Precision, Timestamp},
    discord::UserGuild,
    layouts::{Loaded, PageTitle},
    server_fns::list_guilds,
};

/// New page title: lists the user's servers, the oldest first. Replace this with your own content.
#[component]
pub fn NewPage() -> impl IntoView {
    view! {
        <PageTitle text="New page title" />
        <Loaded from=list_guilds() let:guilds>
            <header class="page-header">
                <h1>"New page title"</h1>
                <Freshness age=guilds.age() />
            </header>
            <GuildRows guilds=oldest_first(guilds.value) />
        </Loaded>
    }
}

#[component]
fn GuildRows(guilds: Vec<UserGuild>) -> impl IntoView {
    if guilds.is_empty() {
        return view! {
            <EmptyState glyph=Glyph::Servers sentence="No servers yet">
                "Join or create a server on Discord, then press Refresh."
            </EmptyState>
        }
        .into_any();
    }
    let rows = guilds.into_iter().map(|guild| view! { <GuildRow guild /> });
    view! {
        <ul class="panel panel--rows guild-rows" aria-label="New page title">
            {rows.collect_view()}
        </ul>
    }
    .into_any()
}

#[component]
fn GuildRow(guild: UserGuild) -> impl IntoView {
    view! {
        <li class="guild-rows__row">
            <GuildIcon guild=guild.clone() />
            <span class="guild-rows__name" dir="auto">
                {guild.display_name().into_owned()}
            </span>
            <Timestamp at_ms=guild.id.created_at_ms() precision=Precision::Day />
        </li>
    }
}

/// Sorts by age. An id contains the time when its guild was created, so this needs no request to Discord.
fn oldest_first(mut guilds: Vec<UserGuild>) -> Vec<UserGuild> {
    guilds.sort_by_key(|guild| guild.id.created_at_ms());
    guilds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guild_with_the_smallest_id_is_the_oldest() {
        let json = r#"[{"id":"972458525982851081","name":"younger"},{"id":"80351110224678912","name":"older"}]"#;
        let guilds = oldest_first(serde_json::from_str(json).unwrap());
        assert_eq!(guilds.iter().map(|guild| guild.name.as_str()).collect::<Vec<_>>(), ["older", "younger"]);
    }
}
