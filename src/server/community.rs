//! The community's guild, which the site's operator configured. Everybody who signs in may join it.

use axum::{Extension, extract::State, http::header, response::Response};

use super::{
    auth::Viewer,
    discord::{CacheMode, CommunityGuild, JoinOutcome, NewMember},
    http::{not_before, refusal::failure},
    state::AppState,
};
use crate::flash_message::FlashMessage;
use crate::{discord::Guild, error::AppError, fetched::Fetched, paths};

/// Returns the community's guild if the viewer can join it. `None` if no guild is configured, if the bot is not in it, or if the
/// viewer is already in it.
///
/// # Errors
/// If Discord gives no answer and the cache holds none.
pub async fn offered(state: &AppState, viewer: &Viewer) -> Result<Option<Fetched<Guild>>, AppError> {
    let Some(community) = CommunityGuild::configured(&state.config.discord) else {
        return Ok(None);
    };
    let guilds = viewer.discord().guilds(CacheMode::Use).await?.value;
    if guilds.iter().any(|guild| guild.id == community.guild_id()) {
        return Ok(None);
    }
    match state.bot.community(community, viewer.discord(), CacheMode::Use).await {
        Ok(guild) => Ok(guild.transpose()),
        Err(AppError::NoBot) => Ok(None),
        Err(error) => Err(error),
    }
}

/// `POST /dashboard/join`: adds the viewer to the community's guild.
pub async fn join(State(state): State<AppState>, Extension(viewer): Extension<Viewer>) -> Response {
    let joined = match CommunityGuild::configured(&state.config.discord) {
        Some(community) => viewer.discord().add_to_guild(community, &NewMember::default()).await,
        None => Err(AppError::NotFound),
    };
    match joined {
        Ok(JoinOutcome::Added(_)) => redirect_to_dashboard(&state, FlashMessage::Joined),
        Ok(JoinOutcome::AlreadyThere) => redirect_to_dashboard(&state, FlashMessage::AlreadyThere),
        Err(error) => failure(&error),
    }
}

/// Redirects to the dashboard. The cookie makes it request a new list of guilds, which now has one more.
fn redirect_to_dashboard(state: &AppState, notice: FlashMessage) -> Response {
    let mut response = notice.redirect_to(paths::DASHBOARD, &state.config.public_url);
    let cookie = not_before::set_cookie(state.clock.now_ms(), &state.config.public_url);
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    response
}
