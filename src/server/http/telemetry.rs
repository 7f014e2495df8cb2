//! Logging, and the health checks.

use std::{
    any::Any,
    backtrace::{Backtrace, BacktraceStatus},
    panic::PanicHookInfo,
    time::Instant,
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, StatusCode},
    middleware::Next,
    response::Response,
};
use tracing::Instrument as _;
use tracing_subscriber::{EnvFilter, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::{
    paths,
    server::{causes::Causes, clock::to_ms, config::AppEnv, state::AppState},
};

/// The header with a request's id, which the log and the page of a failure show.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest id that is accepted from outside; a longer one is replaced.
const MAX_REQUEST_ID: usize = 64;

/// Starts logging: lines for people in development, JSON in production. `RUST_LOG` filters; `info` by default.
pub fn start(app_env: AppEnv) {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,tower_sessions=warn"));
    let registry = tracing_subscriber::registry().with(filter);
    match app_env {
        AppEnv::Development => registry.with(tracing_subscriber::fmt::layer().with_target(false)).init(),
        AppEnv::Production => registry.with(tracing_subscriber::fmt::layer().json().with_current_span(false)).init(),
    }
    std::panic::set_hook(Box::new(log_panic));
}

/// Writes a panic to the log, with the id of the request it happened in.
pub fn log_panic(panic: &PanicHookInfo<'_>) {
    let location = panic.location().map(ToString::to_string).unwrap_or_default();
    let backtrace = Backtrace::capture();
    let backtrace =
        (backtrace.status() == BacktraceStatus::Captured).then_some(&backtrace).map(tracing::field::display);
    tracing::error!(location, backtrace, "panicked: {}", message_of(panic.payload()));
}

fn message_of(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

/// Removes a request id from outside that is not short and plain, because the log and pages show it.
pub async fn drop_odd_request_id(mut request: Request) -> Request {
    let is_plain = |id: &[u8]| {
        (1..=MAX_REQUEST_ID).contains(&id.len())
            && id.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
    };
    if request.headers().get(REQUEST_ID).is_some_and(|id| !is_plain(id.as_bytes())) {
        request.headers_mut().remove(REQUEST_ID);
    }
    request
}

/// Returns the id of a request; empty before it has one.
pub fn request_id(headers: &HeaderMap) -> &str {
    headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default()
}

/// Gives every log line of a request its method, path and id, and logs one line for its answer. The query is not logged,
/// because it may hold a code or a state.
///
/// Files and health checks are logged at the level `debug`: a page loads a dozen files, and a monitor asks every few seconds.
pub async fn trace(request: Request, next: Next) -> Response {
    let (path, id) = (request.uri().path(), request_id(request.headers()));
    let (span, is_info) = (tracing::info_span!("request", method = %request.method(), path, id), is_info(path));
    let began_at = Instant::now();
    async move {
        let answer = next.run(request).await;
        let (status, ms) = (answer.status().as_u16(), to_ms(began_at.elapsed()));
        if is_info {
            tracing::info!(status, ms, "answered");
        } else {
            tracing::debug!(status, ms, "answered");
        }
        answer
    }
    .instrument(span)
    .await
}

fn is_info(path: &str) -> bool {
    !["/pkg/", "/assets/", paths::MANIFEST, "/healthz", "/readyz"].iter().any(|quiet| path.starts_with(quiet))
}

/// `GET /healthz`: the process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers too, and the process is not stopping.
pub async fn readyz(State(state): State<AppState>) -> (StatusCode, &'static str) {
    if state.stopping.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match state.database.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(error = %Causes(&error), "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
