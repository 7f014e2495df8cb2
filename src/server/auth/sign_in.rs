use axum::{
    Extension,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use tower_sessions::Session;

use super::{
    LocalPath, LoggedIn, Purpose, Viewer,
    exchange::{Outcome, finish_once},
    flow_cookie::{self, FlowUnderWay},
    flow_state::FlowState,
    outside_install,
};
use crate::{
    discord::GuildId,
    error::AppError,
    login_problem::LoginProblem,
    paths,
    server::{
        causes::Causes,
        http::{not_before, notice::Notice, query_string, respond::session_failed},
        state::AppState,
        store::{LOGIN_ID, LoginId},
    },
};

/// Discord's name as an issuer of codes.
///
/// Source: <https://discord.com/.well-known/openid-configuration>.
const ISSUER: &str = "https://discord.com";

/// What Discord puts into the address it sends people back to.
///
/// Source: <https://discord.com/developers/docs/topics/oauth2#authorization-code-grant>.
#[derive(Debug, Deserialize)]
pub struct CallbackQuery {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
    /// Who answers (RFC 9207). Discord does not send it yet.
    iss: Option<String>,
    /// With an install: the guild that was picked. A hint, not a proof.
    guild_id: Option<String>,
}

/// `GET /auth/callback`: finishes the flow and leaves by 303, so that the address with the code in it is neither shown nor reloaded.
pub async fn callback(
    State(state): State<AppState>,
    viewer: Option<Extension<Viewer>>,
    session: Session,
    headers: HeaderMap,
    query: Result<Query<CallbackQuery>, QueryRejection>,
) -> Response {
    let mut response = match query {
        Ok(Query(query)) => answer(&state, viewer.as_deref(), &session, &headers, query).await,
        Err(_) => refuse(&state, viewer.as_deref(), LoginProblem::Malformed, None),
    };
    // Nobody learns the address with the code in it.
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// `HEAD /auth/callback`: refused. Whoever asks for the head only does not want to sign in.
pub async fn refuse_head() -> impl IntoResponse {
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET")])
}

async fn answer(
    state: &AppState,
    viewer: Option<&Viewer>,
    session: &Session,
    headers: &HeaderMap,
    query: CallbackQuery,
) -> Response {
    if query.state.is_empty()
        && query.error.is_none()
        && let Some(guild_id) = query.guild_id.as_deref().and_then(|id| id.parse::<GuildId>().ok())
    {
        return outside_install::answer(state, viewer, guild_id);
    }
    let Some(flow_state) = FlowState::parse(&state.config.vault, &query.state) else {
        return refuse(state, viewer, LoginProblem::Malformed, None);
    };
    let flow = FlowUnderWay::of_browser(&flow_state, headers, &state.config);
    let removal = flow.as_ref().and_then(|_| flow_cookie::removal(&flow_state, &state.config.public_url));
    let outcome = outcome_of(state, headers, flow_state, flow.clone(), query).await;
    let mut response = match outcome {
        Outcome::Failed(problem) => refuse(state, viewer, problem, flow.as_ref()),
        Outcome::Finished(finished) => match enter(state, session, viewer, finished.login.as_ref()).await {
            Ok(()) => arrive(state, viewer, finished.logged_in),
            Err(_) => refuse(state, viewer, LoginProblem::Internal, flow.as_ref()),
        },
    };
    response.headers_mut().extend(removal.map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

/// How the flow of a callback ended; its code is exchanged here, if it comes to that.
async fn outcome_of(
    state: &AppState,
    headers: &HeaderMap,
    flow_state: FlowState,
    flow: Option<FlowUnderWay>,
    query: CallbackQuery,
) -> Outcome {
    if flow_state.is_over(state.clock.now_ms()) {
        return Outcome::Failed(LoginProblem::Expired);
    }
    let Some(flow) = flow else {
        return Outcome::Failed(match state.used_flows.find(flow_state.text()).await {
            Ok(Some(_)) => LoginProblem::Replayed,
            Ok(None) => LoginProblem::OtherBrowser,
            Err(error) => {
                tracing::error!(error = %Causes(&error), "a callback could not be looked up");
                LoginProblem::Internal
            }
        });
    };
    if query.iss.as_deref().is_some_and(|iss| !is_discord(iss, state)) {
        tracing::warn!("a callback came from another issuer than Discord");
        return Outcome::Failed(LoginProblem::Malformed);
    }
    let code = match (query.error.as_deref(), query.code.as_deref()) {
        (None, Some(code)) if !code.is_empty() => code,
        (None, _) => return Outcome::Failed(LoginProblem::Malformed),
        (Some("access_denied"), _) => return Outcome::Failed(LoginProblem::Denied),
        (Some("invalid_scope"), _) => return Outcome::Failed(LoginProblem::ScopeRefused),
        (Some(error), _) => {
            tracing::warn!(error, "Discord refused to authorize");
            return Outcome::Failed(LoginProblem::DiscordRefused);
        }
    };
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    finish_once(state, flow_state, flow, code, user_agent).await
}

/// Whether an issuer is Discord, or the server that plays Discord: then the origin of its consent page.
fn is_discord(issuer: &str, state: &AppState) -> bool {
    issuer == ISSUER || issuer == state.config.discord.authorize_origin()
}

/// Signs this browser in with a new login, and ends the login it had before: one browser, one login.
async fn enter(
    state: &AppState,
    session: &Session,
    before: Option<&Viewer>,
    login: Option<&LoginId>,
) -> Result<(), AppError> {
    let before = before.map(Viewer::login);
    let Some(login) = login.filter(|login| before.is_none_or(|before| before.id != **login)) else {
        // An install, or a second callback of a browser that is signed in by the first one.
        return Ok(());
    };
    // A new session id, so that one planted before the sign-in is worth nothing after it.
    session.cycle_id().await.map_err(|error| session_failed(&error))?;
    session.insert(LOGIN_ID, &login.0).await.map_err(|error| session_failed(&error))?;
    if let Some(before) = before {
        state.logins.end(before).await?;
        state.caches.forget(&before.id).await;
    }
    Ok(())
}

/// To the page that the flow leads to, with what it brought for a layer around this route.
fn arrive(state: &AppState, before: Option<&Viewer>, logged_in: LoggedIn) -> Response {
    let is_same_person = || logged_in.user.as_ref().map(|user| user.id) == before.map(|before| before.login().user_id);
    let notice = match logged_in.purpose {
        Purpose::SignIn => None,
        Purpose::GrantMore if before.is_none() => None,
        Purpose::GrantMore if !is_same_person() => Some(Notice::AnotherAccount),
        Purpose::GrantMore if !logged_in.missing.is_empty() => Some(Notice::GrantedInPart),
        Purpose::GrantMore => Some(Notice::Granted),
        Purpose::Install if logged_in.guild.is_some() => Some(Notice::Installed),
        Purpose::Install => Some(Notice::NotInstalled),
    };
    let public_url = &state.config.public_url;
    let mut response = match notice {
        Some(notice) => notice.lead_to(&logged_in.return_to, public_url),
        None => Redirect::to(&logged_in.return_to).into_response(),
    };
    if logged_in.purpose == Purpose::Install {
        // The person may have made the guild just before, and the bot is new in it.
        let cookie = not_before::set_cookie(state.clock.now_ms(), public_url);
        response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    }
    response.extensions_mut().insert(logged_in);
    response
}

/// To a page that says what happened. A browser that is signed in stays so: an old callback or a bookmark leads to its page.
fn refuse(state: &AppState, viewer: Option<&Viewer>, problem: LoginProblem, flow: Option<&FlowUnderWay>) -> Response {
    tracing::info!(?problem, "a sign-in was not finished");
    let return_to = flow.and_then(|flow| flow.return_to.as_ref());
    let page = return_to.map_or(paths::DASHBOARD, LocalPath::as_str);
    let public_url = &state.config.public_url;
    // With these, what was allowed at Discord may be allowed all the same.
    let is_unknown = matches!(problem, LoginProblem::DiscordBusy | LoginProblem::Replayed | LoginProblem::Internal);
    let notice = |no| if is_unknown { Notice::NotFinished } else { no };
    match (flow.map(|flow| flow.purpose), viewer) {
        (Some(Purpose::Install), _) => notice(Notice::NotInstalled).lead_to(page, public_url),
        (Some(Purpose::GrantMore), Some(_)) => notice(Notice::NotGranted).lead_to(page, public_url),
        (_, Some(_)) => Redirect::to(page).into_response(),
        (_, None) => back_to_login(problem, return_to),
    }
}

/// To the sign-in page, which says what happened and keeps the way back.
pub(super) fn back_to_login(problem: LoginProblem, return_to: Option<&LocalPath>) -> Response {
    let mut address = format!("{}?problem={}", paths::LOGIN, problem.code());
    if let Some(path) = return_to {
        address.push('&');
        address.push_str(&query_string::pair("return_to", path.as_str()));
    }
    Redirect::to(&address).into_response()
}
