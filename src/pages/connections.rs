use leptos::prelude::*;

use crate::{
    components::{ConnectionCard, EmptyState, Freshness, Glyph, Loaded, PageTitle},
    discord::Connection,
    server_fns::list_connections,
};

/// The accounts the user linked to Discord. Theirs alone to see: the list holds private ones too.
#[component]
pub fn ConnectionsPage() -> impl IntoView {
    view! {
        <PageTitle text="Connections"/>
        <Loaded from=list_connections() let:connections>
            <header class="page-header">
                <h1>"Connections"</h1>
                <Freshness fetched_at_ms=connections.fetched_at_ms stale=connections.stale/>
            </header>
            <ConnectionList connections=connections.value/>
        </Loaded>
    }
}

#[component]
fn ConnectionList(connections: Vec<Connection>) -> impl IntoView {
    if connections.is_empty() {
        return view! {
            <EmptyState glyph=Glyph::Connections sentence="No connections yet">
                "Link an account in Discord under Settings, Connections, then reload this page."
            </EmptyState>
        }
        .into_any();
    }
    let cards = connections.into_iter().map(|connection| view! { <ConnectionCard connection/> });
    view! { <ul class="card-grid" aria-label="Connections">{cards.collect_view()}</ul> }.into_any()
}
