//! Faults that are switched on from outside, so that an application can be seen to survive them.

use std::str::FromStr;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Json, RequestExt};
use serde::Serialize;
use serde_json::json;

use super::Sandbox;
use super::api::ApiError;
use super::counters::RouteKeys;
use super::params::Params;
use super::rate_limit::{refusal, retry_after};
use super::token::TokenError;

/// Seconds a slow answer takes when nothing is said: longer than anybody likes to wait.
const SLOW: f64 = 5.0;
/// Seconds to wait after a 429 when nothing is said.
const RETRY: f64 = 1.0;
const CUT_JSON: &str = r#"{"id": "1000000000000000001", "name": "cut o"#;
const CLOUDFLARE: &str = "<!DOCTYPE html>\n<title>Access denied | sandbox</title>\n<h1>Error 1015</h1>\n";

/// Every kind of fault, with what it does in words.
pub(super) const KINDS: [(&str, &str); 11] = [
    ("slow", "answers late"),
    ("rate_limit", "429 for the route"),
    ("global_rate_limit", "429 for everything"),
    ("cloudflare", "429 as HTML, from in front of Discord"),
    ("empty_rate_limit", "429 without a body"),
    ("unauthorized", "401"),
    ("missing_scope", "403, the scope is missing"),
    ("error", "an error with the status below"),
    ("broken_json", "200 with JSON that is cut off"),
    ("reset", "the connection breaks"),
    (DENIED, "the consent page says no, whoever asks"),
];
/// The one kind that strikes the consent page and not the API.
const DENIED: &str = "denied";

/// One fault, until it is cleared or has struck as often as it may.
#[derive(Clone, Serialize)]
pub(super) struct Fault {
    /// As in the counters, with or without the method; `*` = all routes.
    route: String,
    kind: &'static str,
    /// Of an error; `None` = 500.
    status: Option<u16>,
    /// How long a slow answer takes, and what a 429 asks to wait; `None` = the default of the kind.
    seconds: Option<f64>,
    /// What `Retry-After` says instead of `seconds`, right or not.
    retry_after_header: Option<String>,
    /// Answers it may still strike; `None` = all.
    times: Option<u32>,
}

impl Fault {
    /// Reads the form of the control page. The error is a sentence for its sender.
    pub(super) fn from_form(form: &Params) -> Result<Self, String> {
        let kinds = KINDS.map(|(kind, _)| kind);
        let kind = kinds.into_iter().find(|kind| form.get("kind") == Some(kind));
        let kind = kind.ok_or_else(|| format!("kind is one of {}.", kinds.join(", ")))?;
        let route = form.get("route").unwrap_or("*").to_owned();
        if kind == DENIED && route != "*" && !route.ends_with("/oauth2/authorize") {
            return Err("denied strikes /oauth2/authorize and no other route.".to_owned());
        }
        let retry_after_header = form.get("retry_after_header").map(str::to_owned);
        if retry_after_header.as_ref().is_some_and(|text| HeaderValue::try_from(text).is_err()) {
            return Err("retry_after_header cannot be a header.".to_owned());
        }
        let status = number(form, "status", |status| (400..600).contains(status))?;
        let seconds = number(form, "seconds", |seconds: &f64| seconds.is_finite() && *seconds >= 0.0)?;
        let times = number(form, "times", |times| *times > 0)?;
        Ok(Self { route, kind, status, seconds, retry_after_header, times })
    }

    fn hits(&self, key: &str) -> bool {
        self.route == "*" || self.route == key || key.split_once(' ').is_some_and(|(_, path)| path == self.route)
    }

    /// What is answered instead; `None` = the true answer, after whatever this fault waits.
    async fn answer(&self, keys: &RouteKeys) -> Option<Response> {
        let retry = self.seconds.unwrap_or(RETRY);
        let mut response = match self.kind {
            "slow" => {
                let wait = Duration::try_from_secs_f64(self.seconds.unwrap_or(SLOW)).unwrap_or(Duration::MAX);
                tokio::time::sleep(wait).await;
                return None;
            }
            "rate_limit" => refusal(retry, false),
            "global_rate_limit" => refusal(retry, true),
            "cloudflare" => {
                (StatusCode::TOO_MANY_REQUESTS, retry_after(self.seconds), Html(CLOUDFLARE)).into_response()
            }
            "empty_rate_limit" => (StatusCode::TOO_MANY_REQUESTS, retry_after(Some(retry))).into_response(),
            "unauthorized" if keys.route == "POST /oauth2/token" => TokenError::INVALID_CLIENT.into_response(),
            "unauthorized" => ApiError::UNAUTHORIZED.into_response(),
            "missing_scope" => ApiError::MISSING_SCOPE.into_response(),
            "broken_json" => ([(CONTENT_TYPE, "application/json")], CUT_JSON).into_response(),
            "reset" => ([(CONTENT_TYPE, "application/json")], breaking_body()).into_response(),
            _ => {
                let status = self.status.and_then(|status| StatusCode::from_u16(status).ok());
                let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                let words = status.canonical_reason().unwrap_or("Error");
                let body = json!({ "message": format!("{}: {words}", status.as_u16()), "code": 0 });
                (status, Json(body)).into_response()
            }
        };
        if let Some(Ok(value)) = self.retry_after_header.as_ref().map(HeaderValue::try_from) {
            response.headers_mut().insert(RETRY_AFTER, value);
        }
        Some(response)
    }
}

fn number<T: FromStr>(form: &Params, name: &str, allowed: fn(&T) -> bool) -> Result<Option<T>, String> {
    match form.get(name).map(str::parse) {
        None => Ok(None),
        Some(Ok(number)) if allowed(&number) => Ok(Some(number)),
        Some(_) => Err(format!("{name} is not a number that makes sense there.")),
    }
}

/// A body that fails where its bytes should come: the server drops the connection before the answer is complete.
fn breaking_body() -> Body {
    let mut request = Request::new(Body::from(CUT_JSON));
    DefaultBodyLimit::max(CUT_JSON.len() - 1).apply(&mut request);
    request.into_limited_body()
}

/// Faults in the order they were added; of several for a route the first one strikes.
#[derive(Default, Serialize)]
pub(super) struct Faults(pub Vec<Fault>);

impl Faults {
    /// Whether the consent page is to say no.
    pub(super) fn denies(&mut self, key: &str) -> bool {
        self.take(|fault| fault.kind == DENIED && fault.hits(key)).is_some()
    }

    fn take(&mut self, strikes: impl Fn(&Fault) -> bool) -> Option<Fault> {
        let index = self.0.iter().position(strikes)?;
        let fault = self.0.get_mut(index)?;
        let last = fault.times == Some(1);
        fault.times = fault.times.map(|times| times.saturating_sub(1));
        if last { Some(self.0.remove(index)) } else { Some(fault.clone()) }
    }
}

/// Lets a fault answer instead of the route, or before it.
pub(super) async fn strike(
    State(sandbox): State<Sandbox>,
    Extension(keys): Extension<RouteKeys>,
    request: Request,
    next: Next,
) -> Response {
    let hits = |fault: &Fault| fault.hits(&keys.route) || keys.grant.as_ref().is_some_and(|grant| fault.hits(grant));
    let fault = sandbox.faults().take(|fault| fault.kind != DENIED && hits(fault));
    if let Some(fault) = fault
        && let Some(response) = fault.answer(&keys).await
    {
        return response;
    }
    next.run(request).await
}
