use std::cmp::Reverse;

use axum::{
    Form,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use serde::Deserialize;
use tower_sessions::Session;

use super::{Viewer, flow_cookie};
use crate::{
    discord::UserId,
    error::AppError,
    flash_message::FlashMessage,
    paths,
    server::{
        discord::TokenError,
        http::{refusal::failure, respond::session_failed},
        state::AppState,
        store::LoginId,
    },
};

/// How far a sign-out reaches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// This browser. Nothing is revoked: at Discord that would kill the user's other logins here too.
    #[default]
    Browser,
    /// Every browser of this user.
    Everywhere,
    /// Every browser, and Discord forgets that the user ever allowed this app.
    Discord,
}

/// What the sign-out form posts.
#[derive(Debug, Deserialize)]
pub struct Logout {
    #[serde(default)]
    reach: Reach,
}

/// `POST /auth/logout`: ends the login, as far as asked, and goes to the landing page.
pub async fn logout(
    State(state): State<AppState>,
    session: Session,
    headers: HeaderMap,
    Form(form): Form<Logout>,
) -> Response {
    match end(&state, &session, &headers, form.reach).await {
        Ok((notice, removals)) => {
            let mut response = notice.redirect_to(paths::HOME, &state.config.public_url);
            response.headers_mut().extend(removals.into_iter().map(|cookie| (header::SET_COOKIE, cookie)));
            response
        }
        Err(error) => failure(&error),
    }
}

/// Ends the login, and returns what the next page says and the `Set-Cookie` values that go along.
async fn end(
    state: &AppState,
    session: &Session,
    headers: &HeaderMap,
    reach: Reach,
) -> Result<(FlashMessage, Vec<HeaderValue>), AppError> {
    // A visitor who presses the button has no more than this browser.
    let mut notice = FlashMessage::SignedOut;
    if let Some(viewer) = Viewer::of_session(state, session, headers).await? {
        let login = viewer.login();
        let ended: Vec<LoginId> = match reach {
            Reach::Browser => {
                state.logins.end(login).await?;
                vec![login.id.clone()]
            }
            Reach::Everywhere => {
                notice = FlashMessage::SignedOutEverywhere;
                state.logins.end_all(login.user_id).await?
            }
            Reach::Discord => {
                // First there: if Discord does not answer, the user can try again.
                let Revocation { is_revoked, dead: mut ended } = revoke(state, login.user_id).await?;
                notice = if is_revoked { FlashMessage::Disconnected } else { FlashMessage::NotDisconnected };
                ended.extend(state.logins.end_all(login.user_id).await?);
                ended
            }
        };
        for id in &ended {
            state.caches.forget(id).await;
        }
        tracing::info!(user = %login.user_id, ?reach, logins = ended.len(), "signed out");
    }
    Ok((notice, end_session(state, session, headers).await?))
}

/// What came of a revocation.
struct Revocation {
    /// Whether Discord was told. Without a living token it cannot be.
    is_revoked: bool,
    /// The logins that stood on dead tokens.
    dead: Vec<LoginId>,
}

/// Makes Discord forget that the user allowed this app.
///
/// One living token is enough, since a revocation kills all there are. The newest first: what was allowed after a
/// revocation elsewhere is what is still alive.
async fn revoke(state: &AppState, user_id: UserId) -> Result<Revocation, AppError> {
    let mut logins = state.logins.of_user(user_id).await?;
    logins.sort_by_key(|login| Reverse(login.created_at_ms));
    let mut dead = Vec::new();
    for login in logins {
        match state.tokens.access_token(&login.grant_id).await {
            Ok(token) => {
                state.oauth.revoke(&token.token).await?;
                return Ok(Revocation { is_revoked: true, dead });
            }
            Err(TokenError::Gone) => dead.push(login.id),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Revocation { is_revoked: false, dead })
}

/// Ends the session, and returns the `Set-Cookie` values that end this browser's flows under way.
pub(super) async fn end_session(
    state: &AppState,
    session: &Session,
    headers: &HeaderMap,
) -> Result<Vec<HeaderValue>, AppError> {
    session.flush().await.map_err(|error| session_failed(&error))?;
    Ok(flow_cookie::removals(headers, &state.config.public_url))
}
