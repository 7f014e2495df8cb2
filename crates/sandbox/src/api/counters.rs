//! Counts the requests of each API route, so that a test can prove that a cache works.

use axum::{
    body::{Body, to_bytes},
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};

use super::route_keys::RouteKeys;
use crate::sandbox::Sandbox;

/// The most bytes that are read of a token request's form.
const MAX_FORM_BYTES: usize = 64 * 1024;

/// Counts every request, even a refused one, and passes its [`RouteKeys`] to the next layers.
pub async fn count(
    State(sandbox): State<Sandbox>,
    matched: Option<MatchedPath>,
    mut request: Request,
    next: Next,
) -> Response {
    let mut keys = RouteKeys::new(request.method(), matched.as_ref().map(MatchedPath::as_str));
    if keys.is_token_request() {
        let (parts, body) = request.into_parts();
        let form = to_bytes(body, MAX_FORM_BYTES).await.unwrap_or_default();
        keys.set_grant(&form);
        request = Request::from_parts(parts, Body::from(form));
    }
    for key in keys.all() {
        *sandbox.counters().entry(key.to_owned()).or_default() += 1;
    }
    request.extensions_mut().insert(keys);
    next.run(request).await
}
