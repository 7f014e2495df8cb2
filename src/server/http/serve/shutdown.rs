use std::time::Duration;

use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::connections::Connections;
use crate::server::{config::AppEnv, state::AppState};

/// How long production still answers new requests, so that a proxy sees `/readyz` fail and sends them elsewhere.
const NOTICE_TIME: Duration = Duration::from_secs(1);
/// How long to wait for open connections. A browser that keeps one open must not keep the process alive.
const MAX_CONNECTION_WAIT: Duration = Duration::from_secs(5);
/// How long to wait for tasks after the last request was accepted. It covers the two calls of a sign-in, which cannot be
/// repeated because its code works only once.
const MAX_TASK_WAIT: Duration = Duration::from_secs(22);
/// How long to wait until the database's connections are closed.
const MAX_CLOSE_WAIT: Duration = Duration::from_secs(2);

/// Lets open requests and tasks finish. The caller may drop the future at any time.
pub(super) async fn shut_down(state: &AppState, connections: &Connections) {
    let started = Instant::now();
    state.stopping.cancel();
    tracing::info!(connections = connections.count(), tasks = state.tasks.len(), "stopping");
    if state.config.app_env == AppEnv::Production {
        sleep(NOTICE_TIME).await;
    }
    connections.close();
    let tasks_until = Instant::now() + MAX_TASK_WAIT;
    if timeout(MAX_CONNECTION_WAIT, connections.closed()).await.is_err() {
        tracing::warn!(connections = connections.count(), "connections are still open and are dropped");
    }
    state.tasks.close();
    if !state.tasks.is_empty() {
        tracing::info!(tasks = state.tasks.len(), "waiting for refreshes, sign-ins and other tasks");
    }
    if timeout_at(tasks_until, state.tasks.wait()).await.is_err() {
        tracing::error!(
            tasks = state.tasks.len(),
            "tasks did not finish and are dropped: people may have to sign in again"
        );
    }
    if timeout(MAX_CLOSE_WAIT, state.database.close()).await.is_err() {
        tracing::warn!("the database's connections did not close in time");
    }
    tracing::info!(seconds = started.elapsed().as_secs_f32(), "stopped");
}
