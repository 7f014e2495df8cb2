//! Listens and answers until it is told to stop.

mod connections;
mod open_files;
mod shutdown;
mod stop_signals;
mod unread_answers;

use std::{net::SocketAddr, time::Duration};

use axum::Router;
use tokio::net::TcpListener;

use self::{connections::Connections, stop_signals::StopSignals};
use crate::server::{causes::Causes, state::AppState};

/// How often rows that are over are deleted.
const SWEEP_EVERY: Duration = Duration::from_secs(600);

/// Binds an address, or says in words why that is not possible.
///
/// # Errors
/// With a sentence for the person at the terminal.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => format!(
            "Port {} on {} is taken. Stop the program that uses it, or set LEPTOS_SITE_ADDR to another address.",
            address.port(),
            address.ip()
        ),
        _ => format!("{address} cannot be listened on ({error}). Check LEPTOS_SITE_ADDR."),
    })
}

/// Serves until SIGINT or SIGTERM, then lets what is under way finish. A second signal ends that at once.
///
/// # Errors
/// When the signals cannot be listened for.
pub async fn serve(listener: TcpListener, state: &AppState, router: Router) -> std::io::Result<()> {
    let mut signals = StopSignals::listen()?;
    let connections = Connections::new(open_files::max_connections());
    let stop = async {
        signals.next().await;
        tokio::select! {
            () = shutdown::shut_down(state, &connections) => {}
            () = signals.next() => tracing::warn!("told to stop twice: what is under way is given up"),
        }
        connections.close();
    };
    tokio::join!(connections.accept(listener, router), stop);
    Ok(())
}

/// Deletes what is over, now and then, for as long as the process lives.
pub async fn sweep(state: AppState) {
    let mut ticks = tokio::time::interval(SWEEP_EVERY);
    loop {
        ticks.tick().await;
        sweep_once(&state).await;
    }
}

/// Deletes sessions, logins and flows that are over, and tokens that no login needs any more. Discord is not told.
pub async fn sweep_once(state: &AppState) {
    let now = state.clock.now_ms();
    let logins = state.logins.sweep(now).await;
    let sessions = state.sessions.sweep().await;
    let flows = state.used_flows.sweep(now).await;
    for (what, swept) in [("logins", logins), ("sessions", sessions), ("flows", flows)] {
        match swept {
            Ok(rows) => tracing::debug!(what, rows, "swept"),
            Err(error) => tracing::warn!(what, error = %Causes(&error), "could not be swept"),
        }
    }
}
