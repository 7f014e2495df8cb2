//! What the server counts for Prometheus: the list of the series, and a function for each thing that happens.
//!
//! The functions do nothing unless `METRICS_ADDR` is set, because only then is there a recorder. No label holds an id, a name or a token.
//! Each label has a limited set of values, so the number of series is limited too.

use std::time::Duration;

use metrics::{Recorder as _, SetRecorderError, counter, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

/// The upper ends of a histogram's buckets, in seconds. A warm page takes less than a millisecond, and a page waits up to three seconds
/// for Discord.
const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 3.0, 10.0];

/// A series. All names begin with `app_`, so that `make rename` changes no dashboard.
#[derive(Debug, Clone, Copy)]
pub struct Series {
    /// The name that Prometheus shows.
    pub name: &'static str,
    /// What it counts or measures, in one sentence.
    pub help: &'static str,
    kind: Kind,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Counter,
    Gauge,
    Histogram,
}

impl Series {
    const fn new(kind: Kind, name: &'static str, help: &'static str) -> Self {
        Self { name, help, kind }
    }
}

const REQUESTS: Series =
    Series::new(Kind::Counter, "app_http_requests_total", "Requests, by method, route template and status.");
const REQUEST_TIME: Series = Series::new(
    Kind::Histogram,
    "app_http_request_duration_seconds",
    "Time until an answer begins, by method and route template.",
);
const SIGN_INS: Series =
    Series::new(Kind::Counter, "app_sign_ins_total", "Callbacks from Discord, by purpose and outcome.");
const BROWSERS: Series =
    Series::new(Kind::Gauge, "app_signed_in_browsers", "Signed-in browsers in the database, the same in every copy.");
const REFRESHES: Series =
    Series::new(Kind::Counter, "app_token_refreshes_total", "Refreshes of access tokens, by outcome.");
const DISCORD_REQUESTS: Series = Series::new(
    Kind::Counter,
    "app_discord_requests_total",
    "Requests to Discord with each retry, by route template and outcome.",
);
const DISCORD_TIME: Series = Series::new(
    Kind::Histogram,
    "app_discord_request_duration_seconds",
    "Time of a request to Discord, by route template.",
);
const DISCORD_LIMITS: Series =
    Series::new(Kind::Counter, "app_discord_rate_limits_total", "Answers of 429 from Discord, by what is limited.");
const REFUSALS: Series = Series::new(
    Kind::Gauge,
    "app_discord_recent_refusals",
    "Answers of 401, 403 and 429 from Discord in the last ten minutes.",
);
const BREAKER: Series = Series::new(
    Kind::Gauge,
    "app_discord_breaker_open",
    "1 while requests to Discord are paused because of refusals, by what is paused.",
);
const CACHE_LOOKUPS: Series = Series::new(
    Kind::Counter,
    "app_cache_lookups_total",
    "Look-ups in the cache of Discord's answers, by cache and result.",
);
const STALE_ANSWERS: Series = Series::new(
    Kind::Counter,
    "app_cache_stale_answers_total",
    "Old answers that were shown because Discord gave no new one, by cache.",
);
const CONNECTIONS: Series =
    Series::new(Kind::Gauge, "app_database_connections", "Open connections to the database, by state.");

/// Every series, in the order of the table in `docs/deploy/watch.md`.
pub const ALL: [Series; 13] = [
    REQUESTS,
    REQUEST_TIME,
    SIGN_INS,
    BROWSERS,
    REFRESHES,
    DISCORD_REQUESTS,
    DISCORD_TIME,
    DISCORD_LIMITS,
    REFUSALS,
    BREAKER,
    CACHE_LOOKUPS,
    STALE_ANSWERS,
    CONNECTIONS,
];

/// Why nothing can be counted. Neither cause is expected, because the buckets are fixed and `main.rs` installs one recorder.
#[derive(Debug, thiserror::Error)]
pub enum RecorderError {
    /// The recorder cannot be built.
    #[error("the recorder of the metrics cannot be built: {0}")]
    Build(#[from] BuildError),
    /// Another recorder is installed already.
    #[error("another recorder of metrics is installed already")]
    Installed,
}

/// Creates a recorder that knows every series.
///
/// # Errors
/// If the exporter refuses the buckets.
pub fn recorder() -> Result<PrometheusRecorder, BuildError> {
    let recorder = PrometheusBuilder::new().set_buckets(&BUCKETS)?.build_recorder();
    for Series { name, help, kind } in ALL {
        match kind {
            Kind::Counter => recorder.describe_counter(name.into(), None, help.into()),
            Kind::Gauge => recorder.describe_gauge(name.into(), None, help.into()),
            Kind::Histogram => recorder.describe_histogram(name.into(), None, help.into()),
        }
    }
    Ok(recorder)
}

/// Starts counting in this process. The handle renders what was counted.
///
/// # Errors
/// If the recorder cannot be built, or there is one already.
pub fn install() -> Result<PrometheusHandle, RecorderError> {
    let recorder = recorder()?;
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).map_err(|_: SetRecorderError<_>| RecorderError::Installed)?;
    Ok(handle)
}

// --- What happened -----------------------------------------------------------------------------------------------------------

/// Counts an answer. `status` is a number, or `abandoned` if the client left before the answer.
pub fn request_answered(method: &'static str, route: &str, status: &str, took: Duration) {
    counter!(REQUESTS.name, "method" => method, "route" => route.to_owned(), "status" => status.to_owned())
        .increment(1);
    histogram!(REQUEST_TIME.name, "method" => method, "route" => route.to_owned()).record(took);
}

/// Counts the end of a flow that came back from Discord.
pub fn flow_ended(purpose: &'static str, outcome: &'static str) {
    counter!(SIGN_INS.name, "purpose" => purpose, "outcome" => outcome).increment(1);
}

/// Counts an attempt to refresh an access token.
pub fn token_refreshed(outcome: &'static str) {
    counter!(REFRESHES.name, "outcome" => outcome).increment(1);
}

/// Counts a request to Discord. `took` is `None` if it was not sent.
pub fn discord_answered(route: &str, outcome: &'static str, took: Option<Duration>) {
    counter!(DISCORD_REQUESTS.name, "route" => route.to_owned(), "outcome" => outcome).increment(1);
    if let Some(took) = took {
        histogram!(DISCORD_TIME.name, "route" => route.to_owned()).record(took);
    }
}

/// Counts a 429 of Discord.
pub fn discord_limited(what: &'static str) {
    counter!(DISCORD_LIMITS.name, "limited" => what).increment(1);
}

/// Counts a look-up in a cache. A miss makes a call to Discord, or waits for one.
pub fn cache_looked_up(cache: &'static str, is_hit: bool) {
    counter!(CACHE_LOOKUPS.name, "cache" => cache, "result" => if is_hit { "hit" } else { "miss" }).increment(1);
}

/// Counts an old answer that was shown because Discord gave no new one.
pub fn stale_answer_shown(cache: &'static str) {
    counter!(STALE_ANSWERS.name, "cache" => cache).increment(1);
}

// --- What is measured for each scrape ----------------------------------------------------------------------------------------

/// Sets the number of signed-in browsers; `None` if the database did not answer.
pub fn set_signed_in_browsers(count: Option<u32>) {
    gauge!(BROWSERS.name).set(count.map_or(f64::NAN, f64::from));
}

/// Sets the numbers of database connections.
pub fn set_database_connections(idle: u32, used: u32) {
    gauge!(CONNECTIONS.name, "state" => "idle").set(idle);
    gauge!(CONNECTIONS.name, "state" => "used").set(used);
}

/// Sets the state of the breaker.
pub fn set_breaker(recent_refusals: u32, pauses_pages: bool, pauses_sign_ins: bool) {
    gauge!(REFUSALS.name).set(recent_refusals);
    gauge!(BREAKER.name, "pauses" => "pages").set(u8::from(pauses_pages));
    gauge!(BREAKER.name, "pauses" => "sign_ins").set(u8::from(pauses_sign_ins));
}
