//! A value from Discord together with its age.

use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What Discord answered, and when: a page that shows it can say how old it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched<T> {
    /// The answer.
    pub value: T,
    /// When Discord gave it, in milliseconds since 1970 (UTC).
    pub fetched_at_ms: u64,
    /// Why it is older than it should be. `None` when it is fresh.
    pub stale: Option<AppError>,
}

impl<T> Fetched<T> {
    /// The same age, with what a function makes of the value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Fetched<U> {
        Fetched { value: change(self.value), fetched_at_ms: self.fetched_at_ms, stale: self.stale }
    }
}
