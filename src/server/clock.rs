//! The current time, which tests can move ahead.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Tells the time in milliseconds since 1970 (UTC).
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// How far a test has moved the clock ahead of the system's.
    ahead_ms: Arc<AtomicU64>,
}

impl Clock {
    /// Returns the milliseconds since 1970 (UTC).
    pub fn now_ms(&self) -> u64 {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        to_ms(since_epoch) + self.ahead_ms.load(Ordering::Relaxed)
    }

    /// Moves the clock ahead; for tests.
    pub fn advance(&self, by: Duration) {
        self.ahead_ms.fetch_add(to_ms(by), Ordering::Relaxed);
    }
}

/// Returns a duration in whole milliseconds; `u64::MAX` for a longer one.
pub fn to_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
