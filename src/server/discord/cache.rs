mod entry;
mod waiter;

use std::{future::Future, sync::Arc, time::Duration};

use tokio::time::Instant;
use tracing::Instrument as _;

use entry::{Entry, Failure, is_refusal, pause_after};
use waiter::{SharedFetch, Waiter};

use super::answer::{Answer, Outcome};
use crate::{
    error::AppError,
    fetched::Fetched,
    server::clock::{Clock, to_ms},
};

/// Where an answer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheMode {
    /// From the cache, if it holds an answer that is fresh and meets the caller's [`CacheRequirements`]; else from Discord.
    Use,
    /// From Discord, and into the cache.
    Refresh,
    /// From Discord, without a change to the cache.
    Bypass,
}

/// What a request requires of the answers in a cache.
#[derive(Debug, Clone, Copy, Default)]
pub struct CacheRequirements {
    /// With [`CacheMode::Use`], only answers that were requested at this time or later will do, in milliseconds since 1970 (UTC). 0
    /// accepts all.
    pub not_before_ms: u64,
    /// Whether only answers that cost no call will do, as for a page that a browser fetches ahead.
    pub is_prefetch: bool,
    /// Until when the caller waits: all parts of a page wait until the same moment. `None` for three seconds from the call.
    pub wait_until: Option<Instant>,
}

/// An entry is dropped after this time, fresh or not. It does not affect who is signed in.
const DROPPED_AFTER: Duration = Duration::from_secs(3600);
/// How long a page waits for Discord, with all its parts, before it shows what it has.
pub const PAGE_TIMEOUT: Duration = Duration::from_secs(3);
/// The key of an answer in a cache.
pub trait Key: std::hash::Hash + Eq + Clone + Send + Sync + 'static {}
impl<K: std::hash::Hash + Eq + Clone + Send + Sync + 'static> Key for K {}

/// The answers to one kind of question, by login: another login of the same person may hold fewer scopes.
///
/// This type decides about freshness; moka limits count and bytes, and drops the entries that were used least. A dropped answer is
/// fetched again, and nobody is signed out by it.
pub struct ResourceCache<K, T> {
    entries: moka::future::Cache<K, Arc<Entry<T>>>,
    /// One fetch at a time per key. Forgetting a key puts another one in its place.
    fetching: moka::future::Cache<K, Arc<SharedFetch>>,
    ttl: Duration,
    /// Decides how long a value counts as fresh, given the time for most values.
    lasts: fn(&T, Duration) -> Duration,
    clock: Clock,
}

impl<K, T> std::fmt::Debug for ResourceCache<K, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResourceCache").field("ttl", &self.ttl).finish_non_exhaustive()
    }
}

// A derive would require `T: Clone`, and the values are shared.
impl<K, T> Clone for ResourceCache<K, T> {
    fn clone(&self) -> Self {
        Self {
            entries: self.entries.clone(),
            fetching: self.fetching.clone(),
            ttl: self.ttl,
            lasts: self.lasts,
            clock: self.clock.clone(),
        }
    }
}

impl<K: Key, T: Send + Sync + 'static> ResourceCache<K, T> {
    pub(super) fn new(max_keys: u64, max_bytes: u64, ttl: Duration, clock: Clock) -> Self {
        // The smallest weight makes the byte limit a limit of the count too.
        let least = u32::try_from(max_bytes / max_keys.max(1)).unwrap_or(u32::MAX).max(1);
        let weigh = move |_: &K, entry: &Arc<Entry<T>>| {
            let bytes = entry.good.as_ref().map_or(0, |(answer, _)| answer.bytes + size_of::<T>());
            u32::try_from(bytes).unwrap_or(u32::MAX).max(least)
        };
        Self {
            entries: moka::future::Cache::builder()
                .eviction_policy(moka::policy::EvictionPolicy::lru())
                .max_capacity(max_bytes)
                .weigher(weigh)
                .time_to_live(DROPPED_AFTER)
                .support_invalidation_closures()
                .build(),
            fetching: moka::future::Cache::builder()
                .max_capacity(max_keys)
                .time_to_idle(DROPPED_AFTER)
                .support_invalidation_closures()
                .build(),
            ttl,
            lasts: |_, ttl| ttl,
            clock,
        }
    }

    /// Sets a function that decides, by its value, how long an answer counts as fresh.
    pub(super) fn lasting(mut self, lasts: fn(&T, Duration) -> Duration) -> Self {
        self.lasts = lasts;
        self
    }

    /// Returns the last good answer, however old, without a call to Discord.
    pub async fn peek(&self, key: &K) -> Option<Fetched<Arc<Answer<T>>>> {
        let (value, fetched_at_ms) = self.entries.get(key).await?.good.clone()?;
        Some(Fetched { value, fetched_at_ms, stale: None })
    }

    /// Remembers an answer that did not come from [`ResourceCache::get`].
    pub async fn put(&self, key: &K, answer: Answer<T>) {
        self.keep(key, answer, self.clock.now_ms()).await;
    }

    /// Forgets a key. A fetch that is under way answers the requests that wait for it, and is not written back.
    pub async fn forget(&self, key: &K) {
        self.fetching.invalidate(key).await;
        self.entries.invalidate(key).await;
    }

    /// Forgets every key that fits.
    pub(super) fn forget_all(&self, fits: impl Fn(&K) -> bool + Send + Sync + Clone + 'static) {
        // Refused only where a cache was not built for it.
        let fits_too = fits.clone();
        let _ = self.fetching.invalidate_entries_if(move |key, _| fits_too(key));
        let _ = self.entries.invalidate_entries_if(move |key, _| fits(key));
    }

    /// Returns the answer: fresh from the cache, else fetched once for all requests, else old and marked so.
    ///
    /// # Errors
    /// If there is no answer at all: with the failure of the fetch, [`AppError::DiscordSlow`] once the caller waits no longer, or
    /// [`AppError::NotPrefetched`]. A refusal is an answer: no old data is shown in its place.
    pub async fn get<F>(
        &self,
        key: &K,
        mode: CacheMode,
        requirements: CacheRequirements,
        fetch: impl FnOnce() -> F + Send,
    ) -> Outcome<T>
    where
        F: Future<Output = Result<Answer<T>, AppError>> + Send + 'static,
    {
        if mode == CacheMode::Bypass {
            let value = Arc::new(fetch().await?);
            return Ok(Fetched { value, fetched_at_ms: self.clock.now_ms(), stale: None });
        }
        // From the next millisecond on: an answer of this millisecond may have been requested before.
        let not_before_ms = if mode == CacheMode::Use { requirements.not_before_ms } else { self.clock.now_ms() + 1 };
        let wait_until = requirements.wait_until.unwrap_or_else(|| Instant::now() + PAGE_TIMEOUT);
        let known = self.entries.get(key).await;
        let outcome = match known.as_deref().and_then(|entry| self.settled(entry, mode, not_before_ms)) {
            Some(settled) => settled,
            None if requirements.is_prefetch => return Err(AppError::NotPrefetched),
            None => self.fetch_until(key, mode, not_before_ms, wait_until, fetch()).await,
        };
        match outcome {
            // Fresh or not, data is not shown to a person who is signed out by now, or may no longer see it.
            Err(reason) if reason != AppError::Unauthenticated && !is_refusal(&reason) => {
                let now = self.clock.now_ms();
                let good = known.as_deref().and_then(|entry| entry.good.clone());
                let good = good.filter(|(_, at)| now.saturating_sub(*at) < to_ms(DROPPED_AFTER));
                let good = good.ok_or_else(|| reason.clone())?;
                Ok(Fetched { value: good.0, fetched_at_ms: good.1, stale: Some(reason) })
            }
            outcome => outcome,
        }
    }

    /// Returns what an entry says without a call: an answer that will do, or a failure that still lasts.
    fn settled(&self, entry: &Entry<T>, mode: CacheMode, not_before_ms: u64) -> Option<Outcome<T>> {
        let now = self.clock.now_ms();
        // Accept only answers requested after this refresh began; an earlier one may predate the change.
        let will_do = |answer: &Answer<T>, at: u64| {
            let is_fresh = || now.saturating_sub(at) < to_ms((self.lasts)(&answer.value, self.ttl));
            at >= not_before_ms && (mode != CacheMode::Use || is_fresh())
        };
        let failure = entry.failure.as_ref().filter(|failure| {
            // A refusal is an answer like any other. A wait that Discord asked for holds for every request.
            failure.until_ms > now && (failure.asked_at_ms >= not_before_ms || !is_refusal(&failure.error))
        });
        let failure = failure.map(|Failure { error, until_ms, .. }| match error {
            AppError::RateLimited { .. } => AppError::rate_limited(Duration::from_millis(until_ms - now)),
            other => other.clone(),
        });
        if let Some((answer, at)) = entry.good.as_ref().filter(|(answer, at)| will_do(answer, *at)) {
            // The answer will do, and it carries the reason why there is no newer one.
            return Some(Ok(Fetched { value: answer.clone(), fetched_at_ms: *at, stale: failure }));
        }
        failure.map(Err)
    }

    async fn fetch_until<F>(
        &self,
        key: &K,
        mode: CacheMode,
        not_before_ms: u64,
        wait_until: Instant,
        fetch: F,
    ) -> Outcome<T>
    where
        F: Future<Output = Result<Answer<T>, AppError>> + Send + 'static,
    {
        let fetching = self.fetching.get_with_by_ref(key, async { Arc::default() }).await;
        let Some(waiter) = Waiter::join(fetching) else { return Err(AppError::DiscordSlow) };
        let (asked_at_ms, began_at) = (self.clock.now_ms(), Instant::now());
        // A task of its own, so that the fetch goes on for the other requests when a visitor leaves.
        let (this, owner) = (self.clone(), key.clone());
        let once = async move { this.fetch_once(&owner, mode, not_before_ms, &waiter, fetch).await };
        let task = tokio::spawn(once.in_current_span());
        match tokio::time::timeout_at(wait_until, task).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(AppError::Internal),
            // Discord is only called slow after a good part of a page's wait: the rest of the page may have used up the time.
            Err(_) if began_at.elapsed() < PAGE_TIMEOUT / 2 => Err(AppError::DiscordSlow),
            Err(_) => Err(self.keep_failure(key, AppError::DiscordSlow, asked_at_ms).await),
        }
    }

    async fn fetch_once<F>(&self, key: &K, mode: CacheMode, not_before_ms: u64, waiter: &Waiter, fetch: F) -> Outcome<T>
    where
        F: Future<Output = Result<Answer<T>, AppError>> + Send,
    {
        let _one_at_a_time = waiter.0.turn.lock().await;
        // The request before may have brought the answer, or the failure.
        if let Some(settled) = self.entries.get(key).await.and_then(|entry| self.settled(&entry, mode, not_before_ms)) {
            return settled;
        }
        if self.clock.now_ms() < not_before_ms {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let sent_at_ms = self.clock.now_ms();
        let answer = fetch.await;
        let is_forgotten = self.fetching.get(key).await.is_none_or(|current| !Arc::ptr_eq(&current, &waiter.0));
        match answer {
            Ok(answer) if is_forgotten => {
                Ok(Fetched { value: Arc::new(answer), fetched_at_ms: sent_at_ms, stale: None })
            }
            Ok(answer) => Ok(self.keep(key, answer, sent_at_ms).await),
            Err(error) if is_forgotten => Err(error),
            Err(error) => Err(self.keep_failure(key, error, sent_at_ms).await),
        }
    }

    /// Remembers a good answer; its age counts from when it was asked for.
    async fn keep(&self, key: &K, answer: Answer<T>, sent_at_ms: u64) -> Fetched<Arc<Answer<T>>> {
        let value = Arc::new(answer);
        let entry = Entry { good: Some((value.clone(), sent_at_ms)), failure: None };
        self.entries.insert(key.clone(), Arc::new(entry)).await;
        Fetched { value, fetched_at_ms: sent_at_ms, stale: None }
    }

    /// Remembers a refusal in place of the last good answer, or another failure beside it. It does so in one step, so that a good
    /// answer that comes at the same time is not lost.
    async fn keep_failure(&self, key: &K, error: AppError, asked_at_ms: u64) -> AppError {
        let until_ms = self.clock.now_ms().saturating_add(to_ms(pause_after(&error)));
        let keeps_good = !is_refusal(&error);
        let failure = Some(Failure { error: error.clone(), asked_at_ms, until_ms });
        let beside = |known: Option<moka::Entry<K, Arc<Entry<T>>>>| {
            let good = known.filter(|_| keeps_good).and_then(|known| known.into_value().good.clone());
            std::future::ready(Arc::new(Entry { good, failure }))
        };
        self.entries.entry_by_ref(key).and_upsert_with(beside).await;
        error
    }
}
