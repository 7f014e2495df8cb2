//! Discord's webhook events: what Discord tells this application without being asked.
//!
//! Source: <https://discord.com/developers/docs/events/webhook-events>.

mod event;

use std::time::Duration;

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use self::event::WebhookEvent;
use super::{
    clock::to_ms,
    http::refusal::failure,
    public_key::PublicKey,
    state::AppState,
    store::{LoginId, StoreError},
};
use crate::{discord::UserId, error::AppError};

/// A request is refused if its time differs from ours by more than this. A copied request does not work for ever.
const MAX_TIME_DIFFERENCE: Duration = Duration::from_secs(5 * 60);
/// The difference between Discord's clock and ours that we allow for. A login of the minute after the event counts as older.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(60);

/// `POST /webhooks/discord`: checks Discord's signature, and acts on the event. 204 means that we have it; after any other status
/// Discord sends it again, for up to ten minutes.
///
/// Nothing but the signature says who sends the request, so it is checked before the body is read as JSON.
///
/// Source: <https://discord.com/developers/docs/events/webhook-events#responding-to-events>.
pub async fn receive(State(state): State<AppState>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(key) = &state.config.discord.public_key else {
        return failure(&AppError::NotFound);
    };
    if !is_signed(key, &headers, &body, state.clock.now_ms()) {
        // Discord sends wrong signatures on purpose, to check the endpoint.
        tracing::info!("a webhook event is refused, because its signature or its time is missing or wrong");
        return (StatusCode::UNAUTHORIZED, "The signature or its time is missing or wrong.\n").into_response();
    }
    match WebhookEvent::parse(&body) {
        None => (StatusCode::BAD_REQUEST, "This is not a webhook event.\n").into_response(),
        Some(WebhookEvent::Ping) => accepted(),
        Some(WebhookEvent::Other(name)) => {
            tracing::debug!(name, "a webhook event is ignored");
            accepted()
        }
        Some(WebhookEvent::Deauthorized { user_id, at_ms }) => match end_logins(&state, user_id, at_ms).await {
            Ok(ended) => {
                tracing::info!(user = %user_id, logins = ended.len(), "a user removed this app at Discord");
                accepted()
            }
            Err(error) => failure(&error.into()),
        },
    }
}

/// Returns whether Discord sent this request within the last minutes.
///
/// Source: <https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint-validating-security-request-headers>.
fn is_signed(key: &PublicKey, headers: &HeaderMap, body: &[u8], now_ms: u64) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(signature), Some(timestamp)) = (header("x-signature-ed25519"), header("x-signature-timestamp")) else {
        return false;
    };
    let sent_at_ms = timestamp.parse::<u64>().unwrap_or_default().saturating_mul(1000);
    sent_at_ms.abs_diff(now_ms) <= to_ms(MAX_TIME_DIFFERENCE) && key.has_signed(timestamp, body, signature)
}

/// Ends every login that the person had when they removed the app, and deletes the tokens. They share a database, so this reaches all
/// copies of the server. A login that is newer than the event stays: Discord may deliver an event late or twice.
async fn end_logins(state: &AppState, user_id: UserId, at_ms: Option<u64>) -> Result<Vec<LoginId>, StoreError> {
    let at_ms = at_ms.unwrap_or_else(|| state.clock.now_ms());
    let ended = state.logins.end_all_until(user_id, at_ms.saturating_add(to_ms(CLOCK_TOLERANCE))).await?;
    for id in &ended {
        state.caches.forget(id).await;
    }
    Ok(ended)
}

/// Returns 204. Discord asks for a valid `Content-Type`, even without a body.
fn accepted() -> Response {
    (StatusCode::NO_CONTENT, [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))]).into_response()
}
