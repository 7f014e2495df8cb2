use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::http::HeaderMap;
use reqwest::Method;

use super::{Auth, DiscordError};

/// What all of Discord allows a bot in a second.
///
/// Source: <https://discord.com/developers/docs/topics/rate-limits#global-rate-limit>.
const BOT_REQUESTS_PER_SECOND: u32 = 50;
/// How many windows are held before those that are over are swept out for the first time.
const SWEEP_AT: usize = 10_000;
/// The most windows that are held. Beyond it all are forgotten, which costs some answers of 429.
const MAX_WINDOWS: usize = 200_000;

/// Discord's limits as far as its answers told: a request that would be refused is not sent.
///
/// Limits belong to who asks (a token) and to a bucket of routes, told apart by the guild, channel or webhook in the
/// path. Which bucket a route is in, and what is left of it, stands in the headers of each answer; nothing is assumed.
///
/// Source: <https://discord.com/developers/docs/topics/rate-limits>.
#[derive(Debug, Default)]
pub(super) struct RateLimits {
    hasher: RandomState,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// The bucket of a route, once an answer has named it; the same for everybody.
    buckets: HashMap<Arc<str>, Arc<str>>,
    windows: HashMap<Window, Left>,
    /// How many windows there are at the next sweep. It grows with what a sweep leaves, so that requests do not sweep in vain.
    sweep_at: Option<usize>,
}

/// What a limit is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Window {
    /// Everything this process sends: Cloudflare's limit is for the address.
    Everybody,
    /// Everything one token asks.
    Token(Caller),
    /// A bucket of routes, for one token and one guild, channel or webhook.
    Bucket(Caller, Arc<str>, Box<str>),
}

/// A token, as a number that does not tell it.
type Caller = u64;

#[derive(Debug, Clone, Copy)]
struct Left {
    requests: u32,
    until: Instant,
}

/// Where a request goes and who sends it, as limits see it.
#[derive(Debug, Clone)]
pub(super) struct Place {
    caller: Caller,
    is_bot: bool,
    /// Method and path with every id but the top-level one left out.
    route: Arc<str>,
    /// The guild, channel or webhook in the path; empty when there is none.
    top_level: Box<str>,
}

impl Place {
    /// Whose budget of refusals a request counts towards: a login's, or the bot's in one guild. `None` when nobody is named.
    pub(super) fn owner(&self) -> Option<(Caller, Box<str>)> {
        (self.caller != NOBODY).then(|| (self.caller, self.top_level.clone()))
    }
}

/// Who asks when no token is sent.
const NOBODY: Caller = 0;

impl RateLimits {
    /// Where a request belongs.
    pub(super) fn place(&self, method: &Method, route: &str, auth: Auth<'_>) -> Place {
        let caller = match auth {
            Auth::User(token) => self.hasher.hash_one(token.expose()),
            Auth::Bot => 1,
            Auth::None => NOBODY,
        };
        let is_id = |segment: &str| !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit());
        let mut segments = route.split('/').skip(1);
        let top_level = match (segments.next(), segments.next()) {
            (Some("guilds" | "channels" | "webhooks"), Some(id)) if is_id(id) => id.into(),
            _ => Box::default(),
        };
        let shape: Vec<&str> = route.split('/').map(|segment| if is_id(segment) { "{id}" } else { segment }).collect();
        let route = format!("{method} {}", shape.join("/")).into();
        Place { caller, is_bot: matches!(auth, Auth::Bot), route, top_level }
    }

    /// Takes one request out of every limit it falls under, or says what holds it back.
    pub(super) fn take(&self, place: &Place, now: Instant) -> Result<(), DiscordError> {
        let mut known = super::lock(&self.known);
        known.sweep(now);
        if place.is_bot {
            let second = Left { requests: BOT_REQUESTS_PER_SECOND, until: now + Duration::from_secs(1) };
            let left = known.windows.entry(Window::Token(place.caller)).or_insert(second);
            if left.until <= now {
                *left = second;
            }
        }
        let bucket = known.bucket(place);
        let windows = [Window::Everybody, Window::Token(place.caller), bucket];
        let used_up = |window: &&Window| {
            known.windows.get(*window).filter(|left| left.requests == 0 && left.until > now).map(|left| left.until)
        };
        if let Some((window, until)) =
            windows.iter().filter_map(|window| Some((window, used_up(&window)?))).max_by_key(|(_, until)| *until)
        {
            return Err(DiscordError::held_back(until - now, !matches!(window, Window::Bucket(..))));
        }
        for window in &windows {
            if let Some(left) = known.windows.get_mut(window) {
                left.requests = left.requests.saturating_sub(1);
            }
        }
        Ok(())
    }

    /// Reads an answer's headers; any of them may be missing or odd.
    pub(super) fn note(&self, place: &Place, headers: &HeaderMap, now: Instant) {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let mut known = super::lock(&self.known);
        if let Some(bucket) = text("x-ratelimit-bucket") {
            known.buckets.insert(place.route.clone(), bucket.into());
        }
        let remaining = text("x-ratelimit-remaining").and_then(|value| value.parse::<u32>().ok());
        let reset_after = text("x-ratelimit-reset-after").and_then(|value| value.parse::<f64>().ok());
        let (Some(requests), Some(wait)) = (remaining, reset_after.and_then(|it| Duration::try_from_secs_f64(it).ok()))
        else {
            return;
        };
        let Some(until) = now.checked_add(wait.min(super::error::MAX_RETRY_AFTER)) else { return };
        let window = known.bucket(place);
        let left = known.windows.entry(window).or_insert(Left { requests, until });
        // Answers overtake each other: within one window the lowest number is the newest.
        let same_window = left.until > now && left.until + Duration::from_millis(500) >= until;
        *left = Left { requests: if same_window { left.requests.min(requests) } else { requests }, until };
    }

    /// Remembers a 429, so that nobody runs into it again before its time.
    pub(super) fn refused(&self, place: &Place, error: &DiscordError, now: Instant) {
        let DiscordError::RateLimited { refusal, retry_after, is_global } = error else { return };
        let mut known = super::lock(&self.known);
        let window = match (is_global, &refusal.json) {
            (false, _) => known.bucket(place),
            (true, Some(_)) => Window::Token(place.caller),
            (true, None) => Window::Everybody,
        };
        let left = Left { requests: 0, until: now + *retry_after };
        let standing = known.windows.entry(window).or_insert(left);
        if standing.requests > 0 || standing.until < left.until {
            *standing = left;
        }
    }
}

impl Known {
    fn sweep(&mut self, now: Instant) {
        if self.windows.len() < self.sweep_at.unwrap_or(SWEEP_AT) {
            return;
        }
        self.windows.retain(|_, left| left.until > now);
        if self.windows.len() >= MAX_WINDOWS {
            self.windows.clear();
        }
        self.sweep_at = Some((2 * self.windows.len()).clamp(SWEEP_AT, MAX_WINDOWS));
    }

    fn bucket(&self, place: &Place) -> Window {
        let bucket = self.buckets.get(&place.route).unwrap_or(&place.route).clone();
        Window::Bucket(place.caller, bucket, place.top_level.clone())
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;
    use crate::server::secret::Secret;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    fn left(bucket: &'static str, remaining: &'static str, reset_after: &'static str) -> HeaderMap {
        headers(&[
            ("x-ratelimit-bucket", bucket),
            ("x-ratelimit-remaining", remaining),
            ("x-ratelimit-reset-after", reset_after),
        ])
    }

    fn limited(headers: HeaderMap, body: &str) -> DiscordError {
        DiscordError::from_answer(429, headers, body)
    }

    fn wait(limits: &RateLimits, place: &Place, now: Instant) -> Option<(u128, bool)> {
        match limits.take(place, now) {
            Ok(()) => None,
            Err(DiscordError::RateLimited { retry_after, is_global, .. }) => Some((retry_after.as_millis(), is_global)),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_used_up_bucket_holds_back_its_caller_until_it_is_full_again() {
        let (limits, now) = (RateLimits::default(), Instant::now());
        let (alice, bob) = (Secret::new("a"), Secret::new("b"));
        let place = |token, route| limits.place(&Method::GET, route, Auth::User(token));
        let guilds = place(&alice, "/users/@me/guilds");
        assert_eq!(wait(&limits, &guilds, now), None, "nothing is known yet");
        limits.note(&guilds, &left("b1", "1", "2.5"), now);
        assert_eq!(wait(&limits, &guilds, now), None, "one was left");
        assert_eq!(wait(&limits, &guilds, now), Some((2500, false)));
        assert_eq!(wait(&limits, &place(&bob, "/users/@me/guilds"), now), None, "limits are per token");
        assert_eq!(wait(&limits, &place(&alice, "/users/@me"), now), None, "and per route");
        assert_eq!(wait(&limits, &guilds, now + Duration::from_millis(2500)), None);
    }

    #[test]
    fn routes_share_a_bucket_when_discord_says_so_but_not_over_guilds() {
        let (limits, now) = (RateLimits::default(), Instant::now());
        let place = |method, route| limits.place(&method, route, Auth::Bot);
        let (get, put) = (place(Method::GET, "/guilds/1/members/5"), place(Method::PUT, "/guilds/1/members/6"));
        limits.note(&get, &left("members", "3", "1"), now);
        limits.note(&put, &left("members", "0", "1"), now);
        assert!(wait(&limits, &get, now).is_some(), "the bucket they share is used up");
        assert!(
            wait(&limits, &place(Method::GET, "/guilds/1/members/9"), now).is_some(),
            "another member, the same limit"
        );
        assert_eq!(wait(&limits, &place(Method::GET, "/guilds/2/members/5"), now), None, "another guild has its own");
    }

    #[test]
    fn a_429_closes_the_route_the_token_or_everything() {
        let (alice, bob) = (Secret::new("a"), Secret::new("b"));
        for (headers, body, route, token, everybody) in [
            (headers(&[]), r#"{"retry_after":3,"global":false}"#, true, false, false),
            (headers(&[]), r#"{"retry_after":3,"global":true}"#, true, true, false),
            (headers(&[("retry-after", "3")]), "error code: 1015", true, true, true),
        ] {
            let (limits, now) = (RateLimits::default(), Instant::now());
            let place = |token, route| limits.place(&Method::GET, route, Auth::User(token));
            limits.refused(&place(&alice, "/users/@me"), &limited(headers, body), now);
            assert_eq!(wait(&limits, &place(&alice, "/users/@me"), now).is_some(), route, "{body}");
            assert_eq!(wait(&limits, &place(&alice, "/users/@me/guilds"), now).is_some(), token, "{body}");
            assert_eq!(wait(&limits, &place(&bob, "/users/@me"), now).is_some(), everybody, "{body}");
            assert_eq!(wait(&limits, &place(&alice, "/users/@me"), now + Duration::from_secs(3)), None, "{body}");
        }
    }

    #[test]
    fn a_shared_limit_is_obeyed_by_the_body_although_the_header_is_shorter() {
        let (limits, now) = (RateLimits::default(), Instant::now());
        let place = limits.place(&Method::GET, "/users/@me", Auth::None);
        let answer = left("b", "0", "0.2");
        limits.note(&place, &answer, now);
        limits.refused(&place, &limited(answer, r#"{"retry_after":7,"global":false}"#), now);
        assert_eq!(wait(&limits, &place, now), Some((7000, false)));
    }

    #[test]
    fn a_bot_sends_fifty_requests_a_second() {
        let (limits, now) = (RateLimits::default(), Instant::now());
        let place = |n: u32| limits.place(&Method::GET, &format!("/guilds/{n}"), Auth::Bot);
        assert!((0..BOT_REQUESTS_PER_SECOND).all(|n| wait(&limits, &place(n), now).is_none()));
        assert_eq!(wait(&limits, &place(99), now), Some((1000, true)));
        assert_eq!(wait(&limits, &place(99), now + Duration::from_secs(1)), None);
    }

    #[test]
    fn odd_headers_change_nothing_and_an_overtaken_answer_neither() {
        let (limits, now) = (RateLimits::default(), Instant::now());
        let place = limits.place(&Method::GET, "/users/@me", Auth::None);
        for (remaining, reset) in [("-1", "1"), ("x", "1"), ("0", "NaN"), ("0", "-1"), ("0", ""), ("", "1")] {
            limits.note(&place, &left("b", remaining, reset), now);
            assert_eq!(wait(&limits, &place, now), None, "{remaining:?} {reset:?}");
        }
        limits.note(&place, &left("b", "0", "1e300"), now);
        limits.note(&place, &left("b", "0", "2"), now);
        limits.note(&place, &left("b", "5", "2"), now);
        assert!(wait(&limits, &place, now).is_some(), "the older answer still knew of five");
    }

    #[test]
    fn what_is_over_is_forgotten() {
        let (limits, now) = (RateLimits::default(), Instant::now());
        for n in 0..SWEEP_AT {
            let token = Secret::new(n.to_string());
            limits.note(&limits.place(&Method::GET, "/users/@me", Auth::User(&token)), &left("b", "0", "1"), now);
        }
        let place = limits.place(&Method::GET, "/users/@me", Auth::None);
        assert_eq!(wait(&limits, &place, now + Duration::from_secs(2)), None);
        assert!(super::super::lock(&limits.known).windows.len() < 2);
    }

    #[test]
    fn windows_that_are_not_over_are_not_looked_through_for_each_request() {
        let (limits, now) = (RateLimits::default(), Instant::now());
        for n in 0..SWEEP_AT {
            let token = Secret::new(n.to_string());
            limits.note(&limits.place(&Method::GET, "/users/@me", Auth::User(&token)), &left("b", "0", "60"), now);
        }
        let place = limits.place(&Method::GET, "/users/@me", Auth::None);
        assert_eq!(wait(&limits, &place, now), None);
        let known = super::super::lock(&limits.known);
        assert!(known.windows.len() >= SWEEP_AT && known.sweep_at == Some(2 * known.windows.len()));
    }

    proptest::proptest! {
        #[test]
        fn any_headers_hold_a_request_back_for_an_hour_at_most(
            answers in proptest::collection::vec(("[a-z0-9]{0,6}", "[0-9-]{0,12}|[ -~]{0,8}", "-?[0-9.e+]{0,9}|[a-zN]{0,4}"), 1..8)
        ) {
            let (limits, now) = (RateLimits::default(), Instant::now());
            let place = limits.place(&Method::GET, "/users/@me", Auth::Bot);
            for (bucket, remaining, reset_after) in answers {
                let text = [("x-ratelimit-bucket", bucket), ("x-ratelimit-remaining", remaining), ("x-ratelimit-reset-after", reset_after)];
                let text = text.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_str(&value).ok()?)));
                limits.note(&place, &text.map(|(name, value)| (HeaderName::from_static(name), value)).collect(), now);
                let held_back = wait(&limits, &place, now).map_or(0, |(wait_ms, _)| wait_ms);
                proptest::prop_assert!(held_back <= 3_600_000, "{}", held_back);
                proptest::prop_assert!(wait(&limits, &place, now + Duration::from_secs(3_600)).is_none());
            }
        }
    }
}
