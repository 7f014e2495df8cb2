use std::sync::atomic::{AtomicBool, Ordering};

/// Whether this process has found that the setup is complete. A restart forgets it, because the configuration may change.
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
