use std::{sync::Arc, time::Duration};

use crate::{error::AppError, server::discord::answer::Answer};

/// How long a failure is shared by the requests right after it, when Discord named no time.
const FAILURE_LASTS: Duration = Duration::from_secs(1);
/// How long no request waits again for an answer that was slow. The answer still counts when it comes.
const SLOWNESS_LASTS: Duration = Duration::from_secs(5);
/// How long a refusal is remembered. Discord counts 401 and 403, and shuts out an address that collects too many.
const REFUSAL_LASTS: Duration = Duration::from_secs(300);

/// The last answer and the last failure of one resource of one login.
#[derive(Debug, Clone)]
pub(super) struct Entry<T> {
    /// The last good answer, and when it was requested. `None` after a refusal: the right to see it is gone.
    pub(super) good: Option<(Arc<Answer<T>>, u64)>,
    /// The last failure or refusal.
    pub(super) failure: Option<Failure>,
}

/// A request that failed.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    /// Why.
    pub(super) error: AppError,
    /// When it was sent, in milliseconds since 1970 (UTC).
    pub(super) asked_at_ms: u64,
    /// Until when no request is sent again, in milliseconds since 1970 (UTC).
    pub(super) until_ms: u64,
}

/// Returns how long no request is sent again after a failure.
pub(super) fn pause_after(error: &AppError) -> Duration {
    match error {
        AppError::RateLimited { retry_after_s } => Duration::from_secs(u64::from(*retry_after_s)),
        AppError::DiscordSlow => SLOWNESS_LASTS,
        AppError::DiscordRefused => REFUSAL_LASTS,
        refusal if is_refusal(refusal) => REFUSAL_LASTS,
        _ => FAILURE_LASTS,
    }
}

/// Returns whether an error is Discord's answer, rather than a sign of trouble.
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
