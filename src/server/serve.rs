//! Listens and answers until it is told to stop.

use std::{net::SocketAddr, time::Duration};

use axum::Router;
use tokio::net::TcpListener;

use super::causes::Causes;
use super::state::AppState;

/// How long open connections may take after the signal: a browser that keeps one open does not keep the process.
const GRACE: Duration = Duration::from_secs(5);
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

/// Serves until SIGINT or SIGTERM, then lets what is under way finish.
///
/// # Errors
/// When the listener breaks.
pub async fn serve(listener: TcpListener, router: Router) -> std::io::Result<()> {
    let (stop, mut stopped) = tokio::sync::watch::channel(());
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        stop_signal().await;
        tracing::info!("stopping");
        drop(stop);
    });
    tokio::select! {
        done = server => done,
        () = async { let _ = stopped.changed().await; tokio::time::sleep(GRACE).await } => Ok(()),
    }
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

async fn stop_signal() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}
