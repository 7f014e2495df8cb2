//! The guilds of the person who is signed in.

use leptos::prelude::*;

use crate::{
    discord::{Member, UserGuild},
    error::AppError,
    fetched::Fetched,
};

/// The guilds the signed-in user is in, by name.
#[server(prefix = "/api", endpoint = "list_guilds")]
pub async fn list_guilds() -> Result<Fetched<Vec<UserGuild>>, AppError> {
    use crate::{
        discord::Scopes,
        server::{auth::Viewer, discord::CacheMode, http::respond::respond},
    };
    respond(async { Viewer::extract()?.with(&[Scopes::GUILDS]).await?.discord().guilds(CacheMode::Use).await }).await
}

/// One guild of the signed-in user. One they are not in looks like one that does not exist.
#[server(prefix = "/api", endpoint = "show_guild")]
pub async fn show_guild(
    /// As the address names it: anything.
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

/// Who the signed-in user is in one of their guilds.
#[server(prefix = "/api", endpoint = "show_member")]
pub async fn show_member(
    /// As the address names it: anything.
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
