use std::{collections::HashMap, sync::Arc, time::Instant};

use super::key::{RateLimitKey, Requester};

/// How many budgets are held before those that are over are swept out for the first time.
pub(super) const SWEEP_AT: usize = 10_000;
/// The most budgets that are held. Beyond it all are forgotten, which costs some answers of 429.
const MAX_BUDGETS: usize = 200_000;

/// One of Discord's limits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Limit {
    /// On everything that this address sends. Cloudflare's.
    Address,
    /// On everything that is sent with one token.
    Token(Requester),
    /// On a bucket of routes, for one token and one guild, channel or webhook.
    Bucket(Requester, Arc<str>, Box<str>),
}

/// The requests that a limit still allows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    pub(super) remaining: u32,
    pub(super) resets_at: Instant,
}

/// The budget of each limit, as far as answers told.
#[derive(Debug, Default)]
pub(super) struct Budgets {
    /// The bucket of a route, once an answer has named it; the same for every token.
    buckets: HashMap<Arc<str>, Arc<str>>,
    pub(super) of_limits: HashMap<Limit, Budget>,
    /// How many budgets there are at the next sweep. It grows with what a sweep leaves, so that requests do not sweep in vain.
    sweep_at: Option<usize>,
}

impl Budgets {
    /// Forgets the budgets that are over, once there are many.
    pub(super) fn sweep(&mut self, now: Instant) {
        if self.of_limits.len() < self.sweep_at() {
            return;
        }
        self.of_limits.retain(|_, budget| budget.resets_at > now);
        if self.of_limits.len() >= MAX_BUDGETS {
            self.of_limits.clear();
        }
        self.sweep_at = Some((2 * self.of_limits.len()).clamp(SWEEP_AT, MAX_BUDGETS));
    }

    /// Returns the limit on the bucket of a request. Until an answer has named the bucket, the route is its own.
    pub(super) fn bucket(&self, key: &RateLimitKey) -> Limit {
        let bucket = self.buckets.get(&key.route).unwrap_or(&key.route).clone();
        Limit::Bucket(key.requester, bucket, key.top_level.clone())
    }

    /// Notes which bucket the route of a request is in.
    pub(super) fn name_bucket(&mut self, key: &RateLimitKey, bucket: &str) {
        self.buckets.insert(key.route.clone(), bucket.into());
    }

    /// Returns the budget of a limit; the given one when none is held.
    pub(super) fn get_or_insert(&mut self, limit: Limit, budget: Budget) -> &mut Budget {
        self.of_limits.entry(limit).or_insert(budget)
    }

    /// Returns until when a limit allows nothing; `None` when it allows a request now.
    pub(super) fn used_up_until(&self, limit: &Limit, now: Instant) -> Option<Instant> {
        let budget = self.of_limits.get(limit).filter(|budget| budget.remaining == 0 && budget.resets_at > now);
        budget.map(|budget| budget.resets_at)
    }

    /// Takes one request out of the budget of a limit, if one is held.
    pub(super) fn spend_one(&mut self, limit: &Limit) {
        if let Some(budget) = self.of_limits.get_mut(limit) {
            budget.remaining = budget.remaining.saturating_sub(1);
        }
    }

    pub(super) fn sweep_at(&self) -> usize {
        self.sweep_at.unwrap_or(SWEEP_AT)
    }
}
