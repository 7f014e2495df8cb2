use leptos::prelude::*;

use crate::{
    components::{EmptyState, Freshness, Glyph, GrantForm, GuildIcon, Icon, RankChip, Remedy},
    discord::{Guild, UserGuild},
    error::AppError,
    fetched::{Fetched, age_of},
    layouts::{Loaded, PageTitle},
    paths,
    server_fns::{list_connections, list_guilds, may_be_added, show_community, show_profile},
};

/// The most guilds that the overview lists.
const MAX_GUILDS: usize = 6;

/// The first page after signing in.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let everything = async {
        let (user, guilds, connections, community) =
            tokio::join!(show_profile(), list_guilds(), list_connections(), community());
        // The page needs the user. It can do without any of the lists.
        let user = user?;
        let offered = community.as_ref().map(|(guild, _)| guild.age());
        let others = [age_of(&guilds), age_of(&connections), offered];
        let age = user.age().oldest(others.into_iter().flatten());
        let connections = connections.map(|list| list.value.len());
        Ok((user.value, guilds.map(|list| list.value), connections, community, age))
    };
    view! {
        <PageTitle text="Overview"/>
        <Loaded from=everything let:((user, guilds, connections, community, age))>
            <header class="page-header">
                <h1>"Hello, " <bdi>{user.name().into_owned()}</bdi></h1>
                <Freshness age/>
            </header>
            {community.map(|(guild, may_be_added)| view! { <JoinCommunity guild=guild.value may_be_added/> })}
            <Counts guilds=guilds.clone() connections/>
            <ManageableGuilds guilds/>
        </Loaded>
    }
}

/// Returns the community's guild, and whether the user allowed us to add them to it. `None` if there is no guild to offer.
async fn community() -> Option<(Fetched<Guild>, Result<(), AppError>)> {
    // If this fails, the page only leaves the offer out.
    let guild = show_community().await.ok().flatten()?;
    Some((guild, may_be_added().await))
}

#[component]
fn JoinCommunity(guild: Guild, may_be_added: Result<(), AppError>) -> impl IntoView {
    let (reason, button) = match may_be_added {
        Ok(()) => (
            "Everyone who signs in here may join.".to_owned(),
            view! {
                <form method="post" action=paths::JOIN>
                    <button class="button button--primary" type="submit">
                        "Join the server"
                    </button>
                </form>
            }
            .into_any(),
        ),
        Err(AppError::MissingScope { scope }) => (
            "Everyone who signs in here may join. Allow us at Discord to add you, then come back here to join."
                .to_owned(),
            view! { <GrantForm scope /> }.into_any(),
        ),
        Err(error) => (error.to_string(), ().into_any()),
    };
    view! {
        <section class="panel rows__row" aria-label="Our community">
            <Icon glyph=Glyph::Servers />
            <div>
                <strong dir="auto">{guild.display_name().into_owned()}</strong>
                <p class="muted">{reason}</p>
            </div>
            {button}
        </section>
    }
}

#[component]
fn Counts(
    /// The user's guilds, or why they are not known.
    guilds: Result<Vec<UserGuild>, AppError>,
    /// How many connections, or why that is not known.
    connections: Result<usize, AppError>,
) -> impl IntoView {
    let manageable = guilds.as_ref().map(|list| list.iter().filter(|guild| guild.can_manage()).count());
    view! {
        <ul class="counts" aria-label="At a glance">
            <CountCard
                count=guilds.as_ref().map(Vec::len).ok()
                what=["server", "servers"]
                href=paths::GUILDS
                glyph=Glyph::Servers
            />
            <CountCard
                count=manageable.ok()
                what=["server you can manage", "servers you can manage"]
                href=manageable_guilds()
                glyph=Glyph::Key
            />
            <CountCard
                count=connections.ok()
                what=["connection", "connections"]
                href=paths::CONNECTIONS
                glyph=Glyph::Connections
            />
        </ul>
    }
}

#[component]
fn CountCard(
    /// `None` if Discord did not say.
    count: Option<usize>,
    /// What was counted, in singular and plural.
    what: [&'static str; 2],
    /// The page that lists them.
    #[prop(into)]
    href: String,
    glyph: Glyph,
) -> impl IntoView {
    let [one, several] = what;
    let number = count.map_or_else(|| "–".to_owned(), |count| count.to_string());
    view! {
        <li class="panel linked counts__card">
            <Icon glyph />
            <a class="linked__link counts__link" href=href>
                <strong class="counts__number">{number}</strong>
                " "
                {if count == Some(1) { one } else { several }}
            </a>
        </li>
    }
}

#[component]
fn ManageableGuilds(
    /// The user's guilds, or why they are not known.
    guilds: Result<Vec<UserGuild>, AppError>,
) -> impl IntoView {
    let guilds = guilds.map(|list| list.into_iter().filter(UserGuild::can_manage).collect::<Vec<_>>());
    let (all, where_all) = match guilds.as_ref().map(Vec::len) {
        Ok(count) if count > MAX_GUILDS => (format!("All {count} servers you can manage"), manageable_guilds()),
        _ => ("All servers".to_owned(), paths::GUILDS.to_owned()),
    };
    let body = match guilds {
        Err(error) => view! { <p class="notice">{error.to_string()} " " <Remedy error /></p> }.into_any(),
        Ok(guilds) if guilds.is_empty() => view! {
            <EmptyState glyph=Glyph::Key sentence="You do not manage a server yet">
                "This list will show the servers that you own or manage."
            </EmptyState>
        }
        .into_any(),
        Ok(guilds) => {
            let rows = guilds.into_iter().take(MAX_GUILDS).map(|guild| view! { <GuildRow guild /> });
            view! { <ul class="panel panel--rows guild-rows">{rows.collect_view()}</ul> }.into_any()
        }
    };
    view! {
        <section class="stack">
            <h2>"Servers you can manage"</h2>
            {body}
            <p>
                <a href=where_all>{all}</a>
            </p>
        </section>
    }
}

/// Returns the address of the list of guilds, filtered.
fn manageable_guilds() -> String {
    format!("{}?show=manageable", paths::GUILDS)
}

#[component]
fn GuildRow(guild: UserGuild) -> impl IntoView {
    view! {
        <li class="linked guild-rows__row">
            <GuildIcon guild=guild.clone() />
            <a class="linked__link guild-rows__name" dir="auto" href=paths::guild(guild.id)>
                {guild.display_name().into_owned()}
            </a>
            <RankChip rank=guild.rank() />
        </li>
    }
}
