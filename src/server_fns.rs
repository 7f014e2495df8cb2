//! Server functions: the one door to the server, for pages (in process) and islands (over HTTP) alike.
//!
//! Three lines each: who asks, what they want, the answer. The check stands in the body, because a page calls the
//! body without any HTTP layer around it. Addresses are fixed: a hash would differ between two build folders.

use leptos::prelude::*;

use crate::{
    bot_presence::BotPresence,
    discord::{Channel, Connection, Guild, Integration, Member, Permissions, Scopes, User, UserGuild},
    error::AppError,
    fetched::Fetched,
    signed_in_browser::Browser,
};

/// The person who is signed in; `None` for a visitor.
#[server(prefix = "/api", endpoint = "current_viewer")]
pub async fn current_viewer() -> Result<Option<User>, AppError> {
    use crate::server::{auth::Viewer, discord::CacheMode, http::respond::respond};
    respond(async {
        let Some(viewer) = Viewer::find() else {
            return Ok(None);
        };
        Ok(Some(viewer.discord().user(CacheMode::Use).await?.value))
    })
    .await
}

/// The signed-in user's profile.
#[server(prefix = "/api", endpoint = "show_profile")]
pub async fn show_profile() -> Result<Fetched<User>, AppError> {
    use crate::server::{auth::Viewer, discord::CacheMode, http::respond::respond};
    respond(async { Viewer::extract()?.discord().user(CacheMode::Use).await }).await
}

/// The profile as Discord sent it, as JSON text.
#[server(prefix = "/api", endpoint = "raw_profile")]
pub async fn raw_profile() -> Result<String, AppError> {
    use crate::server::{auth::Viewer, discord::CacheMode, http::respond::respond};
    respond(async { Ok(Viewer::extract()?.discord().user_json(CacheMode::Use).await?.to_string()) }).await
}

/// The guilds the signed-in user is in, by name.
#[server(prefix = "/api", endpoint = "list_guilds")]
pub async fn list_guilds() -> Result<Fetched<Vec<UserGuild>>, AppError> {
    use crate::server::{auth::Viewer, discord::CacheMode, http::respond::respond};
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
        discord::GuildId,
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
        discord::GuildId,
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

/// The application's bot.
#[server(prefix = "/api", endpoint = "show_bot")]
pub async fn show_bot() -> Result<Fetched<User>, AppError> {
    use crate::server::{auth::Viewer, discord::CacheMode, http::respond::respond, state::AppState};
    respond(async { AppState::current()?.bot.user(Viewer::extract()?.discord(), CacheMode::Use).await }).await
}

/// Which of the guilds that the signed-in user may manage the bot is in.
#[server(prefix = "/api", endpoint = "list_bot_guilds")]
pub async fn list_bot_guilds() -> Result<Fetched<BotPresence>, AppError> {
    use crate::server::{auth::Viewer, discord::CacheMode, http::respond::respond, state::AppState};
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

/// The community's guild, when the signed-in user could join it and is not in it.
#[server(prefix = "/api", endpoint = "show_community")]
pub async fn show_community() -> Result<Option<Fetched<Guild>>, AppError> {
    use crate::server::{auth::Viewer, community, http::respond::respond, state::AppState};
    respond(async { community::offered(&AppState::current()?, &Viewer::extract()?).await }).await
}

/// Whether the signed-in user allowed being added to it.
#[server(prefix = "/api", endpoint = "may_be_added")]
pub async fn may_be_added() -> Result<(), AppError> {
    use crate::server::{auth::Viewer, http::respond::respond};
    respond(async { Viewer::extract()?.with(&[Scopes::GUILDS_JOIN]).await.map(drop) }).await
}

/// What the signed-in user allowed this app, as Discord has it.
#[server(prefix = "/api", endpoint = "granted_scopes")]
pub async fn granted_scopes() -> Result<Fetched<Scopes>, AppError> {
    use crate::server::{auth::Viewer, discord::CacheMode, http::respond::respond};
    respond(async { Ok(Viewer::extract()?.discord().authorization(CacheMode::Use).await?.map(|answer| answer.scopes)) })
        .await
}

/// The accounts the signed-in user linked to Discord.
#[server(prefix = "/api", endpoint = "list_connections")]
pub async fn list_connections() -> Result<Fetched<Vec<Connection>>, AppError> {
    use crate::server::{auth::Viewer, discord::CacheMode, http::respond::respond};
    respond(async {
        Viewer::extract()?.with(&[Scopes::CONNECTIONS]).await?.discord().connections(CacheMode::Use).await
    })
    .await
}

/// The browsers the signed-in user is signed in with, the last used first.
#[server(prefix = "/api", endpoint = "list_browsers")]
pub async fn list_browsers() -> Result<Vec<Browser>, AppError> {
    use crate::server::{
        auth::{self, Viewer},
        http::respond::respond,
    };
    respond(async { auth::list_browsers(&Viewer::extract()?).await }).await
}

/// Signs one of them out, by its id; this one too.
#[server(prefix = "/api", endpoint = "end_browser")]
pub async fn end_browser(
    /// As [`list_browsers`] names it.
    #[server(default)]
    id: String,
) -> Result<(), AppError> {
    use crate::server::{
        auth::{self, Viewer},
        http::{notice::Notice, respond::respond},
    };
    respond(async {
        let viewer = Viewer::extract()?;
        let ended = auth::end_browser(&viewer, &id).await;
        // Where a form asked, the page that comes next says what happened.
        match ended {
            Ok(()) => Notice::BrowserEnded.leave(),
            Err(AppError::NotFound) => Notice::NoSuchBrowser.leave(),
            Err(_) => {}
        }
        ended
    })
    .await
}
