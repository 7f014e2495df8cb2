//! What happens once per flow: the code is exchanged, and the login is stored.
//!
//! It runs in a task of its own, which a shutdown waits for, because a browser that leaves in the middle would lose a login that
//! exists already. The outcome is kept for a short time: browsers send a callback twice now and then, and both get the same answer.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tracing::Instrument as _;

use super::{LoggedIn, Purpose, flow_cookie::FlowUnderWay, flow_state::FlowState};
use crate::{
    discord::{Guild, Scopes, User},
    login_problem::LoginProblem,
    paths,
    server::{
        causes::Causes,
        clock::to_ms,
        discord::{
            Answer, UserWithJson,
            rest::{Auth, DiscordError, ExchangeAnswer, Request, TokenPair, Webhook},
        },
        secret::Secret,
        state::AppState,
        store::{Login, LoginId, NewGrant, StoreError, UsedFlow},
    },
};

/// How long a second callback of the same browser gets the outcome of the first: a double click, or a reload while it was under way.
const OUTCOME_SHARED_FOR: Duration = Duration::from_secs(120);
/// How long a second callback waits for the first: longer than the two calls to Discord may take.
const MAX_WAIT: Duration = Duration::from_secs(22);
/// How often it looks.
const POLL: Duration = Duration::from_millis(100);

/// How a flow ended.
#[derive(Debug)]
pub(super) enum Outcome {
    /// With a login, or with an install.
    Finished(Box<Finished>),
    /// Without either.
    Failed(LoginProblem),
}

/// What a flow brought.
#[derive(Debug)]
pub(super) struct Finished {
    /// The new login. `None` after an install.
    pub(super) login: Option<LoginId>,
    /// What the callback's response carries.
    pub(super) logged_in: LoggedIn,
}

/// Exchanges the code of a flow, or waits for the callback that is already doing it.
pub(super) async fn finish_once(
    state: &AppState,
    flow_state: FlowState,
    flow: FlowUnderWay,
    code: &str,
    user_agent: &str,
) -> Outcome {
    let tasks = state.tasks.clone();
    let (state, code, user_agent) = (state.clone(), Secret::new(code), user_agent.to_owned());
    let finish = async move {
        match state.used_flows.claim(flow_state.text(), state.clock.now_ms()).await {
            Ok(true) => {
                let outcome = exchange(&state, flow, &code, &user_agent).await.unwrap_or_else(|error| error.explain());
                keep(&state, &flow_state, &outcome).await;
                outcome
            }
            Ok(false) => wait_for_outcome(&state, &flow_state).await.unwrap_or_else(|error| error.explain()),
            Err(error) => ExchangeError::from(error).explain(),
        }
    };
    tasks.spawn(finish.in_current_span()).await.unwrap_or(Outcome::Failed(LoginProblem::Internal))
}

async fn exchange(
    state: &AppState,
    flow: FlowUnderWay,
    code: &Secret,
    user_agent: &str,
) -> Result<Outcome, ExchangeError> {
    let ExchangeAnswer { tokens, guild, webhook } = state.oauth.exchange(code.expose(), &flow.verifier).await?;
    if let Some(guild) = &guild {
        tracing::info!(guild = %guild.id, "the bot was added to a guild");
    }
    // Without a list, everything that was asked for is granted (RFC 6749, section 5.1).
    let is_listed = !tokens.scopes.is_empty();
    let missing = if is_listed { flow.scopes.missing_from(&tokens.scopes) } else { Scopes::default() };
    let page = flow.return_to.map_or_else(|| paths::DASHBOARD.to_owned(), |page| page.to_string());
    let (purpose, data) = (flow.purpose, flow.data);
    let (login, user, return_to) = match (purpose, &guild) {
        // The token goes unused, and is not revoked: at Discord that would end the person's sign-ins as well.
        (Purpose::Install, Some(guild)) => (None, None, paths::guild(guild.id)),
        (Purpose::Install, None) => (None, None, page),
        (Purpose::SignIn | Purpose::GrantMore, _) => {
            let (login, user) = sign_in(state, &tokens, user_agent).await?;
            (Some(login), Some(user), page)
        }
    };
    let logged_in = LoggedIn { purpose, user, missing, data, return_to, guild, webhook };
    Ok(Outcome::Finished(Box::new(Finished { login, logged_in })))
}

async fn sign_in(state: &AppState, tokens: &TokenPair, user_agent: &str) -> Result<(LoginId, User), ExchangeError> {
    let answer = who(state, tokens).await?;
    let user = answer.value.user.clone();
    let login = store_login(state, &user, tokens, user_agent).await?;
    state.caches.users.put(&login.id, answer).await;
    tracing::info!(user = %login.user_id, "signed in");
    Ok((login.id, user))
}

/// Asks Discord whose token this is; that answer alone says who signed in.
async fn who(state: &AppState, tokens: &TokenPair) -> Result<Answer<UserWithJson>, DiscordError> {
    let reply = state.client.request(Request::get("/users/@me", Auth::User(&tokens.access)).for_sign_in()).await?;
    let user = serde_json::from_str(&reply.body).map_err(|error| DiscordError::Undecodable(error.to_string()))?;
    Ok(Answer { bytes: reply.body.len(), value: UserWithJson { user, json: reply.body.into() } })
}

/// Stores grant and login in one transaction: a sign-out of the same user must not sweep the grant away between the two.
async fn store_login(state: &AppState, user: &User, tokens: &TokenPair, user_agent: &str) -> Result<Login, StoreError> {
    let now = state.clock.now_ms();
    let grant = NewGrant { user_id: user.id, tokens, expires_at_ms: now.saturating_add(to_ms(tokens.lifetime)) };
    let mut transaction = state.database.begin().await?;
    let grant_id = state.grants.put(&mut transaction, &grant).await?;
    let login = state.logins.insert(&mut transaction, user.id, &grant_id, user_agent, now).await?;
    transaction.commit().await?;
    Ok(login)
}

/// An [`Outcome`] as it is stored, encrypted.
#[derive(Serialize, Deserialize)]
enum Kept {
    Failed(LoginProblem),
    Finished {
        login: Option<String>,
        purpose: Purpose,
        user: Box<Option<User>>,
        #[serde(default)]
        missing: Scopes,
        data: Value,
        return_to: String,
        guild: Box<Option<Guild>>,
        webhook: Value,
    },
}

async fn keep(state: &AppState, flow_state: &FlowState, outcome: &Outcome) {
    let kept = match outcome {
        Outcome::Failed(problem) => Kept::Failed(*problem),
        Outcome::Finished(finished) => {
            let Finished { login, logged_in } = &**finished;
            let LoggedIn { purpose, user, missing, data, return_to, guild, webhook } = logged_in.clone();
            Kept::Finished {
                login: login.as_ref().map(|login| login.0.clone()),
                webhook: webhook.as_ref().map(Webhook::to_json).unwrap_or_default(),
                user: Box::new(user),
                guild: Box::new(guild),
                purpose,
                missing,
                data,
                return_to,
            }
        }
    };
    let json = serde_json::to_string(&kept).unwrap_or_default();
    if let Err(error) = state.used_flows.finish(flow_state.text(), &json).await {
        // This callback has its answer; only a second one would have to sign in again.
        tracing::warn!(error = %Causes(&error), "how a sign-in ended could not be stored");
    }
}

fn read(kept: &Secret) -> Option<Outcome> {
    Some(match serde_json::from_str(kept.expose()).ok()? {
        Kept::Failed(problem) => Outcome::Failed(problem),
        Kept::Finished { login, purpose, user, missing, data, return_to, guild, webhook } => {
            let webhook = Webhook::from_json(&webhook);
            let logged_in = LoggedIn { purpose, user: *user, missing, data, return_to, guild: *guild, webhook };
            Outcome::Finished(Box::new(Finished { login: login.map(LoginId), logged_in }))
        }
    })
}

/// The outcome of the callback that has claimed the flow.
async fn wait_for_outcome(state: &AppState, flow_state: &FlowState) -> Result<Outcome, ExchangeError> {
    let gives_up_at = tokio::time::Instant::now() + MAX_WAIT;
    loop {
        let replayed = Outcome::Failed(LoginProblem::Replayed);
        let Some(UsedFlow { used_at_ms, outcome }) = state.used_flows.find(flow_state.text()).await? else {
            return Ok(replayed);
        };
        let is_recent = state.clock.now_ms() < used_at_ms.saturating_add(to_ms(OUTCOME_SHARED_FOR));
        match outcome.as_ref().map(read) {
            _ if !is_recent => return Ok(replayed),
            Some(Some(outcome)) => return Ok(if is_alive(state, &outcome).await? { outcome } else { replayed }),
            Some(None) => return Ok(replayed),
            None if tokio::time::Instant::now() > gives_up_at => return Ok(Outcome::Failed(LoginProblem::Internal)),
            None => tokio::time::sleep(POLL).await,
        }
    }
}

/// Whether the login that a flow brought was not ended since: a callback must not undo a sign-out.
async fn is_alive(state: &AppState, outcome: &Outcome) -> Result<bool, StoreError> {
    match outcome {
        Outcome::Finished(finished) => match &finished.login {
            Some(login) => Ok(state.logins.find(login).await?.is_some()),
            None => Ok(true),
        },
        Outcome::Failed(_) => Ok(true),
    }
}

/// Why a code led to no login.
#[derive(Debug, thiserror::Error)]
enum ExchangeError {
    #[error("Discord: {0}")]
    Discord(#[from] DiscordError),
    #[error("the store failed")]
    Store(#[from] StoreError),
}

impl ExchangeError {
    /// What the sign-in page says; the cause goes to the log.
    fn explain(&self) -> Outcome {
        Outcome::Failed(match self {
            Self::Discord(error) => {
                tracing::warn!(error = %Causes(error), "Discord did not finish a sign-in");
                if error.is_temporary() { LoginProblem::DiscordBusy } else { LoginProblem::DiscordRefused }
            }
            Self::Store(_) => {
                tracing::error!(error = %Causes(self), "a sign-in failed on our side");
                LoginProblem::Internal
            }
        })
    }
}
