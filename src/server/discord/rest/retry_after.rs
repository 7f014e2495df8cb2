use std::time::Duration;

use axum::http::{HeaderMap, header};
use serde_json::Value;

/// How long to wait if a 429 does not say.
const DEFAULT_RETRY_AFTER: Duration = Duration::from_secs(5);
/// The longest wait. A longer one is shortened to it.
pub(super) const MAX_RETRY_AFTER: Duration = Duration::from_secs(3600);
/// The shortest wait, so that a wait of 0 does not lead to a busy loop.
pub(super) const MIN_RETRY_AFTER: Duration = Duration::from_millis(50);

/// Returns how long to wait after a 429. Its body says so, or else its header.
pub(super) fn retry_after(body: Option<&Value>, headers: &HeaderMap) -> Duration {
    let in_body = body.and_then(|body| body.get("retry_after")).and_then(Value::as_f64);
    let in_header = headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let wait = in_body.and_then(wait_from_seconds).or_else(|| in_header.and_then(wait_from_seconds));
    wait.unwrap_or(DEFAULT_RETRY_AFTER)
}

/// Returns a wait within the limits. `None` for infinity, NaN and negative numbers.
fn wait_from_seconds(seconds: f64) -> Option<Duration> {
    let wait = Duration::try_from_secs_f64(seconds).ok();
    let wait = wait.or_else(|| (seconds.is_finite() && seconds > 0.0).then_some(MAX_RETRY_AFTER))?;
    Some(wait.clamp(MIN_RETRY_AFTER, MAX_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_429_in_any_form_says_how_long_to_wait() {
        let wait = |header, body: &str| {
            let headers = HeaderMap::from_iter([(header::RETRY_AFTER, HeaderValue::from_static(header))]);
            retry_after(serde_json::from_str(body).ok().as_ref(), &headers)
        };
        let json = r#"{"message":"You are being rate limited.","retry_after":0.75,"global":false}"#;
        assert_eq!(wait("1", json), Duration::from_millis(750));
        assert_eq!(wait("2", "error code: 1015"), Duration::from_secs(2));
        for odd in ["", "soon", "-1", "NaN", "inf", "Wed, 21 Oct 2026 07:28:00 GMT"] {
            assert_eq!(wait(odd, "<html>"), DEFAULT_RETRY_AFTER, "{odd:?}");
        }
        for long in ["999999", "1e300"] {
            assert_eq!(wait(long, ""), MAX_RETRY_AFTER, "{long:?}");
        }
        for none in ["0", "0.0", "1e-300"] {
            assert_eq!(wait(none, ""), MIN_RETRY_AFTER, "{none:?}");
        }
        assert_eq!(
            wait("3", r#"{"retry_after":"soon"}"#),
            Duration::from_secs(3),
            "a body of another type says nothing"
        );
    }
}
