//! The guild that whoever runs this app named as the community's: everybody who signs in may join it.

use axum::{Extension, extract::State, http::header, response::Response};

use super::{
    auth::Viewer,
    discord::{CacheMode, CommunityGuild, JoinOutcome, NewMember},
    http::{not_before, refusal::failure},
    state::AppState,
};
use crate::flash_message::FlashMessage;
use crate::{discord::Guild, error::AppError, fetched::Fetched, paths};

/// The community's guild. `None` when none is named, when there is no bot in it, and for somebody who is in it already.
///
/// # Errors
/// When Discord gives no answer and none is remembered.
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

/// `POST /dashboard/join`: adds the user to it.
pub async fn join(State(state): State<AppState>, Extension(viewer): Extension<Viewer>) -> Response {
    let joined = match CommunityGuild::configured(&state.config.discord) {
        Some(community) => viewer.discord().add_to_guild(community, &NewMember::default()).await,
        None => Err(AppError::NotFound),
    };
    match joined {
        Ok(JoinOutcome::Added(_)) => lead_back(&state, FlashMessage::Joined),
        Ok(JoinOutcome::AlreadyThere) => lead_back(&state, FlashMessage::AlreadyThere),
        Err(error) => failure(&error),
    }
}

/// To the dashboard, whose list of guilds has one more now.
fn lead_back(state: &AppState, notice: FlashMessage) -> Response {
    let mut response = notice.redirect_to(paths::DASHBOARD, &state.config.public_url);
    let cookie = not_before::set_cookie(state.clock.now_ms(), &state.config.public_url);
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    response
}
