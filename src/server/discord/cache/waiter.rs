use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// The most requests that wait for one answer. Further requests fail at once with `AppError::DiscordSlow`.
const MAX_WAITERS: usize = 256;

/// The one fetch of a key, and the number of requests that wait for it.
#[derive(Debug, Default)]
pub(super) struct SharedFetch {
    /// Held by the request that fetches.
    pub(super) turn: tokio::sync::Mutex<()>,
    waiting: AtomicUsize,
}

/// A request that waits for the fetch of a key.
pub(super) struct Waiter(pub(super) Arc<SharedFetch>);

impl Waiter {
    /// Joins the waiting requests; `None` if there are too many already.
    pub(super) fn join(fetching: Arc<SharedFetch>) -> Option<Self> {
        let already = fetching.waiting.fetch_add(1, Ordering::Relaxed);
        let waiter = Self(fetching);
        (already < MAX_WAITERS).then_some(waiter)
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}
