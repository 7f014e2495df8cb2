//! The guilds of the person who is signed in.

use leptos::prelude::*;

use crate::{
    discord::{Member, UserGuild},
    error::AppError,
    fetched::Fetched,
    guild_row::GuildRows,
};

/// Returns the guilds that the signed-in user is in, by name.
#[server(prefix = "/api", endpoint = "list_guilds")]
pub async fn list_guilds() -> Result<Fetched<Vec<UserGuild>>, AppError> {
    use crate::{
        discord::Scopes,
        server::{auth::Viewer, discord::CacheMode, http::respond::respond},
    };
    respond(async { Viewer::extract()?.with(&[Scopes::GUILDS]).await?.discord().guilds(CacheMode::Use).await }).await
}

/// Asks Discord again for the guild list, whatever is in the cache, and returns what the list shows.
#[server(prefix = "/api", endpoint = "refresh_guilds")]
pub async fn refresh_guilds() -> Result<Fetched<GuildRows>, AppError> {
    use crate::{
        discord::Scopes,
        server::{
            auth::Viewer,
            discord::CacheMode,
            http::{refresh, respond::respond},
            state::AppState,
        },
    };
    respond(async {
        let viewer = Viewer::extract()?.with(&[Scopes::GUILDS]).await?;
        let state = AppState::current()?;
        let discord = viewer.discord().clone().not_before(refresh::begin(&state));
        let guilds = discord.guilds(CacheMode::Use).await?;
        Ok(GuildRows::new(guilds, state.bot.presence(&discord, CacheMode::Use).await))
    })
    .await
}

/// Returns one guild of the signed-in user. A guild that they are not in looks like one that does not exist.
#[server(prefix = "/api", endpoint = "show_guild")]
pub async fn show_guild(
    /// The id from the address, which may be any text.
    #[server(default)]
    id: String,
) -> Result<Fetched<UserGuild>, AppError> {
    use crate::{
        discord::{GuildId, Scopes},
        server::{auth::Viewer, discord::CacheMode, http::respond::respond},
    };
    respond(async {
        let viewer = Viewer::extract()?.with(&[Scopes::GUILDS]).await?;
        let id: GuildId = id.parse().map_err(|_| AppError::NotFound)?;
        viewer.discord().guild(id, CacheMode::Use).await
    })
    .await
}

/// Returns the signed-in user's membership of one of their guilds.
#[server(prefix = "/api", endpoint = "show_member")]
pub async fn show_member(
    /// The id from the address, which may be any text.
    #[server(default)]
    id: String,
) -> Result<Fetched<Member>, AppError> {
    use crate::{
        discord::{GuildId, Scopes},
        server::{auth::Viewer, discord::CacheMode, http::respond::respond},
    };
    respond(async {
        let viewer = Viewer::extract()?;
        let id: GuildId = id.parse().map_err(|_| AppError::NotFound)?;
        let viewer = viewer.with(&[Scopes::GUILDS_MEMBERS_READ]).await?;
        viewer.discord().member(id, CacheMode::Use).await
    })
    .await
}
