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

/// Who sent a request.
pub(super) enum Caller {
    /// A person who is signed in.
    SignedIn(Box<SignedIn>),
    /// A person who was signed in until an admin banned them.
    Banned,
    /// Anybody else.
    Visitor,
}

impl Caller {
    /// Returns who has a session. If its login has expired, was ended elsewhere, or belongs to a person who is banned, it also ends the
    /// session.
    pub(super) async fn of_session(state: &AppState, session: &Session) -> Result<Self, AppError> {
        let Some(id) = session.id() else { return Ok(Self::Visitor) };
        let now = state.clock.now_ms();
        let caller = match state.signed_in_browsers.find(&id).await? {
            FoundSession::SignedIn(found) if !found.login.is_over(now) => {
                record_visit(state, &found.login, now);
                return Ok(Self::SignedIn(found));
            }
            FoundSession::SignedIn(found) => {
                end(state, &found.login).await?;
                tracing::info!(user = %found.login.user_id, "a sign-in has expired");
                Self::Visitor
            }
            FoundSession::Banned(login) => {
                if let Some(login) = login {
                    // This sign-in was under way when the ban ended the others.
                    end(state, &login).await?;
                }
                Self::Banned
            }
            FoundSession::Stale => Self::Visitor,
            FoundSession::Unknown => return Ok(Self::Visitor),
        };
        session.flush().await.map_err(|error| session_failed(&error))?;
        Ok(caller)
    }
}

async fn end(state: &AppState, login: &Login) -> Result<(), AppError> {
    state.logins.end(login).await?;
    state.caches.forget(&login.id);
    Ok(())
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
