//! How often each API route was asked, so that a test can prove that a cache works.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;

use super::Sandbox;
use super::api::route_of;

/// Requests by route, such as `GET /users/@me`, since the start or the last reset.
pub(super) type Counters = BTreeMap<String, u64>;

/// Counts a request that arrived, whatever its answer will be.
pub(super) async fn count(
    State(sandbox): State<Sandbox>,
    matched: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let key = format!("{} {}", request.method(), route_of(matched.as_ref()));
    *sandbox.counters().entry(key).or_default() += 1;
    next.run(request).await
}

/// `GET /control/counters`
pub(super) async fn show(State(sandbox): State<Sandbox>) -> Json<Counters> {
    Json(sandbox.counters().clone())
}

/// `POST /control/reset`
pub(super) async fn reset(State(sandbox): State<Sandbox>) -> StatusCode {
    sandbox.counters().clear();
    StatusCode::NO_CONTENT
}
