use leptos::prelude::*;

use crate::{
    components::{ConnectionCard, EmptyState, ExternalLink, Freshness, Glyph},
    discord::Connection,
    layouts::{Loaded, PageTitle},
    server_fns::list_connections,
};

/// The accounts the user linked to Discord. Theirs alone to see: the list holds private ones too.
#[component]
pub fn ConnectionsPage() -> impl IntoView {
    view! {
        <PageTitle text="Connections" />
        <Loaded from=list_connections() let:connections>
            <header class="page-header">
                <h1>"Connections " <span class="connections__count">{connections.value.len()}</span></h1>
                <Freshness age=connections.age() />
            </header>
            <ConnectionList connections=connections.value />
        </Loaded>
    }
}

#[component]
fn ConnectionList(mut connections: Vec<Connection>) -> impl IntoView {
    if connections.is_empty() {
        return view! {
            <EmptyState glyph=Glyph::Connections sentence="No connections yet">
                "Link a GitHub, Twitch or other account under Settings, Connections in "
                <ExternalLink href="https://discord.com/app">"Discord"</ExternalLink>
                ", then reload this page."
            </EmptyState>
        }
        .into_any();
    }
    // As Discord sends them, but first those that need something done.
    connections.sort_by_key(|connection| !connection.revoked);
    let cards = connections.into_iter().map(|connection| view! { <ConnectionCard connection /> });
    view! {
        <ul class="card-grid" aria-label="Connections">
            {cards.collect_view()}
        </ul>
    }
    .into_any()
}
