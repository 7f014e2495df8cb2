use axum::{
    Extension,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;
use tower_sessions::Session;

use super::{
    LocalPath, LoggedIn, Viewer,
    browser_key::BrowserKey,
    viewer::{LOGIN_ID, serde_urlencoded_pair},
};
use crate::{
    discord::User,
    login_problem::LoginProblem,
    paths,
    server::{
        clock::to_ms,
        notice::Notice,
        rest::{Auth, DiscordError, Exchanged, Request, TokenPair},
        secret::Secret,
        session::Answer,
        state::AppState,
        store::{Login, NewGrant, PendingLogin, Purpose, StoreError},
    },
};

/// What Discord puts into the address it sends people back to.
///
/// Source: <https://discord.com/developers/docs/topics/oauth2#authorization-code-grant>.
#[derive(Debug, Deserialize)]
pub struct CallbackQuery {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
}

/// Why a callback led to no login.
#[derive(Debug, thiserror::Error)]
enum CallbackError {
    #[error("{0:?}")]
    Refused(LoginProblem),
    #[error("Discord: {0}")]
    Discord(#[from] DiscordError),
    #[error("the store failed")]
    Store(#[from] StoreError),
    #[error("the session could not be written: {0}")]
    Session(#[from] tower_sessions::session::Error),
}

/// `GET /auth/callback`: takes the flow, exchanges the code, notes the login and leaves by 303, so that the address
/// with the code in it is neither shown nor reloaded.
pub async fn callback(
    State(state): State<AppState>,
    viewer: Option<Extension<Viewer>>,
    session: Session,
    headers: HeaderMap,
    query: Result<Query<CallbackQuery>, QueryRejection>,
) -> Response {
    let Ok(Query(query)) = query else {
        return back_to_login(LoginProblem::Malformed, None);
    };
    let flow = match take_flow(&state, &headers, &query.state).await {
        Ok(flow) => flow,
        Err(error) => return back_to_login(explain(&error), None),
    };
    let return_to = LocalPath::parse(&flow.return_to);
    let page = return_to.as_ref().map_or(paths::DASHBOARD, LocalPath::as_str);
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let before = viewer.as_deref();
    let mut response = match finish(&state, &session, before, user_agent, &query, &flow).await {
        Ok(logged_in) => arrive(&state, before, logged_in),
        Err(error) => {
            let problem = explain(&error);
            match flow.purpose {
                Purpose::Install => Notice::NotInstalled.lead_to(page, &state.config.public_url),
                // Still signed in, with what was granted before.
                Purpose::GrantMore if before.is_some() => Notice::NotGranted.lead_to(page, &state.config.public_url),
                Purpose::SignIn | Purpose::GrantMore => back_to_login(problem, return_to.as_ref()),
            }
        }
    };
    // Nobody learns the address with the code in it.
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// To the page that the flow leads to, with what it brought for whoever wraps this route.
fn arrive(state: &AppState, before: Option<&Viewer>, logged_in: LoggedIn) -> Response {
    let same_person = || logged_in.user.as_ref().map(|user| user.id) == before.map(|before| before.login().user_id);
    let notice = match logged_in.purpose {
        Purpose::SignIn => None,
        Purpose::GrantMore => same_person().then_some(Notice::Granted),
        Purpose::Install if logged_in.guild.is_some() => Some(Notice::Installed),
        Purpose::Install => Some(Notice::NotInstalled),
    };
    let mut response = match notice {
        Some(notice) => notice.lead_to(&logged_in.return_to, &state.config.public_url),
        None => Redirect::to(&logged_in.return_to).into_response(),
    };
    response.extensions_mut().insert(logged_in);
    response
}

/// To the sign-in page, which says what happened and keeps the way back.
pub(super) fn back_to_login(problem: LoginProblem, return_to: Option<&LocalPath>) -> Response {
    let mut address = format!("{}?problem={}", paths::LOGIN, problem.code());
    if let Some(query) = return_to.and_then(|path| serde_urlencoded_pair("return_to", path.as_str())) {
        address.push('&');
        address.push_str(&query);
    }
    Redirect::to(&address).into_response()
}

/// The flow this browser started with this state, taken out of the table.
async fn take_flow(state: &AppState, headers: &HeaderMap, flow_state: &str) -> Result<PendingLogin, CallbackError> {
    if flow_state.is_empty() {
        return Err(CallbackError::Refused(LoginProblem::Malformed));
    }
    let flow_state = Secret::new(flow_state);
    let flow = match BrowserKey::from_headers(headers, &state.config.public_url) {
        Some(browser) => state.pending_logins.take(&flow_state, &browser.0).await?,
        None => None,
    };
    match flow {
        Some(flow) if flow.expires_at_ms > state.clock.now_ms() => Ok(flow),
        Some(_) => Err(CallbackError::Refused(LoginProblem::Expired)),
        None if state.pending_logins.exists(&flow_state).await? => {
            Err(CallbackError::Refused(LoginProblem::OtherBrowser))
        }
        None => Err(CallbackError::Refused(LoginProblem::Replayed)),
    }
}

async fn finish(
    state: &AppState,
    session: &Session,
    before: Option<&Viewer>,
    user_agent: &str,
    query: &CallbackQuery,
    flow: &PendingLogin,
) -> Result<LoggedIn, CallbackError> {
    let code = match (query.error.as_deref(), query.code.as_deref()) {
        (None, Some(code)) if !code.is_empty() => code,
        (None, _) => return Err(CallbackError::Refused(LoginProblem::Malformed)),
        (Some("access_denied"), _) => return Err(DiscordError::AccessDenied.into()),
        (Some("invalid_scope"), _) => {
            return Err(CallbackError::Refused(LoginProblem::ScopeRefused));
        }
        (Some(error), _) => {
            tracing::warn!(error, "Discord refused to authorize");
            return Err(CallbackError::Refused(LoginProblem::DiscordRefused));
        }
    };
    let Exchanged { tokens, guild, webhook } = state.oauth.exchange(code, &flow.verifier).await?;
    if let Some(guild) = &guild {
        tracing::info!(guild = %guild.id, "the bot was added to a guild");
        state.bot.forget(guild.id).await;
    }
    let mut return_to = LocalPath::parse(&flow.return_to).map_or(paths::DASHBOARD.to_owned(), |page| page.to_string());
    let user = if flow.purpose == Purpose::Install {
        // The token goes unused, and is not revoked: at Discord that would end the person's sign-ins as well. They may have
        // made the guild just before.
        if let Some(before) = before {
            state.caches.guilds.forget(&before.login().id).await;
        }
        if let Some(guild) = &guild {
            return_to = paths::guild(guild.id);
        }
        None
    } else {
        Some(sign_in(state, session, before, user_agent, &tokens).await?)
    };
    let data = serde_json::from_str(&flow.data).unwrap_or_default();
    Ok(LoggedIn { purpose: flow.purpose, user, data, return_to, guild, webhook })
}

async fn sign_in(
    state: &AppState,
    session: &Session,
    before: Option<&Viewer>,
    user_agent: &str,
    tokens: &TokenPair,
) -> Result<User, CallbackError> {
    let user = who(state, tokens).await?;
    let login = note_login(state, &user, tokens, user_agent).await?;
    // A new session id, so that one planted before the sign-in is worth nothing after it.
    session.cycle_id().await?;
    session.insert(LOGIN_ID, &login.id.0).await?;
    // Whoever was signed in here before is signed out: one browser, one login.
    if let Some(before) = before {
        state.logins.end(before.login()).await?;
        state.caches.forget(&before.login().id).await;
    }
    let signed_in = user.value.clone();
    state.caches.users.put(&login.id, user).await;
    tracing::info!(user = %login.user_id, "signed in");
    Ok(signed_in)
}

/// Asks Discord whose token this is; that answer alone says who signed in.
async fn who(state: &AppState, tokens: &TokenPair) -> Result<Answer<User>, DiscordError> {
    let reply = state.client.request(Request::get("/users/@me", Auth::User(&tokens.access))).await?;
    let value = serde_json::from_str(&reply.body).map_err(|error| DiscordError::Undecodable(error.to_string()))?;
    Ok(Answer { value, json: reply.body.into() })
}

/// Grant and login in one transaction: a sign-out of the same user must not sweep the grant away between the two.
async fn note_login(
    state: &AppState,
    user: &Answer<User>,
    tokens: &TokenPair,
    user_agent: &str,
) -> Result<Login, StoreError> {
    let now = state.clock.now_ms();
    let grant = NewGrant { user_id: user.value.id, tokens, expires_at_ms: now + to_ms(tokens.lifetime) };
    let mut transaction = state.database.begin().await?;
    let grant_id = state.grants.put(&mut transaction, &grant).await?;
    let login = state.logins.insert(&mut transaction, user.value.id, &grant_id, user_agent, now).await?;
    transaction.commit().await?;
    Ok(login)
}

/// What the sign-in page says; the cause goes to the log.
fn explain(error: &CallbackError) -> LoginProblem {
    match error {
        CallbackError::Refused(problem) => {
            tracing::info!(?problem, "a sign-in was not finished");
            *problem
        }
        CallbackError::Discord(DiscordError::AccessDenied) => LoginProblem::Denied,
        CallbackError::Discord(error) => {
            tracing::warn!(%error, "Discord did not finish a sign-in");
            if error.is_temporary() { LoginProblem::DiscordBusy } else { LoginProblem::DiscordRefused }
        }
        CallbackError::Store(_) | CallbackError::Session(_) => {
            tracing::error!(error = error as &dyn std::error::Error, "a sign-in failed on our side");
            LoginProblem::Internal
        }
    }
}
