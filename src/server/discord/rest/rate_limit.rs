mod budgets;
mod key;

use std::{
    hash::{BuildHasher as _, RandomState},
    sync::Mutex,
    time::{Duration, Instant},
};

use axum::http::HeaderMap;
use reqwest::Method;

use budgets::{Budget, Budgets, Limit};
pub(super) use key::{RateLimitKey, Requester};

use super::{Auth, DiscordError, retry_after::MAX_RETRY_AFTER};
use crate::server::metrics;

/// Discord allows a bot this many requests in a second, over all routes.
///
/// Source: <https://discord.com/developers/docs/topics/rate-limits#global-rate-limit>.
const BOT_REQUESTS_PER_SECOND: u32 = 50;

/// Discord's rate limits, as its answers named them. A request that Discord would refuse is not sent.
///
/// A limit belongs to a token and a bucket of routes, separately for each guild, channel or webhook in the path. The headers of each
/// answer name the bucket of its route and the requests that are left in it. Before the first answer, the app knows only a bot's limit for all routes.
///
/// Source: <https://discord.com/developers/docs/topics/rate-limits>.
#[derive(Debug, Default)]
pub(super) struct RateLimits {
    hasher: RandomState,
    budgets: Mutex<Budgets>,
}

impl RateLimits {
    /// Returns the key by which the limits of a request are found.
    pub(super) fn key(&self, method: &Method, route: &str, auth: Auth<'_>) -> RateLimitKey {
        let requester = match auth {
            Auth::User(token) => Requester::User(self.hasher.hash_one(token.expose())),
            Auth::Bot => Requester::Bot,
            Auth::None => Requester::Nobody,
        };
        RateLimitKey::new(requester, method, route)
    }

    /// Takes one request out of every budget that it counts towards. Fails with the longest wait if one of them is used up.
    pub(super) fn take(&self, key: &RateLimitKey, now: Instant) -> Result<(), DiscordError> {
        let mut budgets = super::lock(&self.budgets);
        budgets.sweep(now);
        if key.requester == Requester::Bot {
            let second = Budget { remaining: BOT_REQUESTS_PER_SECOND, resets_at: now + Duration::from_secs(1) };
            let budget = budgets.get_or_insert(Limit::Token(key.requester), second);
            if budget.resets_at <= now {
                *budget = second;
            }
        }
        let limits = [Limit::Address, Limit::Token(key.requester), budgets.bucket(key)];
        let used_up = limits.iter().filter_map(|limit| Some((limit, budgets.used_up_until(limit, now)?)));
        if let Some((limit, resets_at)) = used_up.max_by_key(|(_, resets_at)| *resets_at) {
            return Err(DiscordError::limit_used_up(resets_at - now, !matches!(limit, Limit::Bucket(..))));
        }
        for limit in &limits {
            budgets.spend_one(limit);
        }
        Ok(())
    }

    /// Records the limits in the headers of an answer. Any header may be missing or odd.
    pub(super) fn record(&self, key: &RateLimitKey, headers: &HeaderMap, now: Instant) {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let mut budgets = super::lock(&self.budgets);
        if let Some(bucket) = text("x-ratelimit-bucket") {
            budgets.name_bucket(key, bucket);
        }
        let remaining = text("x-ratelimit-remaining").and_then(|value| value.parse::<u32>().ok());
        let reset_after = text("x-ratelimit-reset-after").and_then(|value| value.parse::<f64>().ok());
        let reset_after = reset_after.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        let (Some(remaining), Some(reset_after)) = (remaining, reset_after) else { return };
        let Some(resets_at) = now.checked_add(reset_after.min(MAX_RETRY_AFTER)) else { return };
        let bucket = budgets.bucket(key);
        let budget = budgets.get_or_insert(bucket, Budget { remaining, resets_at });
        // Answers may arrive out of order: until the reset, the lowest number is the newest.
        let is_same_period = budget.resets_at > now && budget.resets_at + Duration::from_millis(500) >= resets_at;
        let remaining = if is_same_period { budget.remaining.min(remaining) } else { remaining };
        *budget = Budget { remaining, resets_at };
    }

    /// Records a 429, so that no request is sent before the wait is over.
    pub(super) fn record_refusal(&self, key: &RateLimitKey, error: &DiscordError, now: Instant) {
        let DiscordError::RateLimited { refusal, retry_after, is_global } = error else { return };
        let mut budgets = super::lock(&self.budgets);
        let limit = match (is_global, &refusal.json) {
            (false, _) => budgets.bucket(key),
            (true, Some(_)) => Limit::Token(key.requester),
            // Cloudflare sends no JSON, and its limit is for the address.
            (true, None) => Limit::Address,
        };
        metrics::discord_limited(limit.what());
        let used_up = Budget { remaining: 0, resets_at: now + *retry_after };
        let budget = budgets.get_or_insert(limit, used_up);
        if budget.remaining > 0 || budget.resets_at < used_up.resets_at {
            *budget = used_up;
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::{budgets::SWEEP_AT, *};
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

    fn wait(limits: &RateLimits, key: &RateLimitKey, now: Instant) -> Option<(u128, bool)> {
        match limits.take(key, now) {
            Ok(()) => None,
            Err(DiscordError::RateLimited { retry_after, is_global, .. }) => Some((retry_after.as_millis(), is_global)),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_used_up_bucket_delays_its_caller_until_it_is_full_again() {
        let (limits, now) = (RateLimits::default(), Instant::now());
        let (alice, bob) = (Secret::new("a"), Secret::new("b"));
        let key = |token, route| limits.key(&Method::GET, route, Auth::User(token));
        let guilds = key(&alice, "/users/@me/guilds");
        assert_eq!(wait(&limits, &guilds, now), None, "nothing is known yet");
        limits.record(&guilds, &left("b1", "1", "2.5"), now);
        assert_eq!(wait(&limits, &guilds, now), None, "one was left");
        assert_eq!(wait(&limits, &guilds, now), Some((2500, false)));
        assert_eq!(wait(&limits, &key(&bob, "/users/@me/guilds"), now), None, "limits are per token");
        assert_eq!(wait(&limits, &key(&alice, "/users/@me"), now), None, "and per route");
        assert_eq!(wait(&limits, &guilds, now + Duration::from_millis(2500)), None);
    }

    #[test]
    fn routes_share_a_bucket_if_discord_says_so_but_each_guild_has_its_own() {
        let (limits, now) = (RateLimits::default(), Instant::now());
        let key = |method, route| limits.key(&method, route, Auth::Bot);
        let (get, put) = (key(Method::GET, "/guilds/1/members/5"), key(Method::PUT, "/guilds/1/members/6"));
        limits.record(&get, &left("members", "3", "1"), now);
        limits.record(&put, &left("members", "0", "1"), now);
        assert!(wait(&limits, &get, now).is_some(), "the bucket they share is used up");
        assert!(
            wait(&limits, &key(Method::GET, "/guilds/1/members/9"), now).is_some(),
            "another member, the same limit"
        );
        assert_eq!(wait(&limits, &key(Method::GET, "/guilds/2/members/5"), now), None, "another guild has its own");
    }

    #[test]
    fn a_429_stops_the_route_the_token_or_everything() {
        let (alice, bob) = (Secret::new("a"), Secret::new("b"));
        for (headers, body, route, token, everybody) in [
            (headers(&[]), r#"{"retry_after":3,"global":false}"#, true, false, false),
            (headers(&[]), r#"{"retry_after":3,"global":true}"#, true, true, false),
            (headers(&[("retry-after", "3")]), "error code: 1015", true, true, true),
        ] {
            let (limits, now) = (RateLimits::default(), Instant::now());
            let key = |token, route| limits.key(&Method::GET, route, Auth::User(token));
            limits.record_refusal(&key(&alice, "/users/@me"), &limited(headers, body), now);
            assert_eq!(wait(&limits, &key(&alice, "/users/@me"), now).is_some(), route, "{body}");
            assert_eq!(wait(&limits, &key(&alice, "/users/@me/guilds"), now).is_some(), token, "{body}");
            assert_eq!(wait(&limits, &key(&bob, "/users/@me"), now).is_some(), everybody, "{body}");
            assert_eq!(wait(&limits, &key(&alice, "/users/@me"), now + Duration::from_secs(3)), None, "{body}");
        }
    }

    #[test]
    fn the_wait_in_the_body_counts_although_the_header_is_shorter() {
        let (limits, now) = (RateLimits::default(), Instant::now());
        let key = limits.key(&Method::GET, "/users/@me", Auth::None);
        let answer = left("b", "0", "0.2");
        limits.record(&key, &answer, now);
        limits.record_refusal(&key, &limited(answer, r#"{"retry_after":7,"global":false}"#), now);
        assert_eq!(wait(&limits, &key, now), Some((7000, false)));
    }

    #[test]
    fn a_bot_sends_at_most_fifty_requests_a_second() {
        let (limits, now) = (RateLimits::default(), Instant::now());
        let key = |n: u32| limits.key(&Method::GET, &format!("/guilds/{n}"), Auth::Bot);
        assert!((0..BOT_REQUESTS_PER_SECOND).all(|n| wait(&limits, &key(n), now).is_none()));
        assert_eq!(wait(&limits, &key(99), now), Some((1000, true)));
        assert_eq!(wait(&limits, &key(99), now + Duration::from_secs(1)), None);
    }

    #[test]
    fn odd_headers_and_late_answers_change_nothing() {
        let (limits, now) = (RateLimits::default(), Instant::now());
        let key = limits.key(&Method::GET, "/users/@me", Auth::None);
        for (remaining, reset) in [("-1", "1"), ("x", "1"), ("0", "NaN"), ("0", "-1"), ("0", ""), ("", "1")] {
            limits.record(&key, &left("b", remaining, reset), now);
            assert_eq!(wait(&limits, &key, now), None, "{remaining:?} {reset:?}");
        }
        limits.record(&key, &left("b", "0", "1e300"), now);
        limits.record(&key, &left("b", "0", "2"), now);
        limits.record(&key, &left("b", "5", "2"), now);
        assert!(wait(&limits, &key, now).is_some(), "the late answer says five, which is out of date");
    }

    #[test]
    fn expired_budgets_are_removed() {
        let (limits, now) = (RateLimits::default(), Instant::now());
        for n in 0..SWEEP_AT {
            let token = Secret::new(n.to_string());
            limits.record(&limits.key(&Method::GET, "/users/@me", Auth::User(&token)), &left("b", "0", "1"), now);
        }
        let key = limits.key(&Method::GET, "/users/@me", Auth::None);
        assert_eq!(wait(&limits, &key, now + Duration::from_secs(2)), None);
        assert!(super::super::lock(&limits.budgets).of_limits.len() < 2);
    }

    #[test]
    fn a_sweep_that_removes_nothing_does_not_run_for_each_request() {
        let (limits, now) = (RateLimits::default(), Instant::now());
        for n in 0..SWEEP_AT {
            let token = Secret::new(n.to_string());
            limits.record(&limits.key(&Method::GET, "/users/@me", Auth::User(&token)), &left("b", "0", "60"), now);
        }
        let key = limits.key(&Method::GET, "/users/@me", Auth::None);
        assert_eq!(wait(&limits, &key, now), None);
        let budgets = super::super::lock(&limits.budgets);
        assert!(budgets.of_limits.len() >= SWEEP_AT && budgets.sweep_at() == 2 * budgets.of_limits.len());
    }

    proptest::proptest! {
        #[test]
        fn no_headers_delay_a_request_for_more_than_an_hour(
            answers in proptest::collection::vec(("[a-z0-9]{0,6}", "[0-9-]{0,12}|[ -~]{0,8}", "-?[0-9.e+]{0,9}|[a-zN]{0,4}"), 1..8)
        ) {
            let (limits, now) = (RateLimits::default(), Instant::now());
            let key = limits.key(&Method::GET, "/users/@me", Auth::Bot);
            for (bucket, remaining, reset_after) in answers {
                let text = [("x-ratelimit-bucket", bucket), ("x-ratelimit-remaining", remaining), ("x-ratelimit-reset-after", reset_after)];
                let text = text.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_str(&value).ok()?)));
                limits.record(&key, &text.map(|(name, value)| (HeaderName::from_static(name), value)).collect(), now);
                let delay_ms = wait(&limits, &key, now).map_or(0, |(wait_ms, _)| wait_ms);
                proptest::prop_assert!(delay_ms <= 3_600_000, "{}", delay_ms);
                proptest::prop_assert!(wait(&limits, &key, now + Duration::from_secs(3_600)).is_none());
            }
        }
    }
}
