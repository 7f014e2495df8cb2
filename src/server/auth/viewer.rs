use axum::{
    extract::{Request, State},
    http::{Method, Uri, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use leptos::prelude::use_context;
use tower_sessions::Session;

use crate::{
    error::AppError,
    paths,
    server::{
        session::DiscordSession,
        state::AppState,
        store::{Login, LoginId},
    },
};

/// The session's only key: which login this browser is.
pub(super) const LOGIN_ID: &str = "login_id";

/// The person a request acts for. Having one is the proof that they are signed in.
#[derive(Debug, Clone)]
pub struct Viewer {
    login: Login,
    discord: DiscordSession,
}

impl Viewer {
    /// Who the request being answered acts for; `None` for a visitor.
    pub fn find() -> Option<Self> {
        use_context::<Parts>()?.extensions.get().cloned()
    }

    /// As [`Viewer::find`], where nobody else may pass.
    ///
    /// # Errors
    /// [`AppError::Unauthenticated`] for a visitor.
    pub fn extract() -> Result<Self, AppError> {
        Self::find().ok_or(AppError::Unauthenticated)
    }

    /// What they may ask Discord.
    pub fn discord(&self) -> &DiscordSession {
        &self.discord
    }

    /// The browser they signed in with.
    pub fn login(&self) -> &Login {
        &self.login
    }

    /// The viewer of a session; `None` when it holds no login, or one that was ended.
    pub(super) async fn of_session(state: &AppState, session: &Session) -> Result<Option<Self>, AppError> {
        let id = session.get::<String>(LOGIN_ID).await.map_err(|error| {
            tracing::error!(%error, "the session cannot be read");
            AppError::Internal
        })?;
        let Some(id) = id else { return Ok(None) };
        let Some(login) = state.logins.find(&LoginId(id)).await? else {
            return Ok(None);
        };
        Ok(Some(Self { discord: state.discord_session(login.clone()), login }))
    }
}

/// Finds out who a request acts for, and turns visitors away from the dashboard before anything is rendered.
///
/// The way back is kept for GET only: a form that was posted cannot be posted again by a redirect.
pub async fn attach_viewer(
    State(state): State<AppState>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    match Viewer::of_session(&state, &session).await {
        Ok(Some(viewer)) => {
            request.extensions_mut().insert(viewer);
        }
        Ok(None) if is_dashboard(request.uri()) => return turn_away(&request),
        Ok(None) => {}
        Err(error) => return crate::server::security::plain_failure(&error).into_response(),
    }
    next.run(request).await
}

fn is_dashboard(uri: &Uri) -> bool {
    uri.path() == paths::DASHBOARD || uri.path().starts_with("/dashboard/")
}

fn turn_away(request: &Request) -> Response {
    let return_to = request.uri().path_and_query().filter(|_| request.method() == Method::GET);
    match return_to.and_then(|path| serde_urlencoded_pair("return_to", path.as_str())) {
        Some(query) => Redirect::to(&format!("{}?{query}", paths::LOGIN)).into_response(),
        None => Redirect::to(paths::LOGIN).into_response(),
    }
}

/// `name=value`, percent-encoded.
pub(super) fn serde_urlencoded_pair(name: &str, value: &str) -> Option<String> {
    let url = reqwest::Url::parse_with_params("http://x", [(name, value)]).ok()?;
    url.query().map(str::to_owned)
}
