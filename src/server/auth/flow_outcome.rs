//! The outcome of a flow. Browsers sometimes send a callback twice: the second one gets the outcome of the first.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tracing::Instrument as _;

use super::{LoggedIn, Purpose, flow_state::FlowState};
use crate::{
    discord::{Guild, Scopes, User},
    login_problem::LoginProblem,
    server::{
        causes::Causes,
        clock::to_ms,
        discord::rest::Webhook,
        secret::Secret,
        sign_in_lifetimes::OUTCOME_SHARED_FOR,
        state::AppState,
        store::{LoginId, StoreError, UsedFlow},
    },
};

/// How long a second callback waits for the first one: longer than the two calls to Discord may take.
const MAX_WAIT: Duration = Duration::from_secs(22);
/// How often a waiting callback looks for the outcome.
const POLL: Duration = Duration::from_millis(100);

/// How a flow ended.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The flow ended with a login or an install.
    Finished(Box<FlowResult>),
    /// The flow ended without a login or an install.
    Failed(LoginProblem),
}

/// The result of a finished flow.
#[derive(Debug)]
pub(super) struct FlowResult {
    /// The new login. `None` after an install.
    pub(super) login: Option<LoginId>,
    /// The part that the callback's response carries.
    pub(super) logged_in: LoggedIn,
}

/// Runs the exchange of a flow's code, or waits for the outcome if another callback already runs it.
///
/// The exchange runs in its own task. It finishes even if the browser disconnects, so no login is lost. A shutdown waits for the task.
pub(super) async fn run_once(
    state: &AppState,
    flow_state: FlowState,
    exchange: impl Future<Output = Outcome> + Send + 'static,
) -> Outcome {
    let (tasks, state) = (state.tasks.clone(), state.clone());
    let finish = async move {
        match state.used_flows.claim(flow_state.text(), state.clock.now_ms()).await {
            Ok(true) => {
                let outcome = exchange.await;
                store(&state, &flow_state, &outcome).await;
                outcome
            }
            Ok(false) => wait_for_outcome(&state, &flow_state).await.unwrap_or_else(|error| failed(&error)),
            Err(error) => failed(&error),
        }
    };
    tasks.spawn(finish.in_current_span()).await.unwrap_or(Outcome::Failed(LoginProblem::Internal))
}

fn failed(error: &StoreError) -> Outcome {
    tracing::error!(error = %Causes(error), "a sign-in failed on the server");
    Outcome::Failed(LoginProblem::Internal)
}

/// The stored form of an [`Outcome`]. The table encrypts it.
#[derive(Serialize, Deserialize)]
enum StoredOutcome {
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

async fn store(state: &AppState, flow_state: &FlowState, outcome: &Outcome) {
    let stored = match outcome {
        Outcome::Failed(problem) => StoredOutcome::Failed(*problem),
        Outcome::Finished(finished) => {
            let FlowResult { login, logged_in } = &**finished;
            let LoggedIn { purpose, user, missing, data, return_to, guild, webhook } = logged_in.clone();
            StoredOutcome::Finished {
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
    let json = serde_json::to_string(&stored).unwrap_or_default();
    if let Err(error) = state.used_flows.finish(flow_state.text(), &json).await {
        // This callback still gets its outcome. Only a second callback would fail.
        tracing::warn!(error = %Causes(&error), "the outcome of a sign-in could not be stored");
    }
}

fn read(stored: &Secret) -> Option<Outcome> {
    Some(match serde_json::from_str(stored.expose()).ok()? {
        StoredOutcome::Failed(problem) => Outcome::Failed(problem),
        StoredOutcome::Finished { login, purpose, user, missing, data, return_to, guild, webhook } => {
            let webhook = Webhook::from_json(&webhook);
            let logged_in = LoggedIn { purpose, user: *user, missing, data, return_to, guild: *guild, webhook };
            Outcome::Finished(Box::new(FlowResult { login: login.map(LoginId), logged_in }))
        }
    })
}

/// Waits for the outcome of the callback that claimed the flow.
async fn wait_for_outcome(state: &AppState, flow_state: &FlowState) -> Result<Outcome, StoreError> {
    let gives_up_at = tokio::time::Instant::now() + MAX_WAIT;
    loop {
        let replayed = Outcome::Failed(LoginProblem::Replayed);
        let Some(UsedFlow { used_at_ms, outcome }) = state.used_flows.find(flow_state.text()).await? else {
            return Ok(replayed);
        };
        let is_recent = state.clock.now_ms() < used_at_ms.saturating_add(to_ms(OUTCOME_SHARED_FOR));
        if !is_recent {
            return Ok(replayed);
        }
        if let Some(stored) = outcome {
            return match read(&stored) {
                Some(outcome) if is_valid(state, &outcome).await? => Ok(outcome),
                _ => Ok(replayed),
            };
        }
        if tokio::time::Instant::now() > gives_up_at {
            return Ok(Outcome::Failed(LoginProblem::Internal));
        }
        tokio::time::sleep(POLL).await;
    }
}

/// Returns `false` if the login of an outcome has ended since. A second callback must not undo a sign-out.
async fn is_valid(state: &AppState, outcome: &Outcome) -> Result<bool, StoreError> {
    let Outcome::Finished(finished) = outcome else { return Ok(true) };
    match &finished.login {
        Some(login) => Ok(state.logins.find(login).await?.is_some()),
        None => Ok(true),
    }
}
