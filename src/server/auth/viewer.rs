use axum::{
    extract::{Query, Request, State},
    http::{HeaderMap, Method, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use leptos::prelude::use_context;
use tower_sessions::Session;

use super::{LocalPath, session_cookie};
use crate::{
    error::AppError,
    paths,
    server::{
        failure_page::plain_failure,
        not_before, query_string,
        respond::session_failed,
        session::{DiscordSession, GuildAdmin},
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

    /// As it is, when they allowed all these scopes: what a page or a server function declares before it asks for anything.
    ///
    /// # Errors
    /// [`AppError::MissingScope`], which every page answers with what is missing and a button; when Discord does not tell.
    pub async fn with(self, scopes: &[&str]) -> Result<Self, AppError> {
        self.discord.require(scopes).await?;
        Ok(self)
    }

    /// The proof that they may manage a guild, for showing something of it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when they may not, or there is none; when Discord does not tell.
    pub async fn admin_of(&self, guild_id: &str) -> Result<GuildAdmin, AppError> {
        GuildAdmin::of(&self.discord, guild_id).await
    }

    /// What they may ask Discord.
    pub fn discord(&self) -> &DiscordSession {
        &self.discord
    }

    /// The browser they signed in with.
    pub fn login(&self) -> &Login {
        &self.login
    }

    /// The viewer of a session; `None` when it holds no login, or one that is over or was ended elsewhere. Such a session
    /// is ended as well.
    pub(super) async fn of_session(
        state: &AppState,
        session: &Session,
        headers: &HeaderMap,
    ) -> Result<Option<Self>, AppError> {
        let id = session.get::<String>(LOGIN_ID).await.map_err(|error| session_failed(&error))?;
        let Some(id) = id else { return Ok(None) };
        let now = state.clock.now_ms();
        match state.logins.find(&LoginId(id)).await? {
            Some(login) if !login.is_over(now) => {
                state.logins.touch(&login, now).await?;
                let not_before_ms = not_before::from_headers(headers, now);
                let discord = state.discord_session(login.clone()).not_before(not_before_ms);
                return Ok(Some(Self { discord, login }));
            }
            Some(login) => {
                state.logins.end(&login).await?;
                state.caches.forget(&login.id).await;
                tracing::info!(user = %login.user_id, "a sign-in is over");
            }
            None => {}
        }
        session.flush().await.map_err(|error| session_failed(&error))?;
        Ok(None)
    }
}

/// Finds out who a request acts for, before anything is rendered. Visitors are turned away from the dashboard, and people who are
/// signed in from the sign-in page.
///
/// When the session ends with the request, whoever ends it, the cookie goes too.
pub async fn attach_viewer(State(state): State<AppState>, session: Session, request: Request, next: Next) -> Response {
    let had_session = session.id().is_some();
    let mut response = match Viewer::of_session(&state, &session, request.headers()).await {
        Ok(viewer) => answer(viewer, request, next).await,
        Err(error) => plain_failure(&error),
    };
    if had_session
        && session.is_empty().await
        && let Some(cookie) = session_cookie::removal(&state.config.public_url)
    {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

async fn answer(viewer: Option<Viewer>, mut request: Request, next: Next) -> Response {
    match viewer {
        None if is_dashboard(request.uri()) => return to_sign_in(&request),
        Some(_) if request.uri().path() == paths::LOGIN && reads(&request) => return past_sign_in(&request),
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

fn reads(request: &Request) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD)
}

/// The way back is kept for GET only: a redirect cannot post a form again.
fn to_sign_in(request: &Request) -> Response {
    match request.uri().path_and_query().filter(|_| request.method() == Method::GET) {
        Some(path) => {
            let query = query_string::pair("return_to", path.as_str());
            Redirect::to(&format!("{}?{query}", paths::LOGIN)).into_response()
        }
        None => Redirect::to(paths::LOGIN).into_response(),
    }
}

/// Back, a bookmark, or a second tab: to the page that was asked for.
fn past_sign_in(request: &Request) -> Response {
    let query = Query::<Vec<(String, String)>>::try_from_uri(request.uri()).map(|query| query.0).unwrap_or_default();
    let return_to = query.iter().find(|(name, _)| name == "return_to").and_then(|(_, path)| LocalPath::parse(path));
    Redirect::to(return_to.as_ref().map_or(paths::DASHBOARD, LocalPath::as_str)).into_response()
}
