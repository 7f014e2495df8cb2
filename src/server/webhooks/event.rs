use serde::Deserialize;
use serde_json::Value;
use time::{OffsetDateTime, PrimitiveDateTime, format_description::well_known::Iso8601};

use crate::discord::UserId;

/// What Discord says with one request. New kinds of events and new fields change nothing here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebhookEvent {
    /// Discord checks whether the endpoint answers.
    Ping,
    /// A person removed this application in Discord's settings, under "Authorized Apps".
    ///
    /// Source: <https://discord.com/developers/docs/events/webhook-events#application-deauthorized>.
    Deauthorized {
        /// The person.
        user_id: UserId,
        /// When they did it, in milliseconds since 1970 (UTC). `None` if Discord's text cannot be read.
        at_ms: Option<u64>,
    },
    /// Any other event, by its name.
    Other(String),
}

/// The outer and the inner object of a request.
///
/// Source: <https://discord.com/developers/docs/events/webhook-events#webhook-event-payloads>.
#[derive(Deserialize)]
struct Payload {
    #[serde(rename = "type")]
    kind: u64,
    #[serde(default)]
    event: Value,
}

impl WebhookEvent {
    /// Reads the body of a request; `None` if it is not an object of the documented form.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let Payload { kind, event } = serde_json::from_slice(body).ok()?;
        if kind == 0 {
            return Some(Self::Ping);
        }
        let name = event["type"].as_str().unwrap_or_default();
        let user_id = event["data"]["user"]["id"].as_str().and_then(|id| id.parse().ok());
        Some(match (name, user_id) {
            ("APPLICATION_DEAUTHORIZED", Some(user_id)) => {
                Self::Deauthorized { user_id, at_ms: event["timestamp"].as_str().and_then(instant) }
            }
            _ => Self::Other(name.to_owned()),
        })
    }
}

/// Reads an ISO 8601 date and time. Discord's are in UTC, with or without an offset.
fn instant(text: &str) -> Option<u64> {
    let at = OffsetDateTime::parse(text, &Iso8601::DEFAULT)
        .or_else(|_| PrimitiveDateTime::parse(text, &Iso8601::DEFAULT).map(PrimitiveDateTime::assume_utc));
    u64::try_from(at.ok()?.unix_timestamp_nanos() / 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deauthorization_names_the_person_and_the_time() {
        let parse = |timestamp: &str| {
            let body = format!(
                r#"{{"version":1,"application_id":"1","type":1,"event":{{"type":"APPLICATION_DEAUTHORIZED",
                   "timestamp":{timestamp},"data":{{"user":{{"id":"80351110224678912","username":"nelly"}}}}}}}}"#
            );
            WebhookEvent::parse(body.as_bytes())
        };
        for (timestamp, at_ms) in [
            (r#""2015-04-26T20:26:56.035000""#, Some(1_430_080_016_035)),
            (r#""2015-04-26T20:26:56.035000+00:00""#, Some(1_430_080_016_035)),
            (r#""2015-04-26T20:26:56Z""#, Some(1_430_080_016_000)),
            (r#""yesterday""#, None),
            ("7", None),
            ("null", None),
        ] {
            let user_id = UserId::new(80_351_110_224_678_912);
            assert_eq!(parse(timestamp), Some(WebhookEvent::Deauthorized { user_id, at_ms }), "{timestamp}");
        }
    }

    #[test]
    fn everything_else_is_a_ping_another_event_or_unreadable() {
        let other = |name: &str| Some(WebhookEvent::Other(name.to_owned()));
        for (body, expected) in [
            (r#"{"version":1,"application_id":"1","type":0}"#, Some(WebhookEvent::Ping)),
            (r#"{"type":0,"event":7,"new":[]}"#, Some(WebhookEvent::Ping)),
            (
                r#"{"type":1,"event":{"type":"APPLICATION_AUTHORIZED","data":{"user":{"id":"1"}}}}"#,
                other("APPLICATION_AUTHORIZED"),
            ),
            (
                r#"{"type":1,"event":{"type":"APPLICATION_DEAUTHORIZED","data":{"user":{"id":"x"}}}}"#,
                other("APPLICATION_DEAUTHORIZED"),
            ),
            (r#"{"type":1,"event":{"type":"APPLICATION_DEAUTHORIZED"}}"#, other("APPLICATION_DEAUTHORIZED")),
            (r#"{"type":1}"#, other("")),
            (r#"{"type":9,"event":{"type":"NEW"}}"#, other("NEW")),
            (r#"{"type":"0"}"#, None),
            ("[]", None),
            ("", None),
            ("\u{0}", None),
        ] {
            assert_eq!(WebhookEvent::parse(body.as_bytes()), expected, "{body}");
        }
    }
}
