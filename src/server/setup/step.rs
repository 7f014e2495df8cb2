use crate::{
    error::AppError,
    server::{causes::Causes, discord::rest::DiscordError},
};

/// One step of the setup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Whether it is done.
    pub state: StepState,
    /// The result of the check, in a sentence.
    pub finding: String,
    /// The next action for the developer. It may be empty if the step is done.
    pub remedy: String,
}

/// Whether a [`Step`] is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Nothing is left to do.
    Done,
    /// A value is not set.
    Missing,
    /// A value is set, but it does not work.
    Wrong,
    /// It could not be checked.
    Unknown,
    /// A value is not set, and the app works without it.
    Optional,
}

impl Step {
    pub(super) fn done(finding: impl Into<String>) -> Self {
        Self { state: StepState::Done, finding: finding.into(), remedy: String::new() }
    }

    pub(super) fn missing(finding: &str, remedy: &str) -> Self {
        Self { state: StepState::Missing, finding: finding.into(), remedy: remedy.into() }
    }

    pub(super) fn wrong(finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { state: StepState::Wrong, finding: finding.into(), remedy: remedy.into() }
    }

    pub(super) fn unknown(finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { state: StepState::Unknown, finding: finding.into(), remedy: remedy.into() }
    }

    /// Returns the step for a check without a result, because of an error. Only the log has the error itself.
    pub(super) fn unchecked(error: &DiscordError) -> Self {
        tracing::warn!(error = %Causes(error), "a setup step could not be checked with Discord");
        match error {
            DiscordError::RateLimited { retry_after, .. } | DiscordError::Paused { retry_after } => {
                let limited = AppError::rate_limited(*retry_after);
                Self::unknown(limited.to_string(), limited.remedy())
            }
            DiscordError::TimedOut => Self::unknown("Discord is taking longer than usual.", "Check again in a moment."),
            DiscordError::Unreachable(_) => Self::unknown(
                "Discord cannot be reached.",
                "Check this machine's connection, and DISCORD_API_BASE_URL if you set it. Then check again.",
            ),
            other => {
                let status = other.status().map(|status| format!(" with status {status}")).unwrap_or_default();
                Self::unknown(
                    format!("Discord answered{status}, so this could not be checked."),
                    "Check again in a moment. If it happens again, read the log, and check DISCORD_API_BASE_URL.",
                )
            }
        }
    }
}
