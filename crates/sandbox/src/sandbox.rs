use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{faults::Faults, options::Options, rate_limiter::RateLimiter, state::State};

/// The number of requests by route, since the start or the last reset.
pub type Counters = BTreeMap<String, u64>;

/// A running sandbox; clones share their people, tokens and counters.
#[derive(Clone)]
pub struct Sandbox {
    shared: Arc<Shared>,
}

struct Shared {
    options: Options,
    state: Mutex<State>,
    limiter: Mutex<RateLimiter>,
    counters: Mutex<Counters>,
    faults: Mutex<Faults>,
}

impl Sandbox {
    /// Starts a sandbox with the state that `options.state_file` holds.
    pub fn new(options: Options) -> Self {
        let state = State::load(options.state_file.clone());
        Self {
            shared: Arc::new(Shared {
                options,
                state: Mutex::new(state),
                limiter: Mutex::default(),
                counters: Mutex::default(),
                faults: Mutex::default(),
            }),
        }
    }

    pub(crate) fn options(&self) -> &Options {
        &self.shared.options
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.shared.state)
    }

    pub(crate) fn limiter(&self) -> MutexGuard<'_, RateLimiter> {
        lock(&self.shared.limiter)
    }

    pub(crate) fn counters(&self) -> MutexGuard<'_, Counters> {
        lock(&self.shared.counters)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.shared.faults)
    }
}

/// Locks a mutex even after a panic elsewhere, because every statement leaves its value valid.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
