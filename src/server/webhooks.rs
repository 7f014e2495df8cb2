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
use tracing::Instrument as _;

use self::event::WebhookEvent;
use super::{clock::to_ms, http::refusal::failure, public_key::PublicKey, state::AppState};
use crate::{discord::UserId, error::AppError};

/// A request is refused if its time differs from ours by more than this, so that a copied request does not work for ever. Discord sends an
/// event again for up to ten minutes, and does not say whether it then signs a new time.
const MAX_TIME_DIFFERENCE: Duration = Duration::from_secs(15 * 60);
/// The difference between Discord's clock and ours that we allow for. A login of the minute after the event counts as older.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(60);
/// Time for the database. Discord waits three seconds, and the way there and back takes a part of them.
const DATABASE_TIMEOUT: Duration = Duration::from_secs(2);

/// `POST /webhooks/discord`: checks Discord's signature, and acts on the event. 204 means that the event is in the database, or needs
/// none. After any other status, or none within three seconds, Discord sends it again for up to ten minutes.
///
/// Nothing but the signature says who sends the request, so it is checked before the body is read as JSON.
///
/// Source: <https://discord.com/developers/docs/events/webhook-events#responding-to-events>.
pub async fn receive(State(state): State<AppState>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(key) = &state.config.discord.public_key else {
        return failure(&AppError::NotFound);
    };
    let Some(signed_at_ms) = signed_at_ms(key, &headers, &body, state.clock.now_ms()) else {
        // Discord sends wrong signatures on purpose, to check the endpoint.
        tracing::info!("a webhook event is refused, because its signature or its time is missing or wrong");
        return (StatusCode::UNAUTHORIZED, "The signature or its time is missing or wrong.\n").into_response();
    };
    match WebhookEvent::parse(&body) {
        None => (StatusCode::BAD_REQUEST, "This is not a webhook event.\n").into_response(),
        Some(WebhookEvent::Ping) => accepted(),
        Some(WebhookEvent::Other(name)) => {
            tracing::debug!(name, "a webhook event is ignored");
            accepted()
        }
        Some(WebhookEvent::Deauthorized { user_id, at_ms }) => {
            match deauthorize(&state, user_id, at_ms.unwrap_or(signed_at_ms)).await {
                Ok(()) => accepted(),
                Err(error) => failure(&error),
            }
        }
    }
}

/// Returns when Discord signed this request, in milliseconds since 1970 (UTC). `None` if it did not, or not within the last minutes.
///
/// Source: <https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint-validating-security-request-headers>.
fn signed_at_ms(key: &PublicKey, headers: &HeaderMap, body: &[u8], now_ms: u64) -> Option<u64> {
    let header = |name: &str| headers.get(name)?.to_str().ok();
    let (signature, timestamp) = (header("x-signature-ed25519")?, header("x-signature-timestamp")?);
    let signed_at_ms = timestamp.parse::<u64>().ok()?.saturating_mul(1000);
    let is_recent = signed_at_ms.abs_diff(now_ms) <= to_ms(MAX_TIME_DIFFERENCE);
    (is_recent && key.has_signed(timestamp, body, signature)).then_some(signed_at_ms)
}

/// Ends the person's logins, in a task of its own. It finishes even if Discord stops waiting, and a shutdown waits for it.
///
/// # Errors
/// [`AppError::Unavailable`] if the database fails, or does not finish in time.
async fn deauthorize(state: &AppState, user_id: UserId, at_ms: u64) -> Result<(), AppError> {
    let task = state.tasks.spawn(end_logins(state.clone(), user_id, at_ms).in_current_span());
    match tokio::time::timeout(DATABASE_TIMEOUT, task).await {
        Ok(done) => done.unwrap_or(Err(AppError::Internal)),
        Err(_) => {
            tracing::error!(user = %user_id, "the database is too slow for a webhook event, so Discord has to send it again");
            Err(AppError::Unavailable)
        }
    }
}

/// Ends every login that the person had when they removed the app, and deletes the tokens. They share a database, so this reaches all
/// copies of the server. A login that is newer than the event stays: Discord may deliver an event late or twice.
async fn end_logins(state: AppState, user_id: UserId, at_ms: u64) -> Result<(), AppError> {
    let ended = state.logins.end_all_until(user_id, at_ms.saturating_add(to_ms(CLOCK_TOLERANCE))).await?;
    for id in &ended {
        state.caches.forget(id);
    }
    tracing::info!(user = %user_id, logins = ended.len(), "a user removed this app at Discord");
    Ok(())
}

/// Returns 204. Discord asks for a valid `Content-Type`, even without a body.
fn accepted() -> Response {
    (StatusCode::NO_CONTENT, [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))]).into_response()
}
