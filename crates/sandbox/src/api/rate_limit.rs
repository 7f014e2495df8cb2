//! Rate limits per caller and route, with Discord's headers on every answer.
//!
//! Source: <https://discord.com/developers/docs/topics/rate-limits>

use std::collections::HashMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::digest::{SHA256, digest};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderName, RETRY_AFTER};
use axum::middleware::Next;
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::json;

use super::Sandbox;
use super::api::credentials;
use super::counters::RouteKeys;

/// Requests per window: far more than a page that caches needs, few enough to stop a loop.
const LIMIT: u32 = 30;
/// Length of a window, which starts with its first request.
const WINDOW: Duration = Duration::from_secs(10);
/// Windows held before the finished ones are swept out.
const SWEEP_AT: usize = 1_000;
/// The routes that answer without these headers at Discord, and are limited by address only.
const UNLIMITED: [&str; 2] = ["POST /oauth2/token", "POST /oauth2/token/revoke"];

struct Window {
    used: u32,
    /// Since 1970.
    ends_at: Duration,
}

/// Where a caller stands on a route after one more request.
struct Standing {
    allowed: bool,
    remaining: u32,
    resets_after: Duration,
}

/// Running windows by caller and route.
#[derive(Default)]
pub(super) struct RateLimiter {
    windows: HashMap<(String, String), Window>,
}

impl RateLimiter {
    fn take(&mut self, caller: &str, route: &str, now: Duration) -> Standing {
        if self.windows.len() >= SWEEP_AT {
            self.windows.retain(|_, window| window.ends_at > now);
        }
        let fresh = || Window { used: 0, ends_at: now + WINDOW };
        let window = self.windows.entry((caller.to_owned(), route.to_owned())).or_insert_with(fresh);
        if window.ends_at <= now {
            *window = fresh();
        }
        let allowed = window.used < LIMIT;
        window.used += u32::from(allowed);
        Standing { allowed, remaining: LIMIT - window.used, resets_after: window.ends_at - now }
    }
}

/// The seconds that a 429 asks for, and whether globally, so that the headers of its answer say the same.
#[derive(Clone, Copy)]
struct Wait(f64, bool);

/// Counts a request against its caller and answers 429 when the window is used up.
pub(super) async fn limit(
    State(sandbox): State<Sandbox>,
    Extension(keys): Extension<RouteKeys>,
    request: Request,
    next: Next,
) -> Response {
    if UNLIMITED.contains(&keys.route.as_str()) {
        return next.run(request).await;
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // Each guild has a window of its own; the name of the bucket leaves the guild out, as at Discord.
    let guild = request.uri().path().split_once("/guilds/").and_then(|(_, rest)| rest.split('/').next());
    let route = format!("{} {}", keys.route, guild.filter(|_| keys.route.contains(" /guilds/")).unwrap_or_default());
    let standing = sandbox.limiter().take(credentials(request.headers()).unwrap_or("nobody"), &route, now);
    let response =
        if standing.allowed { next.run(request).await } else { refusal(standing.resets_after.as_secs_f64(), false) };
    // What is no JSON comes from in front of Discord, where nobody knows these limits.
    if response.headers().get(CONTENT_TYPE).is_none_or(|kind| kind != "application/json") {
        return response;
    }
    let wait = response.extensions().get::<Wait>().copied();
    let (remaining, resets_after) = match wait {
        Some(Wait(seconds, false)) => (0, seconds),
        _ => (standing.remaining, standing.resets_after.as_secs_f64()),
    };
    let mut headers = vec![
        ("x-ratelimit-limit", LIMIT.to_string()),
        ("x-ratelimit-remaining", remaining.to_string()),
        ("x-ratelimit-reset", format!("{:.3}", now.as_secs_f64() + resets_after)),
        ("x-ratelimit-reset-after", format!("{resets_after:.3}")),
        ("x-ratelimit-bucket", bucket_id(&keys.route)),
    ];
    if let Some(Wait(_, global)) = wait {
        headers.push(("x-ratelimit-scope", if global { "global" } else { "user" }.to_owned()));
        headers.extend(global.then(|| ("x-ratelimit-global", "true".to_owned())));
    }
    (AppendHeaders(headers), response).into_response()
}

/// A 429 in Discord's words.
///
/// The documents call `code` optional, the schema requires it: with it, both are satisfied.
pub(super) fn refusal(seconds: f64, global: bool) -> Response {
    let body = json!({ "message": "You are being rate limited.", "retry_after": seconds, "global": global, "code": 0 });
    let wait = (retry_after(Some(seconds)), Extension(Wait(seconds, global)));
    (StatusCode::TOO_MANY_REQUESTS, wait, Json(body)).into_response()
}

/// The header, in whole seconds; `None` = no header.
pub(super) fn retry_after(seconds: Option<f64>) -> AppendHeaders<Option<(HeaderName, String)>> {
    AppendHeaders(seconds.map(|seconds| (RETRY_AFTER, seconds.ceil().to_string())))
}

/// An opaque name that is the same for every caller, as Discord's are.
fn bucket_id(bucket: &str) -> String {
    let hash = digest(&SHA256, bucket.as_bytes());
    hash.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_used_up_refuses_and_starts_again() {
        let mut limiter = RateLimiter::default();
        let start = Duration::from_secs(1_000);
        for used in 1..=LIMIT {
            let standing = limiter.take("a", "r", start);
            assert!(standing.allowed);
            assert_eq!(standing.remaining, LIMIT - used);
        }
        let refused = limiter.take("a", "r", start + Duration::from_secs(4));
        assert_eq!((refused.allowed, refused.remaining), (false, 0));
        assert_eq!(refused.resets_after, Duration::from_secs(6));
        assert!(limiter.take("b", "r", start).allowed, "another caller has a window of its own");
        assert!(limiter.take("a", "s", start).allowed, "another route has a window of its own");
        assert!(limiter.take("a", "r", start + WINDOW).allowed);
    }
}
