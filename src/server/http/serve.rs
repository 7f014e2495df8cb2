//! Listens and answers until a signal stops it.

mod connections;
mod open_files;
mod shutdown;
mod stop_signals;
mod unread_answers;

use std::{net::SocketAddr, time::Duration};

use axum::Router;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;

use self::{connections::Connections, stop_signals::StopSignals};
use super::metrics_page;
use crate::server::{causes::Causes, state::AppState};

/// How often expired rows are deleted.
const SWEEP_EVERY: Duration = Duration::from_secs(600);

/// The most connections to the metrics. One Prometheus needs one.
const MAX_SCRAPERS: usize = 32;
/// How often the recorder of the metrics sorts what it has counted, so that its memory does not grow between two scrapes.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

/// Binds the address that a variable names.
///
/// # Errors
/// If the address cannot be bound. The text is for the person at the terminal.
pub async fn bind(address: SocketAddr, variable: &str) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => format!(
            "Port {} on {} is already in use. Stop the program that uses it, or change {variable}.",
            address.port(),
            address.ip()
        ),
        _ => format!("The server cannot listen on {address} ({error}). Check {variable}."),
    })
}

/// Serves until SIGINT or SIGTERM, then lets open requests and tasks finish. A second signal stops them at once.
///
/// # Errors
/// If the process cannot listen for the signals.
pub async fn serve(listener: TcpListener, state: &AppState, router: Router) -> std::io::Result<()> {
    let mut signals = StopSignals::listen()?;
    let connections = Connections::new(open_files::max_connections());
    let stop = async {
        signals.next().await;
        tokio::select! {
            () = shutdown::shut_down(state, &connections) => {}
            () = signals.next() => tracing::warn!("a second stop signal: open requests and tasks are dropped"),
        }
        connections.close();
    };
    tokio::join!(connections.accept(listener, router), stop);
    Ok(())
}

/// Serves the metrics as long as the process lives.
pub async fn serve_metrics(listener: TcpListener, state: AppState, handle: PrometheusHandle) {
    let connections = Connections::new(MAX_SCRAPERS);
    let router = metrics_page::router(state, handle.clone());
    let upkeep = async {
        let mut ticks = tokio::time::interval(UPKEEP_EVERY);
        loop {
            ticks.tick().await;
            handle.run_upkeep();
        }
    };
    tokio::select! {
        () = connections.accept(listener, router) => {}
        () = upkeep => {}
    }
}

/// Deletes expired rows at intervals, as long as the process lives.
pub async fn sweep(state: AppState) {
    let mut ticks = tokio::time::interval(SWEEP_EVERY);
    loop {
        ticks.tick().await;
        sweep_once(&state).await;
    }
}

/// Deletes expired sessions, logins and flows, old counts and actions, and grants that no login uses. It revokes nothing at Discord.
pub async fn sweep_once(state: &AppState) {
    let now = state.clock.now_ms();
    let logins = state.logins.sweep(now).await;
    let sessions = state.sessions.sweep().await;
    let flows = state.used_flows.sweep(now).await;
    let failures = state.sign_in_failures.sweep(now).await;
    let audit = state.audit_log.sweep().await;
    for (what, swept) in [
        ("logins", logins),
        ("sessions", sessions),
        ("flows", flows),
        ("failed sign-ins", failures),
        ("actions of admins", audit),
    ] {
        match swept {
            Ok(rows) => tracing::debug!(what, rows, "deleted expired rows"),
            Err(error) => tracing::warn!(what, error = %Causes(&error), "expired rows could not be deleted"),
        }
    }
}
