use std::{sync::Arc, time::Duration};

use crate::{error::AppError, server::discord::answer::Answer};

/// How long a failure is also the outcome of the next requests, if Discord named no time.
const FAILURE_TTL: Duration = Duration::from_secs(1);
/// After a slow answer, how long the next requests do not wait again. The answer is still stored when it arrives.
const SLOW_TTL: Duration = Duration::from_secs(5);
/// How long a refusal is remembered. Discord counts answers of 401 and 403, and bans an address that gets too many.
const REFUSAL_TTL: Duration = Duration::from_secs(300);

/// The last answer and the last failure of one resource of one login.
#[derive(Debug, Clone)]
pub(super) struct Entry<T> {
    /// The last good answer, and when it was requested. `None` after a refusal, because the person may no longer see it.
    pub(super) good: Option<(Arc<Answer<T>>, u64)>,
    pub(super) failure: Option<Failure>,
}

/// A request that failed.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    pub(super) error: AppError,
    /// When the request was sent, in milliseconds since 1970 (UTC).
    pub(super) asked_at_ms: u64,
    /// When the next request may be sent, in milliseconds since 1970 (UTC).
    pub(super) until_ms: u64,
}

/// Returns how long to wait before the next request after a failure.
pub(super) fn pause_after(error: &AppError) -> Duration {
    match error {
        AppError::RateLimited { retry_after_s } => Duration::from_secs(u64::from(*retry_after_s)),
        AppError::DiscordSlow => SLOW_TTL,
        AppError::DiscordRefused => REFUSAL_TTL,
        refusal if is_refusal(refusal) => REFUSAL_TTL,
        _ => FAILURE_TTL,
    }
}

/// Returns whether an error is an answer from Discord. Other errors mean that there was no answer.
pub(super) fn is_refusal(error: &AppError) -> bool {
    matches!(
        error,
        AppError::NotFound
            | AppError::MissingScope { .. }
            | AppError::BotNotInGuild
            | AppError::BotLacksPermission { .. }
            | AppError::CannotJoin { .. }
    )
}
