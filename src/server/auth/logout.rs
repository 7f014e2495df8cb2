use std::cmp::Reverse;

use axum::{
    Form,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use serde::Deserialize;
use tower_sessions::Session;

use super::{browser_login::Caller, flow_cookie};
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
    /// This browser only. The token is not revoked, because that would end the user's other logins too.
    #[default]
    Browser,
    /// Every browser of this user.
    Everywhere,
    /// Every browser. Discord also revokes what the user granted to this app.
    Discord,
}

/// What the sign-out form posts.
#[derive(Debug, Deserialize)]
pub struct Logout {
    #[serde(default)]
    reach: Reach,
}

/// `POST /auth/logout`: ends the logins that the form asks for, and redirects to the landing page.
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

/// Ends the logins, and returns the flash message and the `Set-Cookie` values of the response.
async fn end(
    state: &AppState,
    session: &Session,
    headers: &HeaderMap,
    reach: Reach,
) -> Result<(FlashMessage, Vec<HeaderValue>), AppError> {
    // Visitors always get this message, because they have no other logins to end.
    let mut notice = FlashMessage::SignedOut;
    if let Caller::SignedIn(signed_in) = Caller::of_session(state, session).await? {
        let login = &signed_in.login;
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
                // Revoke first: if Discord does not answer, the user is still signed in and can try again.
                let Revocation { is_revoked, unusable: mut ended } = revoke(state, login.user_id).await?;
                notice = if is_revoked { FlashMessage::Disconnected } else { FlashMessage::NotDisconnected };
                ended.extend(state.logins.end_all(login.user_id).await?);
                ended
            }
        };
        for id in &ended {
            state.caches.forget(id);
        }
        tracing::info!(user = %login.user_id, ?reach, logins = ended.len(), "a user signed out");
    }
    Ok((notice, end_session(state, session, headers).await?))
}

/// The result of a revocation.
struct Revocation {
    /// Whether Discord revoked the tokens. This needs a valid token.
    is_revoked: bool,
    /// The logins whose tokens no longer work.
    unusable: Vec<LoginId>,
}

/// Revokes at Discord what the user granted to this app.
///
/// One valid token is enough, because a revocation ends all of them. The newest login is tried first: if the user revoked the app
/// elsewhere and allowed it again, only the newer tokens work.
async fn revoke(state: &AppState, user_id: UserId) -> Result<Revocation, AppError> {
    let mut logins = state.logins.of_user(user_id).await?;
    logins.sort_by_key(|login| Reverse(login.created_at_ms));
    let mut unusable = Vec::new();
    for login in logins {
        match state.tokens.access_token(&login.grant_id).await {
            Ok(token) => {
                state.oauth.revoke(&token.token).await?;
                return Ok(Revocation { is_revoked: true, unusable });
            }
            Err(TokenError::Gone) => unusable.push(login.id),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Revocation { is_revoked: false, unusable })
}

/// Ends the session, and returns the `Set-Cookie` values that remove this browser's unfinished flows.
pub(super) async fn end_session(
    state: &AppState,
    session: &Session,
    headers: &HeaderMap,
) -> Result<Vec<HeaderValue>, AppError> {
    session.flush().await.map_err(|error| session_failed(&error))?;
    Ok(flow_cookie::removals(headers, &state.config.public_url))
}
