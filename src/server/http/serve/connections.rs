//! Limits the number of open connections, and how long a connection may be silent.

use std::{
    io::ErrorKind,
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::Router;
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::unread_answers::UnreadAnswers;

/// How long the head of a request may take, and how long a connection may wait for its next request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection stays open while its client reads nothing of an answer.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// The largest head of a request; a larger one is refused with 431. Browsers send a few KiB, cookies included.
const MAX_HEAD: usize = 32 * 1024;
/// How long to wait after a failed accept, so that a loop of failures does not fill the log and the processor.
const ACCEPT_PAUSE: Duration = Duration::from_millis(500);
/// How often the log says that all connections are in use.
const LOG_FULL_EVERY: Duration = Duration::from_secs(10);

type Service = TowerToHyperService<axum::routing::RouterIntoService<Incoming>>;

/// The open connections of a server.
pub(super) struct Connections {
    permits: Arc<Semaphore>,
    max: usize,
    open: TaskTracker,
    closing: CancellationToken,
}

impl Connections {
    /// Allows at most `max` open connections.
    pub(super) fn new(max: usize) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(max)),
            max,
            open: TaskTracker::new(),
            closing: CancellationToken::new(),
        }
    }

    /// Accepts connections and answers on them until [`Connections::close`]. While all are in use, new ones wait in the
    /// system's queue. The timeouts end slow ones within seconds.
    pub(super) async fn accept(&self, listener: TcpListener, router: Router) {
        let service = TowerToHyperService::new(router.into_service());
        let mut logged_at = None;
        loop {
            let next = async {
                let permit = self.permit(&mut logged_at).await?;
                Some((next_stream(&listener).await, permit))
            };
            let accepted = tokio::select! {
                // A connection accepted after the close would be answered without a database.
                biased;
                () = self.closing.cancelled() => None,
                accepted = next => accepted,
            };
            let Some((stream, permit)) = accepted else {
                return;
            };
            self.open.spawn(answer(stream, service.clone(), permit, self.closing.clone()));
        }
    }

    /// Stops accepting, and ends each connection after its current answer.
    pub(super) fn close(&self) {
        self.closing.cancel();
        self.open.close();
    }

    /// Waits until all connections are closed.
    pub(super) async fn closed(&self) {
        self.open.wait().await;
    }

    /// Returns how many are open.
    pub(super) fn count(&self) -> usize {
        self.open.len()
    }

    /// Waits until a connection is free. It never returns `None`, because the semaphore is never closed.
    async fn permit(&self, logged_at: &mut Option<Instant>) -> Option<OwnedSemaphorePermit> {
        if let Ok(permit) = self.permits.clone().try_acquire_owned() {
            return Some(permit);
        }
        if logged_at.is_none_or(|at| at.elapsed() > LOG_FULL_EVERY) {
            *logged_at = Some(Instant::now());
            tracing::warn!(
                connections = self.max,
                "all connections are in use, so new ones wait. Raise the limit of open files (ulimit -n)."
            );
        }
        self.permits.clone().acquire_owned().await.ok()
    }
}

/// Waits for the next connection.
async fn next_stream(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            // The client has already left.
            Err(error) if is_gone(error.kind()) => {}
            // Usually the process has too many open files. A retry at once would fail too.
            Err(error) => {
                tracing::error!(%error, "a connection cannot be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn is_gone(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset)
}

/// Answers the requests of one connection.
async fn answer(stream: TcpStream, service: Service, _permit: OwnedSemaphorePermit, closing: CancellationToken) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(MAX_HEAD);
    let mut connection = pin!(http.serve_connection(TokioIo::new(UnreadAnswers::new(stream, WRITE_TIMEOUT)), service));
    let done = tokio::select! {
        done = connection.as_mut() => done,
        () = closing.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = done {
        tracing::debug!(error = &error as &dyn std::error::Error, "a connection has ended early");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nothing_is_accepted_after_the_close() {
        for _ in 0..32 {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
            // Until the listener knows that somebody waits.
            tokio::time::sleep(Duration::from_millis(1)).await;
            let connections = Connections::new(8);
            connections.close();
            connections.accept(listener, Router::new()).await;
            assert_eq!(connections.count(), 0);
        }
    }
}
