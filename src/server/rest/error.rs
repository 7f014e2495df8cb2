use std::time::Duration;

use serde::Deserialize;

/// What Discord answered instead of what was asked for.
///
/// Source: <https://discord.com/developers/docs/topics/opcodes-and-status-codes>.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DiscordError {
    /// 401: the token is dead, or the scope is missing; Discord uses one status for both.
    #[error("Discord refused the token: {message}")]
    Unauthorized {
        /// Discord's words.
        message: String,
    },
    /// 403 with code 50026: the token does not cover the route.
    #[error("the token lacks a scope: {message}")]
    MissingScope {
        /// Discord's words.
        message: String,
    },
    /// 429: too many requests.
    #[error("rate limited for {retry_after:?}: {message}")]
    RateLimited {
        /// Discord's words.
        message: String,
        /// How long to wait.
        retry_after: Duration,
        /// Whether everything is limited, not just this route.
        is_global: bool,
    },
    /// Any other status of 400 and above.
    #[error("Discord answered {status} (code {code}): {message}")]
    Http {
        /// The HTTP status.
        status: u16,
        /// Discord's own code; 0 when there was none.
        code: u64,
        /// Discord's words.
        message: String,
    },
    /// The OAuth2 endpoint refused the request, in its own format.
    #[error("OAuth2 error {error}: {description}")]
    OAuth {
        /// The word of RFC 6749, such as `invalid_grant`.
        error: String,
        /// Discord's words; may be empty.
        description: String,
    },
    /// No answer within the time allowed.
    #[error("no answer in time")]
    TimedOut,
    /// No connection, or it broke.
    #[error("no connection: {0}")]
    Unreachable(String),
    /// More bytes than any answer of this kind has.
    #[error("the answer is too large")]
    TooLarge,
    /// Not the JSON that was expected.
    #[error("the answer cannot be read: {0}")]
    Undecodable(String),
}

/// How long to wait when a 429 does not say.
const UNSAID_RETRY_AFTER: Duration = Duration::from_secs(5);
/// The longest wait that is believed; a larger one is cut to it.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(3600);

/// Discord's error body; every field may be missing, and the body may be no JSON at all.
///
/// Source: <https://discord.com/developers/docs/reference#error-messages>.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Body {
    message: String,
    code: u64,
    retry_after: Option<f64>,
    global: bool,
    error: Option<String>,
    error_description: String,
}

impl DiscordError {
    /// Reads an answer of status 400 or above. `retry_after` is the header's value.
    pub(super) fn from_answer(status: u16, retry_after: Option<&str>, body: &str) -> Self {
        let body: Body = serde_json::from_str(body).unwrap_or_default();
        let message = body.message;
        match status {
            401 if body.error.is_none() => Self::Unauthorized { message },
            403 if body.code == 50026 => Self::MissingScope { message },
            429 => {
                let header = || retry_after.and_then(|value| value.trim().parse::<f64>().ok());
                let wait =
                    body.retry_after.or_else(header).and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
                let retry_after = wait.unwrap_or(UNSAID_RETRY_AFTER).min(MAX_RETRY_AFTER);
                Self::RateLimited { message, retry_after, is_global: body.global }
            }
            _ => match body.error {
                Some(error) => Self::OAuth { error, description: body.error_description },
                None => Self::Http { status, code: body.code, message },
            },
        }
    }

    /// The HTTP status; `None` when there was no answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Unauthorized { .. } => Some(401),
            Self::MissingScope { .. } => Some(403),
            Self::RateLimited { .. } => Some(429),
            Self::Http { status, .. } => Some(*status),
            Self::OAuth { .. } => Some(400),
            Self::TimedOut | Self::Unreachable(_) | Self::TooLarge | Self::Undecodable(_) => None,
        }
    }

    /// Whether waiting may help: limits, outages and lost connections.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::RateLimited { .. } | Self::TimedOut | Self::Unreachable(_) => true,
            Self::Http { status, .. } => *status >= 500,
            _ => false,
        }
    }
}

impl From<reqwest::Error> for DiscordError {
    fn from(error: reqwest::Error) -> Self {
        // Without the address: a query may hold a secret.
        let error = error.without_url();
        if error.is_timeout() { Self::TimedOut } else { Self::Unreachable(error.to_string()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_429_in_any_form_says_how_long_to_wait() {
        let wait = |header, body| match DiscordError::from_answer(429, header, body) {
            DiscordError::RateLimited { retry_after, .. } => retry_after,
            other => panic!("{other:?}"),
        };
        let json = r#"{"message":"You are being rate limited.","retry_after":0.75,"global":false}"#;
        assert_eq!(wait(Some("1"), json), Duration::from_millis(750));
        assert_eq!(wait(Some("2"), "error code: 1015"), Duration::from_secs(2));
        for odd in ["", "soon", "-1", "NaN", "inf", "1e300"] {
            assert_eq!(wait(Some(odd), "<html>"), UNSAID_RETRY_AFTER, "{odd:?}");
        }
        assert_eq!(wait(Some("999999"), ""), MAX_RETRY_AFTER);
    }

    #[test]
    fn statuses_and_codes_become_the_variant_that_fits() {
        let error = |status, body| DiscordError::from_answer(status, None, body);
        assert!(matches!(error(401, r#"{"message":"401: Unauthorized","code":0}"#), DiscordError::Unauthorized { .. }));
        assert!(matches!(error(403, r#"{"message":"x","code":50026}"#), DiscordError::MissingScope { .. }));
        assert!(matches!(error(400, r#"{"error":"invalid_grant"}"#), DiscordError::OAuth { .. }));
        assert!(matches!(error(401, r#"{"error":"invalid_client"}"#), DiscordError::OAuth { .. }));
        assert_eq!(error(503, "<html>").status(), Some(503));
        assert!(error(503, "").is_temporary() && !error(404, "").is_temporary());
    }
}
