use tower_sessions::Session;

use crate::{
    error::AppError,
    server::{
        causes::Causes,
        http::respond::session_failed,
        state::AppState,
        store::{FoundSession, Login, SignedIn},
    },
};

/// The login of the browser that sent a request. It does not prove that the person may use the site: the [`Viewer`](super::Viewer)
/// proves that. It is for the steps of a sign-in, which are open to everybody.
#[derive(Debug, Clone)]
pub struct BrowserLogin(pub(super) Login);

/// Returns the login and the grant of a session; `None` if it has no login. If the login has expired or was ended elsewhere, it also
/// ends the session.
pub(super) async fn find_signed_in(state: &AppState, session: &Session) -> Result<Option<SignedIn>, AppError> {
    let Some(id) = session.id() else { return Ok(None) };
    let now = state.clock.now_ms();
    match state.signed_in_browsers.find(&id).await? {
        FoundSession::SignedIn(found) if !found.login.is_over(now) => {
            record_visit(state, &found.login, now);
            return Ok(Some(*found));
        }
        FoundSession::SignedIn(found) => {
            state.logins.end(&found.login).await?;
            state.caches.forget(&found.login.id).await;
            tracing::info!(user = %found.login.user_id, "a sign-in has expired");
        }
        FoundSession::Stale => {}
        FoundSession::Unknown => return Ok(None),
    }
    session.flush().await.map_err(|error| session_failed(&error))?;
    Ok(None)
}

/// Records a visit in a background task: the page does not wait for it, and does not fail with it.
fn record_visit(state: &AppState, login: &Login, now_ms: u64) {
    if !login.is_visit_due(now_ms) {
        return;
    }
    let (logins, login) = (state.logins.clone(), login.clone());
    state.tasks.spawn(async move {
        if let Err(error) = logins.touch(&login, now_ms).await {
            tracing::warn!(error = %Causes(&error), "a visit could not be recorded");
        }
    });
}
