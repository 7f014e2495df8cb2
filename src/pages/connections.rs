use leptos::prelude::*;

use crate::{
    components::{EmptyState, ExternalLink, Freshness, Glyph},
    discord::Connection,
    islands::ConnectionList,
    layouts::{Loaded, PageTitle},
    linked_account::LinkedAccount,
    page_context::PageContext,
    server_fns::list_connections,
};

/// Shows the accounts that the user linked to Discord. Only the user may see it: the list holds private accounts too.
#[component]
pub fn ConnectionsPage() -> impl IntoView {
    view! {
        <PageTitle text="Connections" />
        <Loaded from=list_connections() let:connections>
            <header class="page-header">
                <h1>"Connections " <span class="connections__count">{connections.value.len()}</span></h1>
                <Freshness age=connections.age() />
            </header>
            <Connections connections=connections.value />
        </Loaded>
    }
}

#[component]
fn Connections(mut connections: Vec<Connection>) -> impl IntoView {
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
    // Accounts that need attention come first. The others keep Discord's order.
    connections.sort_by_key(|connection| !connection.revoked);
    let page = PageContext::current();
    let asked = |name| page.query(name).unwrap_or_default().to_owned();
    let accounts = connections.into_iter().map(|connection| LinkedAccount::new(connection, &page.cdn)).collect();
    view! { <ConnectionList accounts query=asked("q") show=asked("show") /> }.into_any()
}
