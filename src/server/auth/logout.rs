use axum::{
    Form,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;
use tower_sessions::Session;

use super::{Viewer, browser_key::BrowserKey, session_cookie};
use crate::{
    error::AppError,
    paths,
    server::{security::plain_failure, state::AppState, store::LoginId},
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
    if let Err(error) = end(&state, &session, &headers, form.reach).await {
        return plain_failure(&error).into_response();
    }
    let mut response = Redirect::to(paths::HOME).into_response();
    if let Some(cookie) = session_cookie::removal(&state.config.public_url) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

async fn end(state: &AppState, session: &Session, headers: &HeaderMap, reach: Reach) -> Result<(), AppError> {
    if let Some(viewer) = Viewer::of_session(state, session).await? {
        let login = viewer.login();
        let ended: Vec<LoginId> = match reach {
            Reach::Browser => {
                state.logins.end(login).await?;
                vec![login.id.clone()]
            }
            Reach::Everywhere => state.logins.end_all(login.user_id).await?,
            Reach::Discord => {
                // First there: if Discord does not answer, the user can try again.
                let token = state.tokens.access_token(&login.grant_id).await?;
                state.oauth.revoke(&token.token).await?;
                state.logins.end_all(login.user_id).await?
            }
        };
        for id in &ended {
            state.caches.forget(id).await;
        }
        tracing::info!(user = %login.user_id, ?reach, logins = ended.len(), "signed out");
    }
    if let Some(browser) = BrowserKey::from_headers(headers, &state.config.public_url) {
        state.pending_logins.drop_of(&browser.0).await?;
    }
    session.flush().await.map_err(|error| {
        tracing::error!(%error, "the session cannot be ended");
        AppError::Internal
    })
}
