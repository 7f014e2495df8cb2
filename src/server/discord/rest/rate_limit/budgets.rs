use std::{collections::HashMap, sync::Arc, time::Instant};

use super::key::{RateLimitKey, Requester};

/// The number of budgets at which expired ones are removed for the first time.
pub(super) const SWEEP_AT: usize = 10_000;
/// The most budgets in memory. If there are more, all are removed. Discord may then answer some requests with 429.
const MAX_BUDGETS: usize = 200_000;

/// One of Discord's limits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Limit {
    /// Cloudflare's limit for everything that this IP address sends.
    Address,
    /// The limit for everything that is sent with one token.
    Token(Requester),
    /// The limit for a bucket of routes, for one token and one guild, channel or webhook.
    Bucket(Requester, Arc<str>, Box<str>),
}

impl Limit {
    /// Returns what the limit is for, as a label of the metrics.
    pub(super) const fn what(&self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Token(_) => "token",
            Self::Bucket(..) => "route",
        }
    }
}

/// The requests that a limit still allows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    pub(super) remaining: u32,
    pub(super) resets_at: Instant,
}

/// The budget of each limit that an answer has named.
#[derive(Debug, Default)]
pub(super) struct Budgets {
    /// The bucket of a route, once an answer has named it; the same for every token.
    buckets: HashMap<Arc<str>, Arc<str>>,
    pub(super) of_limits: HashMap<Limit, Budget>,
    /// The number of budgets at which the next sweep runs: twice as many as the last sweep left. Otherwise, a sweep could run for each
    /// request.
    sweep_at: Option<usize>,
}

impl Budgets {
    /// Removes the expired budgets once there are many.
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

    /// Returns the limit for the bucket of a request. Until an answer has named the bucket, the route counts as a bucket.
    pub(super) fn bucket(&self, key: &RateLimitKey) -> Limit {
        let bucket = self.buckets.get(&key.route).unwrap_or(&key.route).clone();
        Limit::Bucket(key.requester, bucket, key.top_level.clone())
    }

    /// Records which bucket the route of a request is in.
    pub(super) fn name_bucket(&mut self, key: &RateLimitKey, bucket: &str) {
        self.buckets.insert(key.route.clone(), bucket.into());
    }

    /// Returns the budget of a limit. Inserts the given budget if the limit has no budget.
    pub(super) fn get_or_insert(&mut self, limit: Limit, budget: Budget) -> &mut Budget {
        self.of_limits.entry(limit).or_insert(budget)
    }

    /// Returns when a used-up limit resets; `None` if it allows a request now.
    pub(super) fn used_up_until(&self, limit: &Limit, now: Instant) -> Option<Instant> {
        let budget = self.of_limits.get(limit).filter(|budget| budget.remaining == 0 && budget.resets_at > now);
        budget.map(|budget| budget.resets_at)
    }

    /// Takes one request out of the budget of a limit, if there is one.
    pub(super) fn spend_one(&mut self, limit: &Limit) {
        if let Some(budget) = self.of_limits.get_mut(limit) {
            budget.remaining = budget.remaining.saturating_sub(1);
        }
    }

    pub(super) fn sweep_at(&self) -> usize {
        self.sweep_at.unwrap_or(SWEEP_AT)
    }
}
