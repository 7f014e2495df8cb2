use std::{
    collections::HashMap,
    sync::Mutex,
    time::{Duration, Instant},
};

use super::rate_limit::{RateLimitKey, Requester};

/// How many refusals in ten minutes pause all requests of one login, or of the bot in one guild. It is far below the limit for the whole
/// process, so that one person with a script cannot stop the others.
const MAX_OF_ONE: u32 = 50;
/// How many refusals in ten minutes pause all requests except those of a sign-in. Discord bans an address at 10,000, for up to a day.
///
/// Source: <https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans>.
const MAX_OF_ALL: u32 = 1_000;
/// How many refusals in ten minutes pause all requests, those of a sign-in included.
const MAX_WITH_SIGN_INS: u32 = 5_000;
/// The number of parts into which the ten minutes are divided.
const PARTS: u64 = 10;
const PART: Duration = Duration::from_secs(60);
/// When this many owners are counted, the owners without recent refusals are removed.
const SWEEP_AT: usize = 10_000;

/// How important a request is after many refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Priority {
    /// A request for a page's data.
    Page,
    /// A request that people need to sign in or to stay signed in.
    SignIn,
}

/// Counts what Discord calls invalid requests (answers of 401, 403 and 429) and says when there were too many.
///
/// It counts for each login, for each guild of the bot, and for the whole process, because Discord bans a whole address.
#[derive(Debug)]
pub(super) struct Breaker {
    started: Instant,
    all: Mutex<Refusals>,
    of_one: Mutex<HashMap<Owner, Refusals>>,
}

/// A token, and the guild in the path if there is one.
type Owner = (Requester, Box<str>);

/// What the breaker pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerState {
    /// The refusals of the last ten minutes.
    pub recent_refusals: u32,
    /// Whether requests for pages are paused.
    pub pauses_pages: bool,
    /// Whether requests of sign-ins are paused too.
    pub pauses_sign_ins: bool,
}

impl Breaker {
    pub(super) fn new(started: Instant) -> Self {
        Self { started, all: Mutex::default(), of_one: Mutex::default() }
    }

    /// Counts an answer. Limits that a resource shares with other apps (`X-RateLimit-Scope: shared`) do not count.
    pub(super) fn record(&self, key: &RateLimitKey, status: u16, is_shared: bool, now: Instant) {
        if !matches!(status, 401 | 403 | 429) || (status == 429 && is_shared) {
            return;
        }
        let part = self.part(now);
        let refused = super::lock(&self.all).add(part);
        if refused.is_multiple_of(MAX_OF_ALL / 10) {
            tracing::warn!(refused, "Discord refuses many requests: look for a loop or an invalid token");
        }
        let Some(owner) = key.owner() else { return };
        let mut of_one = super::lock(&self.of_one);
        if of_one.len() >= SWEEP_AT {
            of_one.retain(|_, refusals| refusals.total(part) > 0);
        }
        if of_one.entry(owner).or_default().add(part) == MAX_OF_ONE {
            tracing::warn!(
                "Discord refused many requests of one login, or of the bot in one guild: they are paused for some minutes"
            );
        }
    }

    /// Returns how long a request must wait, until the oldest refusals no longer count; `None` if it may be sent now.
    pub(super) fn pause(&self, key: &RateLimitKey, priority: Priority, now: Instant) -> Option<Duration> {
        let part = self.part(now);
        let max = if priority == Priority::SignIn { MAX_WITH_SIGN_INS } else { MAX_OF_ALL };
        let all = super::lock(&self.all).paused_until(part, max);
        let of_one =
            key.owner().and_then(|owner| super::lock(&self.of_one).get(&owner)?.paused_until(part, MAX_OF_ONE));
        let until = all.max(of_one)?;
        Some(Duration::from_secs(until * PART.as_secs()).saturating_sub(now - self.started))
    }

    /// Returns what is paused for everybody. It leaves out the logins and guilds that are paused alone.
    pub(super) fn state(&self, now: Instant) -> BreakerState {
        let recent_refusals = super::lock(&self.all).total(self.part(now));
        BreakerState {
            recent_refusals,
            pauses_pages: recent_refusals >= MAX_OF_ALL,
            pauses_sign_ins: recent_refusals >= MAX_WITH_SIGN_INS,
        }
    }

    fn part(&self, now: Instant) -> u64 {
        (now - self.started).as_secs() / PART.as_secs()
    }
}

/// The refusals of the last ten minutes; an index is a part's number modulo [`PARTS`].
#[derive(Debug, Default)]
struct Refusals([(u64, u32); PARTS as usize]);

impl Refusals {
    /// Counts one more, and returns how many there are.
    fn add(&mut self, part: u64) -> u32 {
        let slot = &mut self.0[usize::try_from(part % PARTS).unwrap_or_default()];
        if slot.0 != part {
            *slot = (part, 0);
        }
        slot.1 = slot.1.saturating_add(1);
        self.total(part)
    }

    fn recent(&self, part: u64) -> impl Iterator<Item = &(u64, u32)> {
        self.0.iter().filter(move |(number, count)| number + PARTS > part && *count > 0)
    }

    fn total(&self, part: u64) -> u32 {
        self.recent(part).map(|(_, count)| count).sum()
    }

    /// Returns the part in which the oldest refusals no longer count; `None` if there are not too many.
    fn paused_until(&self, part: u64, max: u32) -> Option<u64> {
        let oldest = self.recent(part).map(|(number, _)| *number).min().filter(|_| self.total(part) >= max)?;
        Some(oldest + PARTS)
    }
}

#[cfg(test)]
mod tests {
    use reqwest::Method;

    use super::*;
    use crate::server::{
        discord::rest::{Auth, rate_limit::RateLimits},
        secret::Secret,
    };

    fn of_login(limits: &RateLimits, number: u32) -> RateLimitKey {
        limits.key(&Method::GET, "/users/@me", Auth::User(&Secret::new(number.to_string())))
    }

    #[test]
    fn too_many_refusals_pause_all_pages_until_they_are_ten_minutes_old() {
        let (start, limits) = (Instant::now(), RateLimits::default());
        let breaker = Breaker::new(start);
        let at = |seconds| start + Duration::from_secs(seconds);
        let me = of_login(&limits, 0);
        for number in 1..MAX_OF_ALL {
            breaker.record(&of_login(&limits, number), 401, false, at(30));
        }
        assert_eq!(breaker.pause(&me, Priority::Page, at(30)), None);
        breaker.record(&of_login(&limits, MAX_OF_ALL), 429, false, at(90));
        assert_eq!(
            breaker.pause(&me, Priority::Page, at(90)),
            Some(Duration::from_secs(510)),
            "refusals of the first minute count for ten minutes"
        );
        assert_eq!(breaker.pause(&me, Priority::SignIn, at(90)), None, "people can still sign in");
        assert_eq!(breaker.pause(&me, Priority::Page, at(599)), Some(Duration::from_secs(1)));
        assert_eq!(breaker.pause(&me, Priority::Page, at(600)), None);
        assert_eq!(breaker.pause(&me, Priority::Page, at(86_400)), None);
        let state = |seconds| (breaker.state(at(seconds)).recent_refusals, breaker.state(at(seconds)).pauses_pages);
        assert_eq!((state(90), state(600)), ((MAX_OF_ALL, true), (1, false)));
        assert!(!breaker.state(at(90)).pauses_sign_ins);
    }

    #[test]
    fn sign_in_requests_are_paused_last() {
        let (now, limits) = (Instant::now(), RateLimits::default());
        let (breaker, me) = (Breaker::new(now), of_login(&limits, 0));
        for number in 1..MAX_WITH_SIGN_INS {
            breaker.record(&of_login(&limits, number), 403, false, now);
        }
        assert_eq!(breaker.pause(&me, Priority::SignIn, now), None);
        breaker.record(&of_login(&limits, MAX_WITH_SIGN_INS), 403, false, now);
        assert!(breaker.pause(&me, Priority::SignIn, now).is_some());
    }

    #[test]
    fn one_login_or_one_guild_is_paused_long_before_everybody() {
        let (now, limits) = (Instant::now(), RateLimits::default());
        let breaker = Breaker::new(now);
        let guild = |id: u32| limits.key(&Method::GET, &format!("/guilds/{id}/integrations"), Auth::Bot);
        for (refused, other) in [(of_login(&limits, 1), of_login(&limits, 2)), (guild(1), guild(2))] {
            for _ in 0..MAX_OF_ONE {
                assert_eq!(breaker.pause(&refused, Priority::Page, now), None);
                breaker.record(&refused, 403, false, now);
            }
            assert!(breaker.pause(&refused, Priority::Page, now).is_some());
            assert_eq!(breaker.pause(&other, Priority::Page, now), None);
        }
    }

    #[test]
    fn only_answers_that_discord_counts_are_counted() {
        let (now, limits) = (Instant::now(), RateLimits::default());
        let (breaker, me) = (Breaker::new(now), of_login(&limits, 0));
        for _ in 0..2 * MAX_OF_ALL {
            for status in [200, 400, 404, 500] {
                breaker.record(&me, status, false, now);
            }
            breaker.record(&me, 429, true, now);
        }
        assert_eq!(breaker.pause(&me, Priority::Page, now), None);
    }

    #[test]
    fn owners_without_recent_refusals_are_forgotten() {
        let (now, limits) = (Instant::now(), RateLimits::default());
        let breaker = Breaker::new(now);
        for number in 0..u32::try_from(SWEEP_AT).unwrap() {
            breaker.record(&of_login(&limits, number), 401, false, now);
        }
        breaker.record(&of_login(&limits, 0), 401, false, now + Duration::from_secs(700));
        assert_eq!(super::super::lock(&breaker.of_one).len(), 1);
    }
}
