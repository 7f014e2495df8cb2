use std::sync::atomic::{AtomicBool, Ordering};

/// Whether this process has found the whole setup in order. A restart forgets it, since the configuration may have changed.
#[derive(Debug, Default)]
pub struct Completion(AtomicBool);

impl Completion {
    /// Returns whether there is nothing left to do.
    pub fn is_reached(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Remembers that there is nothing left to do.
    pub(super) fn reach(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
