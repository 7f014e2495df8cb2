//! Asks Discord again for what a page shows.

use axum::{Extension, Form, extract::State, response::Response};
use serde::Deserialize;

use super::{
    auth::{LocalPath, Viewer},
    notice::Notice,
    session::{Cache, DiscordSession, GuildAdmin},
    state::AppState,
};
use crate::{error::AppError, fetched::Fetched, paths};

/// What the refresh form posts.
#[derive(Debug, Deserialize)]
pub struct Refresh {
    /// The page it stands on, which says what to refresh.
    #[serde(default)]
    return_to: String,
}

/// `POST /dashboard/refresh`: fetches, and goes back to the page, which shows what came of it.
pub async fn refresh(
    State(state): State<AppState>,
    Extension(viewer): Extension<Viewer>,
    Form(form): Form<Refresh>,
) -> Response {
    let page = LocalPath::parse(&form.return_to);
    let page = page.as_ref().map_or(paths::DASHBOARD, LocalPath::as_str);
    let notice = if fetch(&state, viewer.discord(), page).await { Notice::Refreshed } else { Notice::NotRefreshed };
    notice.lead_to(page, &state.config.public_url)
}

/// Whether Discord gave a new answer to everything the page is made of.
async fn fetch(state: &AppState, discord: &DiscordSession, page: &str) -> bool {
    let path = page.split(['?', '#']).next().unwrap_or_default();
    match path {
        paths::PROFILE => is_new(discord.user(Cache::Refresh).await),
        paths::CONNECTIONS => is_new(discord.connections(Cache::Refresh).await),
        paths::ACCOUNT => is_new(discord.authorization(Cache::Refresh).await),
        paths::GUILDS => {
            let Ok(guilds) = discord.guilds(Cache::Refresh).await else { return false };
            let bot = state.bot.is_in(&guilds.value, Cache::Refresh).await;
            guilds.stale.is_none() && (matches!(bot, Err(AppError::NoBot)) || is_new(bot))
        }
        _ if let Some(below) = path.strip_prefix(paths::GUILDS) => {
            let is_new = is_new(discord.guilds(Cache::Refresh).await);
            let id = below.trim_matches('/').split('/').next().unwrap_or_default();
            match GuildAdmin::of(discord, id).await {
                Ok(admin) => is_new && state.bot.refresh(admin).await,
                Err(_) => is_new,
            }
        }
        _ => {
            let (user, guilds, connections) = tokio::join!(
                discord.user(Cache::Refresh),
                discord.guilds(Cache::Refresh),
                discord.connections(Cache::Refresh)
            );
            is_new(user) && is_new(guilds) && is_new(connections)
        }
    }
}

fn is_new<T>(answer: Result<Fetched<T>, AppError>) -> bool {
    answer.is_ok_and(|fetched| fetched.stale.is_none())
}
