//! Rate limits per caller and route, with Discord's headers on every answer.
//!
//! Source: <https://discord.com/developers/docs/topics/rate-limits>

use std::collections::HashMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::digest::{SHA256, digest};
use axum::Json;
use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::Sandbox;
use super::api::{credentials, route_of};

/// Requests per window: far more than a page that caches needs, few enough to stop a loop.
const LIMIT: u32 = 30;
/// Length of a window, which starts with its first request.
const WINDOW: Duration = Duration::from_secs(10);
/// Windows held before the finished ones are swept out.
const SWEEP_AT: usize = 1_000;
/// The routes that answer without these headers at Discord, and are limited by address only.
const UNLIMITED: [&str; 2] = ["/oauth2/token", "/oauth2/token/revoke"];

struct Window {
    used: u32,
    ends_at: Duration,
}

/// Where a caller stands on a route after one more request.
struct Standing {
    allowed: bool,
    remaining: u32,
    /// Since 1970.
    resets_at: Duration,
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
        Standing {
            allowed,
            remaining: LIMIT - window.used,
            resets_at: window.ends_at,
            resets_after: window.ends_at - now,
        }
    }
}

/// Counts a request against its caller and answers 429 when the window is used up.
pub(super) async fn limit(
    State(sandbox): State<Sandbox>,
    matched: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let route = route_of(matched.as_ref());
    if UNLIMITED.contains(&route) {
        return next.run(request).await;
    }
    let bucket = format!("{} {route}", request.method());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let standing = sandbox.limiter().take(credentials(request.headers()).unwrap_or("nobody"), &bucket, now);
    let response = if standing.allowed { next.run(request).await } else { refusal(&standing) };
    let headers = [
        ("x-ratelimit-limit", LIMIT.to_string()),
        ("x-ratelimit-remaining", standing.remaining.to_string()),
        ("x-ratelimit-reset", decimals(standing.resets_at)),
        ("x-ratelimit-reset-after", decimals(standing.resets_after)),
        ("x-ratelimit-bucket", bucket_id(&bucket)),
    ];
    (headers, response).into_response()
}

fn refusal(standing: &Standing) -> Response {
    let body = json!({
        "message": "You are being rate limited.",
        "retry_after": standing.resets_after.as_secs_f64(),
        "global": false,
    });
    let whole_seconds = standing.resets_after.as_secs_f64().ceil().to_string();
    let headers = [("retry-after", whole_seconds), ("x-ratelimit-scope", "user".to_owned())];
    (StatusCode::TOO_MANY_REQUESTS, headers, Json(body)).into_response()
}

fn decimals(duration: Duration) -> String {
    format!("{:.3}", duration.as_secs_f64())
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
        assert_eq!((refused.resets_at.as_secs(), refused.resets_after.as_secs()), (1_010, 6));
        assert!(limiter.take("b", "r", start).allowed, "another caller has a window of its own");
        assert!(limiter.take("a", "s", start).allowed, "another route has a window of its own");
        assert!(limiter.take("a", "r", start + WINDOW).allowed);
    }
}
