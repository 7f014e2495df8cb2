//! Logging, and the health checks.

use std::{
    any::Any,
    backtrace::{Backtrace, BacktraceStatus},
    panic::PanicHookInfo,
    time::Instant,
};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, Method, StatusCode},
    middleware::Next,
    response::Response,
};
use tracing::Instrument as _;
use tracing_subscriber::{EnvFilter, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::{
    otlp::Traces,
    paths,
    server::{causes::Causes, clock::to_ms, config::AppEnv, metrics, state::AppState},
};

/// The header with a request's id, which the log and the page of a failure show.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest id that is accepted from outside; a longer one is replaced.
const MAX_REQUEST_ID: usize = 64;
/// Folders whose content has one label in the metrics.
const FOLDERS: [&str; 3] = ["/pkg/", "/assets/", "/sandbox/"];

/// Starts logging: lines for people in development, JSON in production. `RUST_LOG` filters; `info` by default. The spans of the log
/// are also the spans of the traces.
pub fn start(app_env: AppEnv, traces: &Traces) {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,tower_sessions=warn"));
    let registry = tracing_subscriber::registry().with(filter).with(traces.layer());
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

/// Gives every log line of a request its method, path and id. Logs one line for its answer, and counts it for the metrics. The query is
/// not logged, because it may hold a code or a state.
///
/// Files and health checks are logged at the level `debug`: a page loads a dozen files, and a monitor asks every few seconds.
pub async fn trace(request: Request, next: Next) -> Response {
    let (path, id) = (request.uri().path(), request_id(request.headers()));
    let span = tracing::info_span!("request", method = %request.method(), path, id);
    let pending = PendingRequest::new(&request);
    async move {
        let answer = next.run(request).await;
        pending.answered(answer.status());
        answer
    }
    .instrument(span)
    .await
}

/// A request without an answer yet. If it is dropped before its answer, the client has left.
struct PendingRequest {
    method: &'static str,
    route: String,
    is_info: bool,
    began_at: Instant,
    status: Option<StatusCode>,
}

impl PendingRequest {
    fn new(request: &Request) -> Self {
        Self {
            method: method_label(request.method()),
            route: route_label(request),
            is_info: is_info(request.uri().path()),
            began_at: Instant::now(),
            status: None,
        }
    }

    fn answered(mut self, status: StatusCode) {
        self.status = Some(status);
    }
}

impl Drop for PendingRequest {
    fn drop(&mut self) {
        let (route, took) = (&*self.route, self.began_at.elapsed());
        let ms = to_ms(took);
        metrics::request_answered(
            self.method,
            route,
            self.status.as_ref().map_or("abandoned", StatusCode::as_str),
            took,
        );
        match self.status.map(|status| status.as_u16()) {
            Some(status) if self.is_info => tracing::info!(route, status, ms, "answered"),
            Some(status) => tracing::debug!(route, status, ms, "answered"),
            None => tracing::info!(route, ms, "the client left before the answer"),
        }
    }
}

/// Returns the template of a request's route. It never holds a part of the address, so that the metrics have a limited number of series.
fn route_label(request: &Request) -> String {
    let path = request.uri().path();
    let is_folder = |folder: &&&str| path.starts_with(**folder);
    match (FOLDERS.iter().find(is_folder), request.extensions().get::<MatchedPath>()) {
        (Some(folder), _) => format!("{folder}{{*rest}}"),
        (None, Some(matched)) => matched.as_str().to_owned(),
        (None, None) => "unknown".to_owned(),
    }
}

/// Returns the method; `other` for one that no route has, because a client may invent any.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
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
