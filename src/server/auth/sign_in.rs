//! The sign-in, in the order in which it happens: the form, Discord's consent page, the callback, the exchange, and the session.
//!
//! `sign_in_lifetimes.rs` says how long each part lasts.

use axum::{
    Extension, Form,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::Value;
use tower_sessions::Session;

use super::{
    BrowserLogin, Flow, LocalPath, LoggedIn, Purpose,
    back_to_login::back_to_login,
    flow_cookie::{self, PendingFlow},
    flow_outcome::{self, FlowResult, Outcome},
    flow_state::FlowState,
    membership, outside_install,
    sign_in_response::{failure_response, success_response},
};
use crate::{
    discord::{GuildId, Scopes, User, UserId},
    error::AppError,
    login_problem::LoginProblem,
    paths,
    server::{
        causes::Causes,
        clock::to_ms,
        discord::{
            Answer, UserWithJson,
            rest::{Auth, Authorize, DiscordError, ExchangeAnswer, Prompt, Request, TokenPair},
        },
        http::{refusal::failure, respond::session_failed},
        secret::Secret,
        state::AppState,
        store::{LOGIN_ID, Login, LoginId, NewGrant, StoreError},
    },
};

/// Discord's issuer identifier.
///
/// Source: <https://discord.com/.well-known/openid-configuration>.
const ISSUER: &str = "https://discord.com";

// --- 1. The form ------------------------------------------------------------------------------------------------------------

/// The fields of the sign-in form: `return_to`, `account`, and any number of `scope`. The server ignores `scope` from visitors.
type Fields = Vec<(String, String)>;

/// `POST /auth/login`: starts a flow in this browser and sends it to Discord's consent page.
pub async fn start_login(
    State(state): State<AppState>,
    login: Option<Extension<BrowserLogin>>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let return_to = fields.iter().find(|(name, _)| name == "return_to").and_then(|(_, path)| LocalPath::parse(path));
    let started = match scopes_to_ask(&state, login.as_deref(), &fields).await {
        Ok((purpose, scopes)) => {
            let prompt = prompt_for(purpose, &scopes, &fields);
            let authorize = Authorize::new(scopes).prompt(prompt);
            let flow = Flow { purpose, authorize, return_to: return_to.clone(), data: Value::Null };
            flow.start(&state, &headers).map_err(|error| {
                tracing::error!(error = %Causes(&error), "a sign-in could not be started");
                AppError::Internal
            })
        }
        Err(error) => Err(error.into()),
    };
    started.unwrap_or_else(|error| match login {
        // A signed-in person cannot open the sign-in page.
        Some(_) => failure(&error),
        None => back_to_login(LoginProblem::Internal, return_to.as_ref()),
    })
}

/// Returns whether Discord shows its consent page to people who allowed the same scopes before. That page is also where they change to
/// another account. Without it, Discord still asks for a scope that they have not allowed.
fn prompt_for(purpose: Purpose, scopes: &Scopes, fields: &Fields) -> Prompt {
    let wants_another_account = fields.iter().any(|(name, value)| name == "account" && value == "another");
    let needs_page = purpose != Purpose::SignIn || wants_another_account || scopes.is_passthrough();
    if needs_page { Prompt::Consent } else { Prompt::None }
}

/// Returns the scopes to request. It ignores scopes in the form that the app does not offer. Further scopes are requested together with
/// the granted ones, because Discord's latest answer replaces the earlier ones.
async fn scopes_to_ask(
    state: &AppState,
    login: Option<&BrowserLogin>,
    fields: &Fields,
) -> Result<(Purpose, Scopes), StoreError> {
    let offered = state.config.discord.offered_scopes();
    let is_offered = |field: &str| Scopes::parse(field).missing_from(&offered).is_empty();
    let more = fields.iter().filter(|(name, field)| name == "scope" && is_offered(field));
    let more: Scopes = more.map(|(_, field)| field.as_str()).collect();
    let Some(BrowserLogin(login)) = login.filter(|_| !more.is_empty()) else {
        return Ok((Purpose::SignIn, state.config.discord.sign_in_scopes()));
    };
    let granted = state.grants.find(&login.grant_id).await?.map(|grant| grant.scopes).unwrap_or_default();
    Ok((Purpose::GrantMore, granted.union(&more)))
}

// --- 2. Discord's consent page sends the browser back ------------------------------------------------------------------------

/// The query that Discord adds to the callback's address.
///
/// Source: <https://discord.com/developers/docs/topics/oauth2#authorization-code-grant>.
#[derive(Debug, Deserialize)]
pub struct CallbackQuery {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
    /// The issuer of the answer (RFC 9207). Discord does not send it yet.
    iss: Option<String>,
    /// The guild that was picked in an install. It is a hint, not a proof.
    guild_id: Option<String>,
}

/// `GET /auth/callback`: finishes the flow and redirects with 303, so that the browser does not show or reload the address with the code.
pub async fn callback(
    State(state): State<AppState>,
    login: Option<Extension<BrowserLogin>>,
    session: Session,
    headers: HeaderMap,
    query: Result<Query<CallbackQuery>, QueryRejection>,
) -> Response {
    let previous = login.as_ref().map(|Extension(BrowserLogin(login))| login);
    let mut response = match query {
        Ok(Query(query)) => answer(&state, previous, &session, &headers, query).await,
        Err(_) => failure_response(&state, previous, LoginProblem::Malformed, None),
    };
    // The address contains the code, so no other site may see it as the referrer.
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// `HEAD /auth/callback`: refuses the request. A client that requests only the headers does not want to sign in.
pub async fn refuse_head() -> impl IntoResponse {
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET")])
}

async fn answer(
    state: &AppState,
    previous: Option<&Login>,
    session: &Session,
    headers: &HeaderMap,
    query: CallbackQuery,
) -> Response {
    if query.state.is_empty()
        && query.error.is_none()
        && let Some(guild_id) = query.guild_id.as_deref().and_then(|id| id.parse::<GuildId>().ok())
    {
        return outside_install::answer(state, previous.is_some(), guild_id);
    }
    let Some(flow_state) = FlowState::parse(&state.config.vault, &query.state) else {
        return failure_response(state, previous, LoginProblem::Malformed, None);
    };
    let flow = PendingFlow::of_browser(&flow_state, headers, &state.config);
    let removal = flow.as_ref().and_then(|_| flow_cookie::removal(&flow_state, &state.config.public_url));
    let outcome = outcome_of(state, headers, flow_state, flow.clone(), query).await;
    let mut response = match outcome {
        Outcome::Failed(problem) => failure_response(state, previous, problem, flow.as_ref()),
        Outcome::Finished(finished) => match sign_browser_in(state, session, previous, finished.login.as_ref()).await {
            Ok(()) => success_response(state, previous, finished.logged_in),
            Err(_) => failure_response(state, previous, LoginProblem::Internal, flow.as_ref()),
        },
    };
    response.headers_mut().extend(removal.map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

/// Finishes the flow of a callback: checks it, and exchanges its code if the checks pass.
async fn outcome_of(
    state: &AppState,
    headers: &HeaderMap,
    flow_state: FlowState,
    flow: Option<PendingFlow>,
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
        tracing::warn!("a callback names an issuer other than Discord");
        return Outcome::Failed(LoginProblem::Malformed);
    }
    let code = match (query.error.as_deref(), query.code.as_deref()) {
        (None, Some(code)) if !code.is_empty() => code,
        (None, _) => return Outcome::Failed(LoginProblem::Malformed),
        (Some("access_denied"), _) => return Outcome::Failed(LoginProblem::Denied),
        (Some("invalid_scope"), _) => return Outcome::Failed(LoginProblem::ScopeRefused),
        (Some(error), _) => {
            tracing::warn!(error, "Discord refused the authorization");
            return Outcome::Failed(LoginProblem::DiscordRefused);
        }
    };
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let exchange = exchange(state.clone(), flow, Secret::new(code), user_agent.to_owned());
    flow_outcome::run_once(state, flow_state, exchange).await
}

/// Returns whether an issuer is Discord. The sandbox's issuer is the origin of its consent page.
fn is_discord(issuer: &str, state: &AppState) -> bool {
    issuer == ISSUER || issuer == state.config.discord.authorize_origin()
}

// --- 3. The code is exchanged for tokens, once -------------------------------------------------------------------------------

/// Exchanges the code, and logs and explains an error.
async fn exchange(state: AppState, flow: PendingFlow, code: Secret, user_agent: String) -> Outcome {
    try_exchange(&state, flow, &code, &user_agent).await.unwrap_or_else(|error| Outcome::Failed(error.explain()))
}

async fn try_exchange(
    state: &AppState,
    flow: PendingFlow,
    code: &Secret,
    user_agent: &str,
) -> Result<Outcome, ExchangeError> {
    let ExchangeAnswer { tokens, guild, webhook } = state.oauth.exchange(code.expose(), &flow.verifier).await?;
    if let Some(guild) = &guild {
        tracing::info!(guild = %guild.id, "the bot was added to a guild");
    }
    // If the answer lists no scopes, all requested scopes are granted (RFC 6749, section 5.1).
    let is_listed = !tokens.scopes.is_empty();
    let missing = if is_listed { flow.scopes.missing_from(&tokens.scopes) } else { Scopes::default() };
    let page = flow.return_to.map_or_else(|| paths::DASHBOARD.to_owned(), |page| page.to_string());
    let (purpose, data) = (flow.purpose, flow.data);
    let (login, user, return_to) = match (purpose, &guild) {
        // The token is not used. It is not revoked either, because that would end the person's logins too.
        (Purpose::Install, Some(guild)) => (None, None, paths::guild(guild.id)),
        (Purpose::Install, None) => (None, None, page),
        (Purpose::SignIn | Purpose::GrantMore, _) => {
            let (login, user) = sign_in(state, &tokens, user_agent).await?;
            (Some(login), Some(user), page)
        }
    };
    let logged_in = LoggedIn { purpose, user, missing, data, return_to, guild, webhook };
    Ok(Outcome::Finished(Box::new(FlowResult { login, logged_in })))
}

async fn sign_in(state: &AppState, tokens: &TokenPair, user_agent: &str) -> Result<(LoginId, User), ExchangeError> {
    let asked_at_ms = state.clock.now_ms();
    let (answer, member) = tokio::try_join!(fetch_user(state, tokens), membership::fetch_at_sign_in(state, tokens))?;
    let user = answer.value.user.clone();
    let login = store_login(state, &user, tokens, user_agent).await?;
    state.caches.users.put(&login.id, answer, asked_at_ms);
    if let Some(member) = member {
        membership::keep(state, &login.id, member, asked_at_ms).await;
    }
    tracing::info!(user = %login.user_id, "a user signed in");
    Ok((login.id, user))
}

/// Asks Discord whose token this is. Only this answer identifies the person who signed in.
async fn fetch_user(state: &AppState, tokens: &TokenPair) -> Result<Answer<UserWithJson>, DiscordError> {
    let reply = state.client.request(Request::get("/users/@me", Auth::User(&tokens.access)).for_sign_in()).await?;
    let user = serde_json::from_str(&reply.body).map_err(|error| DiscordError::Undecodable(error.to_string()))?;
    Ok(Answer { bytes: reply.body.len(), value: UserWithJson { user, json: reply.body.into() } })
}

/// Stores the grant and the login, unless the user is banned. It is one transaction, so that a sign-out of the same user cannot delete the grant in between.
async fn store_login(
    state: &AppState,
    user: &User,
    tokens: &TokenPair,
    user_agent: &str,
) -> Result<Login, ExchangeError> {
    let now = state.clock.now_ms();
    let grant = NewGrant { user_id: user.id, tokens, expires_at_ms: now.saturating_add(to_ms(tokens.lifetime)) };
    let mut transaction = state.database.begin().await.map_err(StoreError::from)?;
    let grant_id = state.grants.put(&mut transaction, &grant).await?;
    let login = state.logins.insert(&mut transaction, user.id, &user.name(), &grant_id, user_agent, now).await?;
    // After the writes, because SQLite refuses to turn a transaction that began with a read into one that writes.
    if state.bans.is_banned(&mut transaction, user.id).await? {
        return Err(ExchangeError::Banned(user.id));
    }
    transaction.commit().await.map_err(StoreError::from)?;
    Ok(login)
}

#[derive(Debug, thiserror::Error)]
enum ExchangeError {
    #[error("Discord: {0}")]
    Discord(#[from] DiscordError),
    #[error("the store failed")]
    Store(#[from] StoreError),
    #[error("{0} is banned")]
    Banned(UserId),
}

impl ExchangeError {
    /// Logs the cause, and returns the problem that the sign-in page explains.
    fn explain(&self) -> LoginProblem {
        match self {
            Self::Discord(error) => {
                tracing::warn!(error = %Causes(error), "Discord did not finish a sign-in");
                if error.is_temporary() { LoginProblem::DiscordBusy } else { LoginProblem::DiscordRefused }
            }
            Self::Banned(user_id) => {
                tracing::info!(user = %user_id, "a user who is banned tried to sign in");
                LoginProblem::Banned
            }
            Self::Store(_) => {
                tracing::error!(error = %Causes(self), "a sign-in failed on the server");
                LoginProblem::Internal
            }
        }
    }
}

// --- 4. The browser is signed in ---------------------------------------------------------------------------------------------

/// Signs this browser in with a new login, and ends the login it had before. A browser has one login only.
async fn sign_browser_in(
    state: &AppState,
    session: &Session,
    previous: Option<&Login>,
    login: Option<&LoginId>,
) -> Result<(), AppError> {
    let Some(login) = login.filter(|login| previous.is_none_or(|previous| previous.id != **login)) else {
        // Either this was an install, or the first callback has already signed this browser in.
        return Ok(());
    };
    // Change the session id, so that an id planted before the sign-in does not work after it.
    session.cycle_id().await.map_err(|error| session_failed(&error))?;
    session.insert(LOGIN_ID, &login.0).await.map_err(|error| session_failed(&error))?;
    if let Some(previous) = previous {
        state.logins.end(previous).await?;
        state.caches.forget(&previous.id);
    }
    Ok(())
}
