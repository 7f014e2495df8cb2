use std::time::Duration;

use super::{DiscordError, Reply, error::LIMIT_USED_UP};
use crate::server::metrics;

/// Counts an attempt for the metrics.
pub(super) fn count_outcome(route: &str, answer: &Result<Reply, DiscordError>, took: Duration) {
    let outcome = match answer {
        Ok(_) => "ok",
        Err(error) => outcome(error),
    };
    // The time of a request that was not sent says nothing about Discord.
    let was_sent = !matches!(outcome, "paused" | "unsendable" | "held_back");
    metrics::discord_answered(route, outcome, was_sent.then_some(took));
}

/// Returns a word for what happened, as a label of the metrics.
fn outcome(error: &DiscordError) -> &'static str {
    match error {
        DiscordError::Paused { .. } => "paused",
        DiscordError::Unsendable(_) => "unsendable",
        DiscordError::RateLimited { refusal, .. } if refusal.message == LIMIT_USED_UP => "held_back",
        DiscordError::RateLimited { .. } => "limited",
        DiscordError::TimedOut => "timed_out",
        DiscordError::Unreachable(_) => "unreachable",
        DiscordError::TooLarge | DiscordError::Undecodable(_) => "unreadable",
        DiscordError::AccessDenied | DiscordError::MissingScope(_) => "forbidden",
        DiscordError::Unauthorized(_) => "unauthorized",
        DiscordError::Http(_) | DiscordError::OAuth { .. } => match error.status() {
            Some(401) => "unauthorized",
            Some(403) => "forbidden",
            Some(404) => "not_found",
            Some(500..) => "failed",
            _ => "refused",
        },
    }
}
