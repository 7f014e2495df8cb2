mod entry;
mod key;
mod waiter;

use std::{any::Any, future::Future, marker::PhantomData, sync::Arc, time::Duration};

use tokio::time::Instant;
use tracing::Instrument as _;

pub use key::{EntryKey, Key};

use entry::{Entry, Failure, is_refusal, pause_after};
use waiter::{SharedFetch, Waiter};

use super::answer::{Answer, Outcome};
use crate::{
    error::AppError,
    fetched::Fetched,
    server::{
        clock::{Clock, to_ms},
        metrics,
    },
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
    /// With [`CacheMode::Use`], only answers that were requested at this time or later are accepted, in milliseconds since 1970 (UTC).
    /// 0 accepts all.
    pub not_before_ms: u64,
    /// Whether a browser prefetches the page. Then no call is made.
    pub is_prefetch: bool,
    /// When the caller stops waiting. All parts of a page have the same deadline. `None` means three seconds from the call.
    pub wait_until: Option<Instant>,
}

/// The age at which an entry is dropped, fresh or not. This signs nobody out.
const MAX_AGE: Duration = Duration::from_secs(3600);
/// How long a page with all its parts waits for Discord before it shows what it has.
pub const PAGE_TIMEOUT: Duration = Duration::from_secs(3);

/// An `Arc<Entry<T>>` without its type. All caches have the same types of keys and entries, so the compiler builds moka once. Before, it
/// built moka for each resource, and a third of the functions in a debug build were moka's.
type AnyEntry = Arc<dyn Any + Send + Sync>;

/// The cached answers of one kind. A user's answers are cached per login, because another login of the same person may have fewer scopes.
///
/// This type decides which answers are fresh. moka limits their number and bytes, and drops the least recently used ones. A dropped
/// answer is fetched again.
pub struct ResourceCache<K, T> {
    /// The name in the metrics.
    name: &'static str,
    entries: moka::sync::Cache<EntryKey, AnyEntry>,
    /// One fetch at a time per key. Forgetting a key replaces its fetch.
    fetching: moka::sync::Cache<EntryKey, Arc<SharedFetch>>,
    ttl: Duration,
    /// Returns how long a value counts as fresh, given `ttl`.
    ttl_of: fn(&T, Duration) -> Duration,
    clock: Clock,
    key: PhantomData<fn(K)>,
}

impl<K, T> std::fmt::Debug for ResourceCache<K, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResourceCache").field("name", &self.name).field("ttl", &self.ttl).finish_non_exhaustive()
    }
}

// A derived `Clone` would require `T: Clone`, but the values are shared.
impl<K, T> Clone for ResourceCache<K, T> {
    fn clone(&self) -> Self {
        Self {
            name: self.name,
            entries: self.entries.clone(),
            fetching: self.fetching.clone(),
            ttl: self.ttl,
            ttl_of: self.ttl_of,
            clock: self.clock.clone(),
            key: PhantomData,
        }
    }
}

impl<K: Key, T: Send + Sync + 'static> ResourceCache<K, T> {
    pub(super) fn new(name: &'static str, max_keys: u64, max_bytes: u64, ttl: Duration, clock: Clock) -> Self {
        // With this minimum weight, the byte limit also limits the number of entries.
        let least = u32::try_from(max_bytes / max_keys.max(1)).unwrap_or(u32::MAX).max(1);
        let weigh = move |_: &EntryKey, entry: &AnyEntry| {
            let good = entry.downcast_ref::<Entry<T>>().and_then(|entry| entry.good.as_ref());
            let bytes = good.map_or(0, |(answer, _)| answer.bytes + size_of::<T>());
            u32::try_from(bytes).unwrap_or(u32::MAX).max(least)
        };
        Self {
            name,
            entries: moka::sync::Cache::builder()
                .eviction_policy(moka::policy::EvictionPolicy::lru())
                .max_capacity(max_bytes)
                .weigher(weigh)
                .time_to_live(MAX_AGE)
                .support_invalidation_closures()
                .build(),
            fetching: moka::sync::Cache::builder()
                .max_capacity(max_keys)
                .time_to_idle(MAX_AGE)
                .support_invalidation_closures()
                .build(),
            ttl,
            ttl_of: |_, ttl| ttl,
            clock,
            key: PhantomData,
        }
    }

    /// Sets a function that returns how long a value counts as fresh, given the cache's `ttl`.
    pub(super) fn with_ttl_of(mut self, ttl_of: fn(&T, Duration) -> Duration) -> Self {
        self.ttl_of = ttl_of;
        self
    }

    /// Returns the last good answer, however old, without a call to Discord.
    pub fn peek(&self, key: &K) -> Option<Fetched<Arc<Answer<T>>>> {
        let (value, fetched_at_ms) = self.entry(&key.to_entry_key())?.good.clone()?;
        Some(Fetched { value, fetched_at_ms, stale: None })
    }

    /// Stores an answer that did not come from [`ResourceCache::get`], and when it was requested, in milliseconds since 1970 (UTC).
    pub fn put(&self, key: &K, answer: Answer<T>, asked_at_ms: u64) {
        self.keep(key.to_entry_key(), answer, asked_at_ms);
    }

    /// Forgets a key. A running fetch still answers the requests that wait for it, but its answer is not stored.
    pub fn forget(&self, key: &K) {
        let key = key.to_entry_key();
        self.fetching.invalidate(&key);
        self.entries.invalidate(&key);
    }

    /// Forgets every key for which `is_match` returns true.
    pub(super) fn forget_all(&self, is_match: impl Fn(&EntryKey) -> bool + Send + Sync + Clone + 'static) {
        let is_match_too = is_match.clone();
        // This fails only for caches built without `support_invalidation_closures`.
        let _ = self.fetching.invalidate_entries_if(move |key, _| is_match_too(key));
        let _ = self.entries.invalidate_entries_if(move |key, _| is_match(key));
    }

    /// Returns the answer: a fresh one from the cache, or else the result of one fetch that all requests share. If the fetch fails, it
    /// returns an old answer marked as stale.
    ///
    /// # Errors
    /// If there is no answer at all: the failure of the fetch, [`AppError::DiscordSlow`] at the caller's deadline, or
    /// [`AppError::NotPrefetched`]. A refusal counts as an answer, so it is returned in place of old data.
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
        // Count from the next millisecond, because an answer of the current one may have been requested before the refresh.
        let not_before_ms = if mode == CacheMode::Use { requirements.not_before_ms } else { self.clock.now_ms() + 1 };
        let wait_until = requirements.wait_until.unwrap_or_else(|| Instant::now() + PAGE_TIMEOUT);
        let key = key.to_entry_key();
        let known = self.entry(&key);
        let cached = known.as_deref().and_then(|entry| self.cached_outcome(entry, mode, not_before_ms));
        metrics::cache_looked_up(self.name, cached.is_some());
        let outcome = match cached {
            Some(outcome) => outcome,
            None if requirements.is_prefetch => return Err(AppError::NotPrefetched),
            None => self.fetch_until(&key, mode, not_before_ms, wait_until, fetch()).await,
        };
        let outcome = match outcome {
            // Do not show old data to a person who has been signed out, or who may no longer see it.
            Err(reason) if reason != AppError::Unauthenticated && !is_refusal(&reason) => {
                let now = self.clock.now_ms();
                let good = known.as_deref().and_then(|entry| entry.good.clone());
                let good = good.filter(|(_, at)| now.saturating_sub(*at) < to_ms(MAX_AGE));
                let good = good.ok_or_else(|| reason.clone())?;
                Ok(Fetched { value: good.0, fetched_at_ms: good.1, stale: Some(reason) })
            }
            outcome => outcome,
        };
        if outcome.as_ref().is_ok_and(|answer| answer.stale.is_some()) {
            metrics::stale_answer_shown(self.name);
        }
        outcome
    }

    fn entry(&self, key: &EntryKey) -> Option<Arc<Entry<T>>> {
        self.entries.get(key)?.downcast().ok()
    }

    /// Returns the outcome that an entry gives without a call: an acceptable answer, or a failure that has not expired.
    fn cached_outcome(&self, entry: &Entry<T>, mode: CacheMode, not_before_ms: u64) -> Option<Outcome<T>> {
        let now = self.clock.now_ms();
        // Accept only answers requested after this refresh began; an earlier one may predate the change.
        let is_acceptable = |answer: &Answer<T>, at: u64| {
            let is_fresh = || now.saturating_sub(at) < to_ms((self.ttl_of)(&answer.value, self.ttl));
            at >= not_before_ms && (mode != CacheMode::Use || is_fresh())
        };
        let failure = entry.failure.as_ref().filter(|failure| {
            // A refusal must be as new as any other answer. Other failures, such as a wait that Discord asked for, hold for every request.
            failure.until_ms > now && (failure.asked_at_ms >= not_before_ms || !is_refusal(&failure.error))
        });
        let failure = failure.map(|Failure { error, until_ms, .. }| match error {
            AppError::RateLimited { .. } => AppError::rate_limited(Duration::from_millis(until_ms - now)),
            other => other.clone(),
        });
        if let Some((answer, at)) = entry.good.as_ref().filter(|(answer, at)| is_acceptable(answer, *at)) {
            // The answer also has the failure, which explains why there is no newer answer.
            return Some(Ok(Fetched { value: answer.clone(), fetched_at_ms: *at, stale: failure }));
        }
        failure.map(Err)
    }

    async fn fetch_until<F>(
        &self,
        key: &EntryKey,
        mode: CacheMode,
        not_before_ms: u64,
        wait_until: Instant,
        fetch: F,
    ) -> Outcome<T>
    where
        F: Future<Output = Result<Answer<T>, AppError>> + Send + 'static,
    {
        let fetching = self.fetching.get_with_by_ref(key, Arc::default);
        let Some(waiter) = Waiter::join(fetching) else { return Err(AppError::DiscordSlow) };
        let (asked_at_ms, began_at) = (self.clock.now_ms(), Instant::now());
        // A task of its own, so that the fetch continues for other requests if this visitor leaves.
        let (this, owner) = (self.clone(), key.clone());
        let once = async move { this.fetch_once(&owner, mode, not_before_ms, &waiter, fetch).await };
        let task = tokio::spawn(once.in_current_span());
        match tokio::time::timeout_at(wait_until, task).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(AppError::Internal),
            // Remember Discord as slow only if this call waited for at least half of the timeout. Otherwise, other parts of the page may
            // have used up the time.
            Err(_) if began_at.elapsed() < PAGE_TIMEOUT / 2 => Err(AppError::DiscordSlow),
            Err(_) => Err(self.keep_failure(key, AppError::DiscordSlow, asked_at_ms)),
        }
    }

    async fn fetch_once<F>(
        &self,
        key: &EntryKey,
        mode: CacheMode,
        not_before_ms: u64,
        waiter: &Waiter,
        fetch: F,
    ) -> Outcome<T>
    where
        F: Future<Output = Result<Answer<T>, AppError>> + Send,
    {
        let _one_at_a_time = waiter.0.turn.lock().await;
        // The previous fetch may have stored an answer or a failure by now.
        if let Some(outcome) = self.entry(key).and_then(|entry| self.cached_outcome(&entry, mode, not_before_ms)) {
            return outcome;
        }
        if self.clock.now_ms() < not_before_ms {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let sent_at_ms = self.clock.now_ms();
        let answer = fetch.await;
        let is_forgotten = self.fetching.get(key).is_none_or(|current| !Arc::ptr_eq(&current, &waiter.0));
        match answer {
            Ok(answer) if is_forgotten => {
                Ok(Fetched { value: Arc::new(answer), fetched_at_ms: sent_at_ms, stale: None })
            }
            Ok(answer) => Ok(self.keep(key.clone(), answer, sent_at_ms)),
            Err(error) if is_forgotten => Err(error),
            Err(error) => Err(self.keep_failure(key, error, sent_at_ms)),
        }
    }

    /// Stores a good answer. Its age counts from the time of the request.
    fn keep(&self, key: EntryKey, answer: Answer<T>, sent_at_ms: u64) -> Fetched<Arc<Answer<T>>> {
        let value = Arc::new(answer);
        let entry = Entry { good: Some((value.clone(), sent_at_ms)), failure: None };
        self.entries.insert(key, Arc::new(entry));
        Fetched { value, fetched_at_ms: sent_at_ms, stale: None }
    }

    /// Stores a failure. A refusal replaces the last good answer; any other failure is stored beside it. This is one atomic step, so that
    /// a good answer that arrives at the same time is not lost.
    fn keep_failure(&self, key: &EntryKey, error: AppError, asked_at_ms: u64) -> AppError {
        let until_ms = self.clock.now_ms().saturating_add(to_ms(pause_after(&error)));
        let keeps_good = !is_refusal(&error);
        let failure = Some(Failure { error: error.clone(), asked_at_ms, until_ms });
        let beside = |known: Option<moka::Entry<EntryKey, AnyEntry>>| -> AnyEntry {
            let known = known.filter(|_| keeps_good).map(moka::Entry::into_value);
            let good = known.as_ref().and_then(|known| known.downcast_ref::<Entry<T>>()?.good.clone());
            Arc::new(Entry { good, failure })
        };
        self.entries.entry_by_ref(key).and_upsert_with(beside);
        error
    }
}
