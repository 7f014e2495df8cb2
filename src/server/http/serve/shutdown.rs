//! What happens between the signal and the end of the process.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::connections::Connections;
use crate::server::{config::AppEnv, state::AppState};

/// How long new requests are still answered in production, so that a proxy can see `/readyz` say no and send them elsewhere.
const NOTICE: Duration = Duration::from_secs(1);
/// How long open connections may take: a browser that keeps one open does not keep the process.
const GRACE: Duration = Duration::from_secs(5);
/// How long tasks may take from when the last request was accepted: longer than the two calls of a sign-in, whose code is spent by then.
const MAX_TASKS: Duration = Duration::from_secs(22);
/// How long the database's connections may take to close.
const MAX_CLOSE: Duration = Duration::from_secs(2);

/// Lets what is under way finish. Whoever waits may stop waiting at any time.
pub(super) async fn shut_down(state: &AppState, connections: &Connections) {
    let started = Instant::now();
    state.stopping.cancel();
    tracing::info!(connections = connections.count(), tasks = state.tasks.len(), "stopping");
    if state.config.app_env == AppEnv::Production {
        sleep(NOTICE).await;
    }
    connections.close();
    let tasks_until = Instant::now() + MAX_TASKS;
    if timeout(GRACE, connections.closed()).await.is_err() {
        tracing::warn!(connections = connections.count(), "connections are still open and are not waited for");
    }
    state.tasks.close();
    if !state.tasks.is_empty() {
        tracing::info!(tasks = state.tasks.len(), "waiting for refreshes, sign-ins and other tasks");
    }
    if timeout_at(tasks_until, state.tasks.wait()).await.is_err() {
        tracing::error!(
            tasks = state.tasks.len(),
            "tasks are not done and are given up: people may have to sign in again"
        );
    }
    if timeout(MAX_CLOSE, state.database.close()).await.is_err() {
        tracing::warn!("the database's connections are not closed in time");
    }
    tracing::info!(seconds = started.elapsed().as_secs_f32(), "stopped");
}
