//! The guilds of the person who is signed in. An id is text from an address, so it may be anything.

use crate::{
    discord::{GuildId, Member, Scopes, UserGuild},
    error::AppError,
    fetched::Fetched,
    guild_row::GuildRows,
    server::{auth::Viewer, discord::CacheMode, http::respond::respond, state::AppState},
};

/// Returns the guilds that the signed-in user is in, by name.
pub async fn list_guilds() -> Result<Fetched<Vec<UserGuild>>, AppError> {
    respond(async { Viewer::extract()?.with(&[Scopes::GUILDS]).await?.discord().guilds(CacheMode::Use).await }).await
}

/// Returns the guild list as its page shows it: with what the bot's list says.
pub async fn list_guild_rows() -> Result<Fetched<GuildRows>, AppError> {
    respond(async {
        let viewer = Viewer::extract()?.with(&[Scopes::GUILDS]).await?;
        // The list may be long, so it is not copied.
        let guilds = viewer.discord().shared_guilds(CacheMode::Use).await?;
        // The bot's part needs the user's guilds, so it comes second. The page can do without it, unless it is only prefetched.
        let bot = respond(AppState::current()?.bot.presence(viewer.discord(), CacheMode::Use)).await;
        Ok(GuildRows::new(guilds.age().of(&guilds.value.value), bot))
    })
    .await
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
