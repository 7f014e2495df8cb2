//! The guilds of the person who is signed in. An id is text from an address, so it may be anything.

use crate::{
    discord::{GuildId, Member, Scopes, UserGuild},
    error::AppError,
    fetched::Fetched,
    server::{auth::Viewer, discord::CacheMode, http::respond::respond},
};

/// Returns the guilds that the signed-in user is in, by name.
pub async fn list_guilds() -> Result<Fetched<Vec<UserGuild>>, AppError> {
    respond(async { Viewer::extract()?.with(&[Scopes::GUILDS]).await?.discord().guilds(CacheMode::Use).await }).await
}

/// Returns one guild of the signed-in user. A guild that they are not in looks like one that does not exist.
pub async fn show_guild(id: String) -> Result<Fetched<UserGuild>, AppError> {
    respond(async {
        let viewer = Viewer::extract()?.with(&[Scopes::GUILDS]).await?;
        let id: GuildId = id.parse().map_err(|_| AppError::NotFound)?;
        viewer.discord().guild(id, CacheMode::Use).await
    })
    .await
}

/// Returns the signed-in user's membership of one of their guilds.
pub async fn show_member(id: String) -> Result<Fetched<Member>, AppError> {
    respond(async {
        let viewer = Viewer::extract()?;
        let id: GuildId = id.parse().map_err(|_| AppError::NotFound)?;
        let viewer = viewer.with(&[Scopes::GUILDS_MEMBERS_READ]).await?;
        viewer.discord().member(id, CacheMode::Use).await
    })
    .await
}
