use axum::{
    extract::{Query, Request, State},
    http::{HeaderMap, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use leptos::prelude::with_context;
use tokio::time::Instant;
use tower_sessions::Session;

use super::{
    LocalPath, NoAccess,
    back_to_login::back_to_login,
    browser_login::{BrowserLogin, Caller},
    membership, no_access, session_cookie,
};
use crate::{
    error::AppError,
    login_problem::LoginProblem,
    paths,
    server::{
        discord::{CacheRequirements, DiscordSession, GuildAdmin, PAGE_TIMEOUT},
        http::{not_before, prefetch, query_string, refusal::failure},
        state::AppState,
        store::{Login, SignedIn},
    },
};

/// The person that a request acts for. A `Viewer` is the proof that they are signed in, and that they are a member if the configuration
/// names a guild whose members may use the site.
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
    /// [`AppError::Unauthenticated`] for a visitor. For a signed-in person without access, the reason.
    pub fn extract() -> Result<Self, AppError> {
        Self::find().ok_or_else(|| NoAccess::find().map_or(AppError::Unauthenticated, |refused| refused.reason()))
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

    /// Makes the viewer of a signed-in browser. Every `Viewer` is made here, so nobody gets one without the check.
    async fn of(state: &AppState, signed_in: SignedIn, headers: &HeaderMap) -> Result<Self, Box<NoAccess>> {
        let SignedIn { login, grant } = signed_in;
        let requirements = CacheRequirements {
            not_before_ms: not_before::from_headers(headers, &state.config.public_url, state.clock.now_ms()),
            is_prefetch: prefetch::is_prefetch(headers),
            wait_until: Some(Instant::now() + PAGE_TIMEOUT),
        };
        let discord = state.discord_session(login).with_grant(grant);
        match membership::check(state, &discord, requirements).await {
            Ok(()) => Ok(Self { discord: discord.with_requirements(requirements) }),
            Err(reason) => {
                let requirements =
                    CacheRequirements { wait_until: requirements.wait_until, ..CacheRequirements::default() };
                Err(Box::new(NoAccess { reason, discord: discord.with_requirements(requirements) }))
            }
        }
    }
}

/// Where a signed-in person needs no access: to sign out, to sign in as somebody else, to check again, and to choose a theme.
const OPEN_FORMS: [&str; 5] = [paths::LOGOUT, paths::START_LOGIN, paths::CALLBACK, paths::CHECK_AGAIN, paths::THEME];

/// Finds the viewer of a request before anything is rendered. Redirects visitors away from the dashboard, signed-in people away from
/// the sign-in page, and people without access to the page that says why.
///
/// If no session is left at the end of the request, it also removes the session cookie.
pub async fn attach_viewer(
    State(state): State<AppState>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let sent_id = session.id();
    let caller = match Caller::of_session(&state, &session).await {
        Ok(caller) => caller,
        Err(error) => return failure(&error),
    };
    let admission = admit(&state, caller, &mut request).await;
    let is_visitor = matches!(admission, Admission::Visitor);
    let mut response = match admission {
        Admission::Answered(response) => response,
        Admission::Visitor if is_for_signed_in_people(request.uri().path()) => redirect_to_sign_in(&request),
        Admission::Visitor | Admission::SignedIn => next.run(request).await,
    };
    let has_no_login = is_visitor && !session.is_modified();
    if sent_id.is_some()
        && (has_no_login || session.is_empty().await)
        && let Some(cookie) = session_cookie::removal(&state.config.public_url)
    {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// What to do with a request.
enum Admission {
    /// Nobody is signed in.
    Visitor,
    /// Somebody is signed in. The request's extensions now say whether they have access.
    SignedIn,
    /// The answer is known already.
    Answered(Response),
}

async fn admit(state: &AppState, caller: Caller, request: &mut Request) -> Admission {
    let path = request.uri().path();
    let signed_in = match caller {
        Caller::SignedIn(signed_in) => *signed_in,
        // A server function answers with a typed error.
        Caller::Banned if !path.starts_with(paths::API) => {
            return Admission::Answered(back_to_login(LoginProblem::Banned, None));
        }
        Caller::Banned | Caller::Visitor => return Admission::Visitor,
    };
    if path == paths::LOGIN && is_get_or_head(request) {
        return Admission::Answered(redirect_to_wanted_page(request));
    }
    if OPEN_FORMS.contains(&path) {
        request.extensions_mut().insert(BrowserLogin(signed_in.login));
        return Admission::SignedIn;
    }
    match Viewer::of(state, signed_in, request.headers()).await {
        Ok(_) if request.uri().path() == paths::NO_ACCESS => {
            return Admission::Answered(redirect_to_wanted_page(request));
        }
        Ok(viewer) => {
            request.extensions_mut().insert(viewer);
        }
        // Discord no longer honours the login, which has ended just now.
        Err(no_access) if no_access.reason == AppError::Unauthenticated => return Admission::Visitor,
        Err(no_access) => {
            if let Some(refusal) = no_access::refuse(&no_access.reason, request) {
                return Admission::Answered(refusal);
            }
            request.extensions_mut().insert(*no_access);
        }
    }
    Admission::SignedIn
}

fn is_for_signed_in_people(path: &str) -> bool {
    paths::is_dashboard(path) || path == paths::NO_ACCESS
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

/// Redirects to the page that the person wanted to see. A signed-in person can get to the sign-in page with the Back button, a bookmark,
/// or a second tab.
fn redirect_to_wanted_page(request: &Request) -> Response {
    let query = Query::<Vec<(String, String)>>::try_from_uri(request.uri()).map(|query| query.0).unwrap_or_default();
    let return_to = query.iter().find(|(name, _)| name == "return_to").and_then(|(_, path)| LocalPath::parse(path));
    Redirect::to(return_to.as_ref().map_or(paths::DASHBOARD, LocalPath::as_str)).into_response()
}
