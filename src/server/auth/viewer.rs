use axum::{
    extract::{Query, Request, State},
    http::{HeaderMap, Method, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use leptos::prelude::with_context;
use tokio::time::Instant;
use tower_sessions::Session;

use super::{LocalPath, session_cookie};
use crate::{
    error::AppError,
    paths,
    server::{
        causes::Causes,
        discord::{CacheRequirements, DiscordSession, GuildAdmin, PAGE_TIMEOUT},
        http::{not_before, prefetch, query_string, refusal::failure, respond::session_failed},
        state::AppState,
        store::{FoundSession, Login, SignedIn},
    },
};

/// The person that a request acts for. A `Viewer` is the proof that they are signed in.
///
/// # Examples
/// ```no_run
/// use app::{
///     discord::{Connection, Scopes},
///     error::AppError,
///     server::{auth::Viewer, discord::CacheMode},
/// };
///
/// /// The body of a server function.
/// async fn connections() -> Result<Vec<Connection>, AppError> {
///     let viewer = Viewer::extract()?.with(&[Scopes::CONNECTIONS]).await?;
///     Ok(viewer.discord().connections(CacheMode::Use).await?.value)
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Viewer {
    discord: DiscordSession,
}

impl Viewer {
    /// Returns the viewer of the current request; `None` for a visitor.
    pub fn find() -> Option<Self> {
        with_context(|parts: &Parts| parts.extensions.get().cloned()).flatten()
    }

    /// Returns the viewer of the current request, for code that visitors may not use.
    ///
    /// # Errors
    /// [`AppError::Unauthenticated`] for a visitor.
    pub fn extract() -> Result<Self, AppError> {
        Self::find().ok_or(AppError::Unauthenticated)
    }

    /// Checks that the viewer granted all these scopes, and returns the viewer. A page or a server function calls it before it requests
    /// anything.
    ///
    /// # Errors
    /// [`AppError::MissingScope`], which every page shows with a button to grant the scopes. Other errors if Discord does not answer.
    pub async fn with(self, scopes: &[&str]) -> Result<Self, AppError> {
        self.discord.require(scopes).await?;
        Ok(self)
    }

    /// Returns the proof that the viewer may manage a guild. This proof is enough for reading.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if the viewer may not manage it, or it does not exist. Other errors if Discord does not answer.
    pub async fn admin_of(&self, guild_id: &str) -> Result<GuildAdmin, AppError> {
        GuildAdmin::of(&self.discord, guild_id).await
    }

    /// Returns the session for the viewer's requests to Discord.
    pub fn discord(&self) -> &DiscordSession {
        &self.discord
    }

    /// Returns the login of the browser that sent the request.
    pub fn login(&self) -> &Login {
        self.discord.login()
    }

    /// Returns the viewer of a session; `None` if it has no login. If the login has expired or was ended elsewhere, it also ends the
    /// session.
    pub(super) async fn of_session(
        state: &AppState,
        session: &Session,
        headers: &HeaderMap,
    ) -> Result<Option<Self>, AppError> {
        let Some(id) = session.id() else { return Ok(None) };
        let now = state.clock.now_ms();
        match state.signed_in_browsers.find(&id).await? {
            FoundSession::SignedIn(found) if !found.login.is_over(now) => {
                let SignedIn { login, grant } = *found;
                record_visit(state, &login, now);
                let requirements = CacheRequirements {
                    not_before_ms: not_before::from_headers(headers, &state.config.public_url, now),
                    is_prefetch: prefetch::is_prefetch(headers),
                    wait_until: Some(Instant::now() + PAGE_TIMEOUT),
                };
                let discord = state.discord_session(login).with_grant(grant).with_requirements(requirements);
                return Ok(Some(Self { discord }));
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

/// Finds the viewer of a request before anything is rendered. Redirects visitors away from the dashboard, and signed-in people away
/// from the sign-in page.
///
/// If no session is left at the end of the request, it also removes the session cookie.
pub async fn attach_viewer(State(state): State<AppState>, session: Session, request: Request, next: Next) -> Response {
    let sent_id = session.id();
    let viewer = match Viewer::of_session(&state, &session, request.headers()).await {
        Ok(viewer) => viewer,
        Err(error) => return failure(&error),
    };
    let is_visitor = viewer.is_none();
    let mut response = answer(viewer, request, next).await;
    let has_no_login = is_visitor && !session.is_modified();
    if sent_id.is_some()
        && (has_no_login || session.is_empty().await)
        && let Some(cookie) = session_cookie::removal(&state.config.public_url)
    {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

async fn answer(viewer: Option<Viewer>, mut request: Request, next: Next) -> Response {
    match viewer {
        None if is_dashboard(request.uri()) => return redirect_to_sign_in(&request),
        Some(_) if request.uri().path() == paths::LOGIN && is_get_or_head(&request) => {
            return redirect_from_sign_in(&request);
        }
        None => {}
        Some(viewer) => {
            request.extensions_mut().insert(viewer);
        }
    }
    next.run(request).await
}

fn is_dashboard(uri: &Uri) -> bool {
    uri.path() == paths::DASHBOARD || uri.path().starts_with("/dashboard/")
}

fn is_get_or_head(request: &Request) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD)
}

/// Redirects to the sign-in page. Only a GET keeps the page to return to, because a redirect cannot post a form again.
fn redirect_to_sign_in(request: &Request) -> Response {
    match request.uri().path_and_query().filter(|_| request.method() == Method::GET) {
        Some(path) => {
            let query = query_string::pair("return_to", path.as_str());
            Redirect::to(&format!("{}?{query}", paths::LOGIN)).into_response()
        }
        None => Redirect::to(paths::LOGIN).into_response(),
    }
}

/// Redirects to the page that the sign-in was for. A signed-in person can get here with the Back button, a bookmark, or a second tab.
fn redirect_from_sign_in(request: &Request) -> Response {
    let query = Query::<Vec<(String, String)>>::try_from_uri(request.uri()).map(|query| query.0).unwrap_or_default();
    let return_to = query.iter().find(|(name, _)| name == "return_to").and_then(|(_, path)| LocalPath::parse(path));
    Redirect::to(return_to.as_ref().map_or(paths::DASHBOARD, LocalPath::as_str)).into_response()
}
