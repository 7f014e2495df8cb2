use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// The most requests that wait for one answer. Whoever comes beyond that is told at once that it is slow.
const MAX_WAITING: usize = 256;
/// The one fetch of a key, and how many wait for it.
#[derive(Debug, Default)]
pub(super) struct Fetching {
    /// Who fetches.
    pub(super) turn: tokio::sync::Mutex<()>,
    waiting: AtomicUsize,
}

/// One request that waits.
pub(super) struct Waiting(pub(super) Arc<Fetching>);

impl Waiting {
    /// Joins those who wait; `None` when there are too many already.
    pub(super) fn join(fetching: Arc<Fetching>) -> Option<Self> {
        let already = fetching.waiting.fetch_add(1, Ordering::Relaxed);
        let waiting = Self(fetching);
        (already < MAX_WAITING).then_some(waiting)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}
