use axum::Router;
use leptos_router::any_nested_route::AnyNestedRoute;
use sqlx::migrate::Migrator;

use crate::server::state::AppState;

/// What a feature adds to the app.
pub struct Feature {
    /// Its pages. Their paths are relative to `/dashboard`.
    pub pages: Vec<AnyNestedRoute>,
    /// Its handlers, with full paths.
    pub routes: Router<AppState>,
    /// Its tables. The migrator records its runs in the feature's own table, so the app still opens the database after the feature is removed.
    pub migrations: Migrator,
    /// Its link on a guild's page, if the bot is in that guild. `None` for a feature that is not about a guild.
    pub guild_link: Option<GuildLink>,
}

/// A link from a guild's page to a feature's page for that guild.
#[derive(Debug, Clone, Copy)]
pub struct GuildLink {
    /// The last part of the page's path, after the guild's id.
    pub path: &'static str,
    /// The link's text.
    pub title: &'static str,
    /// One sentence about what the feature does.
    pub description: &'static str,
}
