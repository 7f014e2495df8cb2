//! Counts requests in windows of time.

use std::{collections::HashMap, time::Duration};

/// The most requests per window: many more than a page with a cache needs, but few enough to stop a loop.
pub const MAX_REQUESTS: u32 = 30;
/// The length of a window, which starts with its first request.
const WINDOW: Duration = Duration::from_secs(10);
/// The number of windows at which expired ones are removed.
const SWEEP_AT: usize = 1_000;

struct Window {
    used: u32,
    /// Since 1970.
    ends_at: Duration,
}

/// The window of a caller and route, after one more request.
pub struct Usage {
    pub is_allowed: bool,
    pub remaining: u32,
    pub resets_after: Duration,
}

/// Windows by caller and route.
#[derive(Default)]
pub struct RateLimiter {
    windows: HashMap<(String, String), Window>,
}

impl RateLimiter {
    /// Counts a request; `now` is the time since 1970.
    pub fn count(&mut self, caller: &str, route: &str, now: Duration) -> Usage {
        if self.windows.len() >= SWEEP_AT {
            self.windows.retain(|_, window| window.ends_at > now);
        }
        let new_window = || Window { used: 0, ends_at: now + WINDOW };
        let window = self.windows.entry((caller.to_owned(), route.to_owned())).or_insert_with(new_window);
        if window.ends_at <= now {
            *window = new_window();
        }
        let is_allowed = window.used < MAX_REQUESTS;
        window.used += u32::from(is_allowed);
        Usage { is_allowed, remaining: MAX_REQUESTS - window.used, resets_after: window.ends_at - now }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_window_refuses_until_it_ends() {
        let mut limiter = RateLimiter::default();
        let start = Duration::from_secs(1_000);
        for used in 1..=MAX_REQUESTS {
            let usage = limiter.count("a", "r", start);
            assert!(usage.is_allowed);
            assert_eq!(usage.remaining, MAX_REQUESTS - used);
        }
        let refused = limiter.count("a", "r", start + Duration::from_secs(4));
        assert_eq!((refused.is_allowed, refused.remaining), (false, 0));
        assert_eq!(refused.resets_after, Duration::from_secs(6));
        assert!(limiter.count("b", "r", start).is_allowed, "another caller has a window of its own");
        assert!(limiter.count("a", "s", start).is_allowed, "another route has a window of its own");
        assert!(limiter.count("a", "r", start + WINDOW).is_allowed);
    }
}
