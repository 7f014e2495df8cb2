use axum::Router;
use leptos_router::any_nested_route::AnyNestedRoute;
use sqlx::migrate::Migrator;

use crate::server::state::AppState;

/// What a feature brings to the app.
pub struct Feature {
    /// Its pages, by their path below `/dashboard`.
    pub pages: Vec<AnyNestedRoute>,
    /// Its handlers, by their whole path.
    pub routes: Router<AppState>,
    /// Its tables. A migrator remembers in a table of the feature's own which migrations have run, so that the app does not miss them when
    /// the feature is removed.
    pub migrations: Migrator,
    /// Its link on the page of a guild that the bot is in. `None` for a feature that is not about a guild.
    pub guild_link: Option<GuildLink>,
}

/// A link from a guild's page to a feature's page of that guild.
#[derive(Debug, Clone, Copy)]
pub struct GuildLink {
    /// The last part of the page's address, after the guild's id.
    pub path: &'static str,
    /// What people read.
    pub title: &'static str,
    /// What it does, in a sentence.
    pub description: &'static str,
}
