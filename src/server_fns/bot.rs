//! What the application's bot sees.

use leptos::prelude::*;

use crate::{
    bot_presence::BotPresence,
    discord::{Channel, Guild, Integration, Permissions, User},
    error::AppError,
    fetched::Fetched,
};

/// The application's bot.
#[server(prefix = "/api", endpoint = "show_bot")]
pub async fn show_bot() -> Result<Fetched<User>, AppError> {
    use crate::server::{auth::Viewer, discord::CacheMode, http::respond::respond, state::AppState};
    respond(async { AppState::current()?.bot.user(Viewer::extract()?.discord(), CacheMode::Use).await }).await
}

/// Which of the guilds that the signed-in user may manage the bot is in.
#[server(prefix = "/api", endpoint = "list_bot_guilds")]
pub async fn list_bot_guilds() -> Result<Fetched<BotPresence>, AppError> {
    use crate::{
        discord::Scopes,
        server::{auth::Viewer, discord::CacheMode, http::respond::respond, state::AppState},
    };
    respond(async {
        let viewer = Viewer::extract()?.with(&[Scopes::GUILDS]).await?;
        AppState::current()?.bot.presence(viewer.discord(), CacheMode::Use).await
    })
    .await
}

/// A guild as the bot sees it, for who may manage it. `None` when the bot is not in it.
#[server(prefix = "/api", endpoint = "show_bot_guild")]
pub async fn show_bot_guild(
    /// As the address names it: anything.
    #[server(default)]
    id: String,
) -> Result<Fetched<Option<Guild>>, AppError> {
    use crate::server::{auth::Viewer, discord::CacheMode, http::respond::respond, state::AppState};
    respond(async {
        let admin = Viewer::extract()?.admin_of(&id).await?;
        AppState::current()?.bot.guild(admin, CacheMode::Use).await
    })
    .await
}

/// The channels of a guild that the bot is in, for who may manage it.
#[server(prefix = "/api", endpoint = "list_channels")]
pub async fn list_channels(
    /// As the address names it: anything.
    #[server(default)]
    id: String,
) -> Result<Fetched<Vec<Channel>>, AppError> {
    use crate::server::{auth::Viewer, discord::CacheMode, http::respond::respond, state::AppState};
    respond(async {
        let admin = Viewer::extract()?.admin_of(&id).await?;
        AppState::current()?.bot.channels(admin, CacheMode::Use).await
    })
    .await
}

/// The integrations of a guild that the bot is in, in full, for who may manage it.
#[server(prefix = "/api", endpoint = "list_integrations")]
pub async fn list_integrations(
    /// As the address names it: anything.
    #[server(default)]
    id: String,
) -> Result<Fetched<Vec<Integration>>, AppError> {
    use crate::server::{auth::Viewer, discord::CacheMode, http::respond::respond, state::AppState};
    respond(async {
        let admin = Viewer::extract()?.admin_of(&id).await?;
        AppState::current()?.bot.integrations(admin, CacheMode::Use).await
    })
    .await
}

/// What the bot should be allowed in a guild and is not, for who may manage it.
#[server(prefix = "/api", endpoint = "bot_lacks")]
pub async fn bot_lacks(
    /// As the address names it: anything.
    #[server(default)]
    id: String,
) -> Result<Fetched<Permissions>, AppError> {
    use crate::server::{auth::Viewer, discord::CacheMode, http::respond::respond, state::AppState};
    respond(async {
        let admin = Viewer::extract()?.admin_of(&id).await?;
        AppState::current()?.bot.lacks(admin, CacheMode::Use).await
    })
    .await
}
