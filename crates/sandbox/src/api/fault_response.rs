//! Replaces or delays the API's answers while a fault is on.

use std::time::Duration;

use axum::{
    Extension, Json, RequestExt,
    body::Body,
    extract::{DefaultBodyLimit, Request, State},
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER},
    },
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use serde_json::json;

use super::{
    api_error::ApiError,
    route_keys::RouteKeys,
    too_many_requests::{RetryWait, retry_after},
};
use crate::{faults::Fault, oauth2::TokenError, sandbox::Sandbox};

/// Seconds that a slow answer takes: longer than most people wait.
const DEFAULT_DELAY: f64 = 5.0;
/// Seconds to wait after a 429.
const DEFAULT_RETRY_AFTER: f64 = 1.0;
const CUT_JSON: &str = r#"{"id": "1000000000000000001", "name": "cut o"#;
const CLOUDFLARE: &str = "<!DOCTYPE html>\n<title>Access denied | sandbox</title>\n<h1>Error 1015</h1>\n";

/// Answers with the fault that is on for the request, if there is one.
pub async fn answer(
    State(sandbox): State<Sandbox>,
    Extension(keys): Extension<RouteKeys>,
    request: Request,
    next: Next,
) -> Response {
    let fault = sandbox.faults().take_for_api(&keys.all());
    if let Some(fault) = fault
        && let Some(response) = response(&fault, &keys).await
    {
        return response;
    }
    next.run(request).await
}

/// Returns the fault's answer; `None` if the API answers, after the fault's delay.
async fn response(fault: &Fault, keys: &RouteKeys) -> Option<Response> {
    let retry_seconds = fault.seconds.unwrap_or(DEFAULT_RETRY_AFTER);
    let mut response = match fault.kind {
        "slow" => {
            let delay = fault.seconds.unwrap_or(DEFAULT_DELAY);
            tokio::time::sleep(Duration::try_from_secs_f64(delay).unwrap_or(Duration::MAX)).await;
            return None;
        }
        "rate_limit" => RetryWait { seconds: retry_seconds, is_global: false }.into_refusal(),
        "global_rate_limit" => RetryWait { seconds: retry_seconds, is_global: true }.into_refusal(),
        "cloudflare" => (StatusCode::TOO_MANY_REQUESTS, retry_after(fault.seconds), Html(CLOUDFLARE)).into_response(),
        "empty_rate_limit" => (StatusCode::TOO_MANY_REQUESTS, retry_after(Some(retry_seconds))).into_response(),
        "unauthorized" if keys.is_token_request() => TokenError::INVALID_CLIENT.into_response(),
        "unauthorized" => ApiError::UNAUTHORIZED.into_response(),
        "missing_scope" => ApiError::MISSING_SCOPE.into_response(),
        "broken_json" => ([(CONTENT_TYPE, "application/json")], CUT_JSON).into_response(),
        "reset" => ([(CONTENT_TYPE, "application/json")], breaking_body()).into_response(),
        _ => error(fault.status),
    };
    if let Some(Ok(value)) = fault.retry_after_header.as_ref().map(HeaderValue::try_from) {
        response.headers_mut().insert(RETRY_AFTER, value);
    }
    Some(response)
}

/// Returns an error in the API's format; without a status, 500.
fn error(status: Option<u16>) -> Response {
    let status = status.and_then(|status| StatusCode::from_u16(status).ok());
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let words = status.canonical_reason().unwrap_or("Error");
    let body = json!({ "message": format!("{}: {words}", status.as_u16()), "code": 0 });
    (status, Json(body)).into_response()
}

/// Returns a body that fails while it is sent: the server drops the connection before the answer is complete.
fn breaking_body() -> Body {
    let mut request = Request::new(Body::from(CUT_JSON));
    DefaultBodyLimit::max(CUT_JSON.len() - 1).apply(&mut request);
    request.into_limited_body()
}
