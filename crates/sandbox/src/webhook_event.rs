//! Webhook events: what Discord tells an application without being asked, signed with the application's key.
//!
//! Source: <https://discord.com/developers/docs/events/webhook-events>

use std::time::Duration;

use aws_lc_rs::signature::Ed25519KeyPair;
use reqwest::{Client, StatusCode, header::CONTENT_TYPE, redirect::Policy};
use serde_json::{Value, json};

use crate::{
    application::SIGNING_SEED,
    clock::now,
    options::Options,
    people::{self, Person},
    timestamp::timestamp,
};

/// How long Discord waits for an answer.
const TIMEOUT: Duration = Duration::from_secs(3);

/// The outcome of an event.
pub enum Delivery {
    /// The application has no webhook URL.
    NoUrl,
    /// The application answered with this status. 204 means that it has the event.
    Answered(StatusCode),
    /// There was no answer.
    Failed(String),
}

/// Tells the application that a person removed it. Discord would send the event again after a failure; the sandbox sends it once.
pub async fn send_deauthorized(options: &Options, person: &Person) -> Delivery {
    let Some(url) = &options.webhook_url else { return Delivery::NoUrl };
    let data = json!({ "user": people::public_user(person.user.clone()) });
    let body = event(options, "APPLICATION_DEAUTHORIZED", &data).to_string();
    let sent_at = now().to_string();
    let Some(signature) = sign(&sent_at, &body) else { return Delivery::Failed("the key cannot be read".to_owned()) };
    let client = Client::builder().timeout(TIMEOUT).redirect(Policy::none()).build();
    let sent = match client {
        Ok(client) => {
            let request = client.post(url).header(CONTENT_TYPE, "application/json").body(body);
            request.header("X-Signature-Ed25519", signature).header("X-Signature-Timestamp", sent_at).send().await
        }
        Err(error) => Err(error),
    };
    match sent {
        Ok(answer) => Delivery::Answered(answer.status()),
        Err(error) => Delivery::Failed(error.without_url().to_string()),
    }
}

fn event(options: &Options, kind: &str, data: &Value) -> Value {
    // Discord writes these times without an offset.
    let at = timestamp(now()).map(|at| at.trim_end_matches("+00:00").to_owned());
    json!({
        "version": 1,
        "application_id": options.client_id,
        "type": 1,
        "event": { "type": kind, "timestamp": at, "data": data },
    })
}

/// Signs the time and the body, and returns the signature in hex.
fn sign(timestamp: &str, body: &str) -> Option<String> {
    let key = Ed25519KeyPair::from_seed_unchecked(SIGNING_SEED).ok()?;
    let signature = key.sign(format!("{timestamp}{body}").as_bytes());
    Some(hex(signature.as_ref()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::KeyPair as _;

    use super::*;
    use crate::application::PUBLIC_KEY;

    #[test]
    fn the_public_key_belongs_to_the_seed() {
        let key = Ed25519KeyPair::from_seed_unchecked(SIGNING_SEED).unwrap();
        assert_eq!(hex(key.public_key().as_ref()), PUBLIC_KEY);
    }
}
