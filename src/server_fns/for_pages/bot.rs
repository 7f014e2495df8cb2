//! What the application's bot sees. An id is text from an address, so it may be anything.

use crate::{
    discord::{Channel, Guild, Integration, Permissions, User},
    error::AppError,
    fetched::Fetched,
    server::{auth::Viewer, discord::CacheMode, http::respond::respond, state::AppState},
};

/// Returns the application's bot.
pub async fn show_bot() -> Result<Fetched<User>, AppError> {
    respond(async { AppState::current()?.bot.user(Viewer::extract()?.discord(), CacheMode::Use).await }).await
}

/// Returns a guild as the bot sees it, for people who may manage it. `None` if the bot is not in it.
pub async fn show_bot_guild(id: String) -> Result<Fetched<Option<Guild>>, AppError> {
    respond(async {
        let admin = Viewer::extract()?.admin_of(&id).await?;
        AppState::current()?.bot.guild(admin, CacheMode::Use).await
    })
    .await
}

/// Returns the channels of a guild that the bot is in, for people who may manage it.
pub async fn list_channels(id: String) -> Result<Fetched<Vec<Channel>>, AppError> {
    respond(async {
        let admin = Viewer::extract()?.admin_of(&id).await?;
        AppState::current()?.bot.channels(admin, CacheMode::Use).await
    })
    .await
}

/// Returns the integrations of a guild that the bot is in, in full, for people who may manage it.
pub async fn list_integrations(id: String) -> Result<Fetched<Vec<Integration>>, AppError> {
    respond(async {
        let admin = Viewer::extract()?.admin_of(&id).await?;
        AppState::current()?.bot.integrations(admin, CacheMode::Use).await
    })
    .await
}

/// Returns the permissions that the bot should have in a guild and lacks, for people who may manage it.
pub async fn bot_lacks(id: String) -> Result<Fetched<Permissions>, AppError> {
    respond(async {
        let admin = Viewer::extract()?.admin_of(&id).await?;
        AppState::current()?.bot.lacks(admin, CacheMode::Use).await
    })
    .await
}
