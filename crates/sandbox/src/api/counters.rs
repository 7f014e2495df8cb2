//! How often each API route was asked, so that a test can prove that a cache works.

use std::collections::BTreeMap;

use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::Sandbox;
use super::api::BASE;

/// Grants that are counted by themselves as well, since they share a route.
const GRANT_TYPES: [&str; 3] = ["authorization_code", "refresh_token", "client_credentials"];
/// Bytes of a form; a longer one is no token request.
const MAX_FORM: usize = 64 * 1024;

/// Requests by [`RouteKeys`], since the start or the last reset.
pub(super) type Counters = BTreeMap<String, u64>;

/// How a request is called by counters and faults.
#[derive(Clone)]
pub(super) struct RouteKeys {
    /// Such as `GET /users/@me`.
    pub route: String,
    /// Of a token request, such as `POST /oauth2/token (refresh_token)`.
    pub grant: Option<String>,
}

/// Counts a request that arrived, whatever its answer will be, and tells the layers below how it is called.
pub(super) async fn count(
    State(sandbox): State<Sandbox>,
    matched: Option<MatchedPath>,
    mut request: Request,
    next: Next,
) -> Response {
    let route =
        matched.as_ref().and_then(|path| path.as_str().split_once(BASE)).map_or("(unknown)", |(_, route)| route);
    let mut keys = RouteKeys { route: format!("{} {route}", request.method()), grant: None };
    if keys.route == "POST /oauth2/token" {
        let (parts, body) = request.into_parts();
        let form = to_bytes(body, MAX_FORM).await.unwrap_or_default();
        keys.grant = grant_type(&form).map(|grant| format!("{} ({grant})", keys.route));
        request = Request::from_parts(parts, Body::from(form));
    }
    for key in [Some(&keys.route), keys.grant.as_ref()].into_iter().flatten() {
        *sandbox.counters().entry(key.to_owned()).or_default() += 1;
    }
    request.extensions_mut().insert(keys);
    next.run(request).await
}

fn grant_type(form: &[u8]) -> Option<&'static str> {
    let named = str::from_utf8(form).ok()?.split('&').find_map(|pair| pair.strip_prefix("grant_type="))?;
    GRANT_TYPES.into_iter().find(|grant| *grant == named)
}
