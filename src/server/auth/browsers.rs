use axum::http::{header, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use tower_sessions::Session;

use super::{Viewer, logout::end_session};
use crate::{
    error::AppError,
    server::{state::AppState, store::LoginId},
    signed_in_browser::{SignedInBrowser, browser_name},
};

/// Returns the browsers in which the viewer is signed in, the most recently used first.
///
/// # Errors
/// If the database fails.
pub async fn list_browsers(viewer: &Viewer) -> Result<Vec<SignedInBrowser>, AppError> {
    let state = use_context::<AppState>().ok_or(AppError::Internal)?;
    let (login, now) = (viewer.login(), state.clock.now_ms());
    let logins = state.logins.of_user(login.user_id).await?;
    let active = logins.into_iter().filter(|other| !other.is_over(now)).map(|other| SignedInBrowser {
        last_seen_at_ms: other.last_used_at_ms(),
        is_this_one: other.id == login.id,
        id: other.id.0,
        name: browser_name(&other.user_agent),
        created_at_ms: other.created_at_ms,
    });
    Ok(active.collect())
}

/// Signs out one of the viewer's browsers. If it is the current one, its session ends too, as with the sign-out form.
///
/// # Errors
/// [`AppError::NotFound`] if the viewer has no such browser, even if somebody else has. Other errors if the database fails.
pub async fn end_browser(viewer: &Viewer, id: &str) -> Result<(), AppError> {
    let state = use_context::<AppState>().ok_or(AppError::Internal)?;
    let parts = use_context::<Parts>().ok_or(AppError::Internal)?;
    let (login, id) = (viewer.login(), LoginId(id.to_owned()));
    if !state.logins.end_of_user(login.user_id, &id).await? {
        return Err(AppError::NotFound);
    }
    state.caches.forget(&id);
    tracing::info!(user = %login.user_id, this_one = id == login.id, "a browser was signed out from the list of browsers");
    if id == login.id
        && let Some(session) = parts.extensions.get::<Session>()
    {
        let removals = end_session(&state, session, &parts.headers).await?;
        if let Some(response) = use_context::<ResponseOptions>() {
            removals.into_iter().for_each(|cookie| response.append_header(header::SET_COOKIE, cookie));
        }
    }
    Ok(())
}
