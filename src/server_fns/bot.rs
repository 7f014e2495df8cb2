//! What the application's bot sees.

use leptos::prelude::*;

use crate::{
    bot_presence::BotPresence,
    discord::{Channel, Guild, Integration, Permissions, User},
    error::AppError,
    fetched::Fetched,
};

/// Returns the application's bot.
#[server(prefix = "/api", endpoint = "show_bot")]
pub async fn show_bot() -> Result<Fetched<User>, AppError> {
    use crate::server::{auth::Viewer, discord::CacheMode, http::respond::respond, state::AppState};
    respond(async { AppState::current()?.bot.user(Viewer::extract()?.discord(), CacheMode::Use).await }).await
}

/// Returns which of the guilds that the signed-in user may manage the bot is in.
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

/// Returns a guild as the bot sees it, to users who may manage it. `None` if the bot is not in the guild.
#[server(prefix = "/api", endpoint = "show_bot_guild")]
pub async fn show_bot_guild(
    /// The guild's id from the page's address. It may be any text.
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

/// Returns the channels of a guild that the bot is in, to users who may manage it.
#[server(prefix = "/api", endpoint = "list_channels")]
pub async fn list_channels(
    /// The guild's id from the page's address. It may be any text.
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

/// Returns the integrations of a guild that the bot is in, to users who may manage it.
#[server(prefix = "/api", endpoint = "list_integrations")]
pub async fn list_integrations(
    /// The guild's id from the page's address. It may be any text.
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

/// Returns the permissions that the bot needs and lacks in a guild, to users who may manage it.
#[server(prefix = "/api", endpoint = "bot_lacks")]
pub async fn bot_lacks(
    /// The guild's id from the page's address. It may be any text.
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
