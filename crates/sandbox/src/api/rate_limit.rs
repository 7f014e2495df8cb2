//! Limits requests per caller and route, and adds Discord's rate limit headers to the answers.
//!
//! Source: <https://discord.com/developers/docs/topics/rate-limits>

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::digest::{SHA256, digest};
use axum::{
    Extension,
    extract::{Request, State},
    http::header::CONTENT_TYPE,
    middleware::Next,
    response::{AppendHeaders, IntoResponse, Response},
};

use super::{route_keys::RouteKeys, too_many_requests::RetryWait};
use crate::{credentials, rate_limiter::MAX_REQUESTS, sandbox::Sandbox};

/// Routes that answer without these headers; Discord limits them by IP address only.
const UNLIMITED: [&str; 2] = ["POST /oauth2/token", "POST /oauth2/token/revoke"];

/// Counts a request against its caller, and answers 429 if the window is used up.
pub async fn limit(
    State(sandbox): State<Sandbox>,
    Extension(keys): Extension<RouteKeys>,
    request: Request,
    next: Next,
) -> Response {
    if UNLIMITED.contains(&keys.route.as_str()) {
        return next.run(request).await;
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // Each guild has a window of its own. The bucket's id does not depend on the guild, as at Discord.
    let guild = request.uri().path().split_once("/guilds/").and_then(|(_, rest)| rest.split('/').next());
    let route = format!("{} {}", keys.route, guild.filter(|_| keys.route.contains(" /guilds/")).unwrap_or_default());
    let caller = credentials::authorization(request.headers()).unwrap_or("nobody");
    let usage = sandbox.limiter().count(caller, &route, now);
    let response = if usage.is_allowed {
        next.run(request).await
    } else {
        RetryWait { seconds: usage.resets_after.as_secs_f64(), is_global: false }.into_refusal()
    };
    // An answer that is not JSON comes from a proxy in front of Discord, which does not know these limits.
    if response.headers().get(CONTENT_TYPE).is_none_or(|kind| kind != "application/json") {
        return response;
    }
    let wait = response.extensions().get::<RetryWait>().copied();
    let (remaining, resets_after) = match wait {
        Some(RetryWait { seconds, is_global: false }) => (0, seconds),
        _ => (usage.remaining, usage.resets_after.as_secs_f64()),
    };
    let mut headers = vec![
        ("x-ratelimit-limit", MAX_REQUESTS.to_string()),
        ("x-ratelimit-remaining", remaining.to_string()),
        ("x-ratelimit-reset", format!("{:.3}", now.as_secs_f64() + resets_after)),
        ("x-ratelimit-reset-after", format!("{resets_after:.3}")),
        ("x-ratelimit-bucket", bucket_id(&keys.route)),
    ];
    if let Some(RetryWait { is_global, .. }) = wait {
        headers.push(("x-ratelimit-scope", if is_global { "global" } else { "user" }.to_owned()));
        headers.extend(is_global.then(|| ("x-ratelimit-global", "true".to_owned())));
    }
    (AppendHeaders(headers), response).into_response()
}

/// Returns an opaque id that is the same for every caller, as Discord's are.
fn bucket_id(route: &str) -> String {
    let hash = digest(&SHA256, route.as_bytes());
    hash.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
