use std::time::Duration;

use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::Value;

use super::{
    refusal::Refusal,
    retry_after::{MIN_RETRY_AFTER, retry_after},
};
use crate::server::causes::Causes;

/// Why a request to Discord failed: the reference library's `HttpException` and its subclasses.
///
/// Source: <https://discord.com/developers/docs/topics/opcodes-and-status-codes>.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DiscordError {
    /// 401: the token is invalid, or the scope is missing. Discord uses the same status for both.
    #[error("Discord refused the token: {0}")]
    Unauthorized(Box<Refusal>),
    /// 403 with code 50026: the token does not cover the route.
    #[error("the token lacks a scope: {0}")]
    MissingScope(Box<Refusal>),
    /// 429, or a request that was not sent because its limit is used up.
    #[error("rate limited for {:?}: {refusal}", retry_after)]
    RateLimited {
        /// The answer.
        refusal: Box<Refusal>,
        /// How long to wait: above zero, at most an hour.
        retry_after: Duration,
        /// Whether everything is limited, not just this route.
        is_global: bool,
    },
    /// Any other status of 300 and above.
    #[error("Discord answered {0}")]
    Http(Box<Refusal>),
    /// The OAuth2 endpoint refused the request, in its own format.
    #[error("OAuth2 error {error} ({status}): {description}")]
    OAuth {
        /// The HTTP status.
        status: u16,
        /// The error code of RFC 6749, such as `invalid_grant`.
        error: String,
        /// Discord's description; may be empty.
        description: String,
    },
    /// The user pressed "Cancel" on the consent page.
    #[error("the user cancelled the authorization")]
    AccessDenied,
    /// Not sent: so many requests were refused lately that Discord would soon ban this address.
    #[error("not sent: too many requests were refused in the last ten minutes")]
    Paused {
        /// How long until requests may be sent again.
        retry_after: Duration,
    },
    /// Not sent: it cannot be written as an HTTP request, or it lacks something, such as the bot's token.
    #[error("not sent: {0}")]
    Unsendable(String),
    /// No answer within the time allowed.
    #[error("no answer in time")]
    TimedOut,
    /// There is no connection, or it broke.
    #[error("no connection: {0}")]
    Unreachable(String),
    /// The answer has more bytes than any expected answer.
    #[error("the answer is too large")]
    TooLarge,
    /// The answer is not the expected JSON.
    #[error("the answer cannot be read: {0}")]
    Undecodable(String),
}

/// The message of a request that was not sent.
pub(super) const LIMIT_USED_UP: &str = "not sent: Discord's limit is used up";

/// The fields of an error body that are read. Each may be missing or of another type, and the body may not be JSON at all.
///
/// Source: <https://discord.com/developers/docs/reference#error-messages>.
#[derive(Debug, Default)]
struct ErrorBody {
    message: String,
    code: u64,
    is_global: bool,
    oauth: Option<(String, String)>,
}

impl ErrorBody {
    fn of(json: Option<&Value>) -> Self {
        let field = |name: &str| json.and_then(|json| json.get(name));
        let text = |name: &str| field(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        Self {
            message: text("message"),
            code: field("code").and_then(|code| u64::deserialize(code).ok()).unwrap_or_default(),
            is_global: field("global").and_then(Value::as_bool).unwrap_or_default(),
            oauth: field("error").is_some_and(Value::is_string).then(|| (text("error"), text("error_description"))),
        }
    }
}

impl DiscordError {
    /// Reads an answer of status 300 or above.
    pub(super) fn from_answer(status: u16, headers: HeaderMap, body: &str) -> Self {
        let json: Option<Value> = serde_json::from_str(body).ok();
        let body = ErrorBody::of(json.as_ref());
        let from_cloudflare = json.is_none();
        let refusal = Box::new(Refusal { status, code: body.code, message: body.message, json, headers });
        match (status, body.oauth) {
            (429, _) => {
                let header = |name: &str| refusal.headers.get(name).and_then(|value| value.to_str().ok());
                let scope_is_global =
                    header("x-ratelimit-global").is_some() || header("x-ratelimit-scope") == Some("global");
                Self::RateLimited {
                    retry_after: retry_after(refusal.json.as_ref(), &refusal.headers),
                    // Cloudflare sends no JSON, and its limits are for the whole address.
                    is_global: body.is_global || scope_is_global || from_cloudflare,
                    refusal,
                }
            }
            (_, Some((error, description))) => Self::OAuth { status, error, description },
            (401, None) => Self::Unauthorized(refusal),
            (403, None) if refusal.code == 50026 => Self::MissingScope(refusal),
            _ => Self::Http(refusal),
        }
    }

    /// Returns the error for a request that is not sent, because its limit is used up.
    pub(super) fn limit_used_up(retry_after: Duration, is_global: bool) -> Self {
        let refusal = Box::new(Refusal { status: 429, message: LIMIT_USED_UP.to_owned(), ..Refusal::default() });
        Self::RateLimited { refusal, retry_after: retry_after.max(MIN_RETRY_AFTER), is_global }
    }

    /// Returns the HTTP status; `None` if there was no answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Unauthorized(refusal) | Self::MissingScope(refusal) | Self::Http(refusal) => Some(refusal.status),
            Self::RateLimited { .. } => Some(429),
            Self::OAuth { status, .. } => Some(*status),
            Self::AccessDenied
            | Self::Paused { .. }
            | Self::Unsendable(_)
            | Self::TimedOut
            | Self::Unreachable(_)
            | Self::TooLarge
            | Self::Undecodable(_) => None,
        }
    }

    /// Returns whether waiting may help: limits, outages and lost connections.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::RateLimited { .. } | Self::Paused { .. } | Self::TimedOut | Self::Unreachable(_))
            || self.is_outage()
    }

    /// Returns whether Discord itself fails, with a 5xx.
    pub(super) fn is_outage(&self) -> bool {
        matches!(self.status(), Some(500..))
    }
}

impl From<reqwest::Error> for DiscordError {
    fn from(error: reqwest::Error) -> Self {
        // Leave out the URL: its query may contain a secret.
        let error = error.without_url();
        if error.is_timeout() {
            Self::TimedOut
        } else if error.is_builder() {
            Self::Unsendable(Causes(&error).to_string())
        } else {
            Self::Unreachable(Causes(&error).to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::{super::retry_after::MAX_RETRY_AFTER, *};

    fn error(status: u16, headers: &[(&'static str, &str)], body: &str) -> DiscordError {
        let headers = headers
            .iter()
            .map(|(name, value)| (axum::http::HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()));
        DiscordError::from_answer(status, headers.collect(), body)
    }

    #[test]
    fn a_limit_is_global_when_discord_or_cloudflare_says_so() {
        let is_global = |headers: &[(&'static str, &str)], body: &str| match error(429, headers, body) {
            DiscordError::RateLimited { is_global, .. } => is_global,
            other => panic!("{other:?}"),
        };
        assert!(!is_global(&[("x-ratelimit-scope", "user")], r#"{"retry_after":1,"global":false}"#));
        assert!(!is_global(&[("x-ratelimit-scope", "shared")], r#"{"retry_after":1,"global":false}"#));
        assert!(is_global(&[], r#"{"retry_after":1,"global":true}"#));
        assert!(is_global(&[("x-ratelimit-global", "true")], r#"{"retry_after":1}"#));
        assert!(is_global(&[("x-ratelimit-scope", "global")], r#"{"retry_after":1}"#));
        assert!(is_global(&[("retry-after", "9")], "error code: 1015"));
        assert!(is_global(&[("retry-after", "9")], ""));
    }

    #[test]
    fn statuses_and_codes_become_the_variant_that_fits() {
        let error = |status, body| error(status, &[], body);
        assert!(matches!(error(401, r#"{"message":"401: Unauthorized","code":0}"#), DiscordError::Unauthorized(_)));
        assert!(matches!(error(403, r#"{"message":"x","code":50026}"#), DiscordError::MissingScope(_)));
        assert!(matches!(error(400, r#"{"error":"invalid_grant"}"#), DiscordError::OAuth { status: 400, .. }));
        assert!(matches!(error(401, r#"{"error":"invalid_client"}"#), DiscordError::OAuth { status: 401, .. }));
        assert!(matches!(error(302, ""), DiscordError::Http(_)), "a redirect counts as an error");
        assert_eq!(error(503, "<html>").status(), Some(503));
        assert!(error(503, "").is_temporary() && !error(404, "").is_temporary());
    }

    #[test]
    fn a_refusal_keeps_everything_that_was_said() {
        let body = r#"{"message":"Invalid Form Body","code":50035,"errors":{"nick":{"_errors":[{"code":"BASE_TYPE_MAX_LENGTH","message":"Must be 32 or fewer in length."}]}}}"#;
        let DiscordError::Http(refusal) = error(400, &[("x-ratelimit-bucket", "abc")], body) else { panic!() };
        assert_eq!((refusal.status, refusal.code, refusal.message.as_str()), (400, 50035, "Invalid Form Body"));
        assert_eq!(refusal.json.unwrap()["errors"]["nick"]["_errors"][0]["code"], "BASE_TYPE_MAX_LENGTH");
        assert_eq!(refusal.headers["x-ratelimit-bucket"], "abc");
        let body = r#"{"message":"You are being rate limited.","retry_after":1.5,"global":false}"#;
        let DiscordError::RateLimited { refusal, .. } = error(429, &[("retry-after", "2")], body) else { panic!() };
        assert_eq!((refusal.status, refusal.message.as_str()), (429, "You are being rate limited."));
        assert_eq!(
            (&refusal.json.unwrap()["retry_after"], &refusal.headers["retry-after"]),
            (&1.5.into(), &"2".parse().unwrap())
        );
        let DiscordError::Http(odd) = error(500, &[], r#"{"message":["a"],"code":"x"}"#) else { panic!() };
        assert_eq!((odd.code, odd.message.as_str()), (0, ""));
    }

    proptest::proptest! {
        #[test]
        fn any_refusal_is_read_and_every_wait_has_an_end(
            status in 300..600_u16, header in "[ -~]{0,12}|-?[0-9.e+]{0,9}", scope in "[a-z]{0,7}", body in ".{0,80}|\\{\"retry_after\": ?[0-9.e+-]{0,9}\\}"
        ) {
            let error = error(status, &[("retry-after", &header), ("x-ratelimit-scope", &scope)], &body);
            if let DiscordError::RateLimited { retry_after, .. } = error {
                proptest::prop_assert!((MIN_RETRY_AFTER..=MAX_RETRY_AFTER).contains(&retry_after), "{:?}", retry_after);
            }
        }
    }
}
