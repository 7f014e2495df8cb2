use std::{future::Future, sync::Arc, time::Duration};

use crate::{
    error::AppError,
    fetched::Fetched,
    server::clock::{Clock, to_ms},
};

/// How a value may be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cache {
    /// From the cache while it is fresh.
    Use,
    /// From Discord, and into the cache.
    Refresh,
    /// From Discord, leaving the cache alone.
    Bypass,
}

/// After this an entry goes, fresh or not; signing in is not affected.
const DROPPED_AFTER: Duration = Duration::from_secs(3600);
/// How long a page waits for Discord before it shows what it has.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long a failure is shared by those who ask right after it, when Discord named no time.
const FAILURE_LASTS: Duration = Duration::from_secs(1);
/// How long nobody waits again for an answer that was slow. It still counts when it comes.
const SLOWNESS_LASTS: Duration = Duration::from_secs(5);

/// A decoded answer with Discord's own text.
#[derive(Debug, Clone)]
pub struct Answer<T> {
    /// What was understood of it.
    pub value: T,
    /// The payload as Discord sent it.
    pub json: Arc<str>,
}

/// What somebody who asks gets: the answer with its age, or why there is none.
pub type Outcome<T> = Result<Fetched<Arc<Answer<T>>>, AppError>;

/// What is remembered of one resource of one login.
#[derive(Debug, Clone)]
struct Entry<T> {
    /// The last good answer, and when it was asked for.
    good: Option<(Arc<Answer<T>>, u64)>,
    /// The last failure, and until when nobody needs to ask again.
    failure: Option<(AppError, u64)>,
}

/// What an answer is kept under.
pub trait Key: std::hash::Hash + Eq + Clone + Send + Sync + 'static {}
impl<K: std::hash::Hash + Eq + Clone + Send + Sync + 'static> Key for K {}

/// The answers to one kind of question, by login: another login of the same person may hold fewer scopes.
///
/// Freshness is decided here; moka bounds the count and the bytes and drops what nobody asked for. What it drops is asked for
/// again, and nobody is signed out by it.
pub struct ResourceCache<K, T> {
    entries: moka::future::Cache<K, Arc<Entry<T>>>,
    /// One fetch at a time per key.
    fetching: moka::future::Cache<K, Arc<tokio::sync::Mutex<()>>>,
    ttl: Duration,
    clock: Clock,
}

impl<K, T> std::fmt::Debug for ResourceCache<K, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResourceCache").field("ttl", &self.ttl).finish_non_exhaustive()
    }
}

// A derive would ask the same of the values, which are shared.
impl<K, T> Clone for ResourceCache<K, T> {
    fn clone(&self) -> Self {
        Self {
            entries: self.entries.clone(),
            fetching: self.fetching.clone(),
            ttl: self.ttl,
            clock: self.clock.clone(),
        }
    }
}

impl<K: Key, T: Send + Sync + 'static> ResourceCache<K, T> {
    pub(super) fn new(max_keys: u64, max_bytes: u64, ttl: Duration, clock: Clock) -> Self {
        // The smallest weight makes the byte limit a limit of the count too.
        let least = u32::try_from(max_bytes / max_keys.max(1)).unwrap_or(u32::MAX).max(1);
        let weigh = move |_: &K, entry: &Arc<Entry<T>>| {
            let bytes = entry.good.as_ref().map_or(0, |(answer, _)| answer.json.len() + size_of::<T>());
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
            fetching: moka::future::Cache::builder().max_capacity(max_keys).time_to_idle(DROPPED_AFTER).build(),
            ttl,
            clock,
        }
    }

    /// The last good answer without any call, however old.
    pub async fn peek(&self, key: &K) -> Option<Fetched<Arc<Answer<T>>>> {
        let (value, fetched_at_ms) = self.entries.get(key).await?.good.clone()?;
        Some(Fetched { value, fetched_at_ms, stale: None })
    }

    /// Remembers an answer that came by another way.
    pub async fn put(&self, key: &K, answer: Answer<T>) {
        self.keep(key, answer, self.clock.now_ms()).await;
    }

    /// Forgets a key.
    pub async fn forget(&self, key: &K) {
        self.entries.invalidate(key).await;
    }

    /// Forgets every key that fits.
    pub(super) fn forget_all(&self, fits: impl Fn(&K) -> bool + Send + Sync + 'static) {
        // Refused only where the cache was not built for it.
        let _ = self.entries.invalidate_entries_if(move |key, _| fits(key));
    }

    /// The answer: fresh from the cache, else fetched once for all who ask, else old and marked so.
    ///
    /// # Errors
    /// When there is no answer at all: the failure of the fetch, or [`AppError::DiscordSlow`] after three seconds.
    pub async fn get<F>(&self, key: &K, mode: Cache, fetch: impl FnOnce() -> F + Send) -> Outcome<T>
    where
        F: Future<Output = Result<Answer<T>, AppError>> + Send + 'static,
    {
        if mode == Cache::Bypass {
            let value = Arc::new(fetch().await?);
            return Ok(Fetched { value, fetched_at_ms: self.clock.now_ms(), stale: None });
        }
        let asked_at_ms = self.clock.now_ms();
        let known = self.entries.get(key).await;
        let outcome = match known.as_deref().and_then(|entry| self.settled(entry, mode, asked_at_ms)) {
            Some(settled) => settled,
            None => self.fetch_with_patience(key, mode, asked_at_ms, fetch()).await,
        };
        match outcome {
            // Data of someone who is no longer signed in is not shown, however fresh.
            Err(reason) if reason != AppError::Unauthenticated => {
                let good = known.as_deref().and_then(|entry| entry.good.clone()).ok_or_else(|| reason.clone())?;
                Ok(Fetched { value: good.0, fetched_at_ms: good.1, stale: Some(reason) })
            }
            outcome => outcome,
        }
    }

    /// What an entry says without a call: the answer that will do, or the failure that still lasts.
    fn settled(&self, entry: &Entry<T>, mode: Cache, asked_at_ms: u64) -> Option<Outcome<T>> {
        let now = self.clock.now_ms();
        let will_do = |at: u64| match mode {
            Cache::Use => now.saturating_sub(at) < to_ms(self.ttl),
            // Asked for after the question: what was under way before may not know yet what is to be seen.
            Cache::Refresh | Cache::Bypass => at >= asked_at_ms,
        };
        let failure = entry.failure.as_ref().filter(|(_, until)| *until > now).map(|(error, until)| match error {
            AppError::RateLimited { .. } => AppError::rate_limited(Duration::from_millis(until - now)),
            other => other.clone(),
        });
        if let Some((answer, at)) = entry.good.as_ref().filter(|(_, at)| will_do(*at)) {
            // Young enough; still, who asked for a newer one and got none is told why.
            return Some(Ok(Fetched { value: answer.clone(), fetched_at_ms: *at, stale: failure }));
        }
        failure.map(Err)
    }

    async fn fetch_with_patience<F>(&self, key: &K, mode: Cache, asked_at_ms: u64, fetch: F) -> Outcome<T>
    where
        F: Future<Output = Result<Answer<T>, AppError>> + Send + 'static,
    {
        // A task of its own: a visitor who leaves does not throw away what others wait for.
        let (this, owner) = (self.clone(), key.clone());
        let task = tokio::spawn(async move { this.fetch_once(&owner, mode, asked_at_ms, fetch).await });
        match tokio::time::timeout(PATIENCE, task).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(AppError::Internal),
            Err(_) => Err(self.keep_failure(key, AppError::DiscordSlow).await),
        }
    }

    async fn fetch_once<F>(&self, key: &K, mode: Cache, asked_at_ms: u64, fetch: F) -> Outcome<T>
    where
        F: Future<Output = Result<Answer<T>, AppError>> + Send,
    {
        let lock = self.fetching.get_with_by_ref(key, async { Arc::default() }).await;
        let _one_at_a_time = lock.lock().await;
        // Whoever held the lock before may have brought the answer, or the failure.
        if let Some(settled) = self.entries.get(key).await.and_then(|entry| self.settled(&entry, mode, asked_at_ms)) {
            return settled;
        }
        let sent_at_ms = self.clock.now_ms();
        match fetch.await {
            Ok(answer) => Ok(self.keep(key, answer, sent_at_ms).await),
            Err(error) => Err(self.keep_failure(key, error).await),
        }
    }

    /// Remembers a good answer; its age counts from when it was asked for.
    async fn keep(&self, key: &K, answer: Answer<T>, sent_at_ms: u64) -> Fetched<Arc<Answer<T>>> {
        let value = Arc::new(answer);
        let entry = Entry { good: Some((value.clone(), sent_at_ms)), failure: None };
        self.entries.insert(key.clone(), Arc::new(entry)).await;
        Fetched { value, fetched_at_ms: sent_at_ms, stale: None }
    }

    /// Remembers a failure beside the last good answer, in one step: a good answer that comes meanwhile is not lost.
    async fn keep_failure(&self, key: &K, error: AppError) -> AppError {
        let failure = Some((error.clone(), self.clock.now_ms() + to_ms(pause_after(&error))));
        let beside = |known: Option<moka::Entry<K, Arc<Entry<T>>>>| {
            let good = known.and_then(|known| known.into_value().good.clone());
            std::future::ready(Arc::new(Entry { good, failure }))
        };
        self.entries.entry_by_ref(key).and_upsert_with(beside).await;
        error
    }
}

/// How long nobody needs to ask again after a failure.
fn pause_after(error: &AppError) -> Duration {
    match error {
        AppError::RateLimited { retry_after_s } => Duration::from_secs(u64::from(*retry_after_s)),
        AppError::DiscordSlow => SLOWNESS_LASTS,
        _ => FAILURE_LASTS,
    }
}
