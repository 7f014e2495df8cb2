//! Breaks things at random moments and checks that the app keeps its promises: `make chaos`.
//!
//! The servers are real processes, the sandbox plays Discord, and people load pages while their tokens are refreshed all the time.
//! The promises:
//!
//! - No kill, restart or fault signs anybody out. One loss cannot be prevented: a `kill -9` after Discord answered a refresh, and
//!   before the new token is in the database.
//! - No page shows another person's data.
//! - No answer is a 500. While Discord or the database is away, a page says so.
//! - No code is sent to Discord twice.
//! - One person's trouble slows nobody else down.
//!
//! `CHAOS_SEED` repeats a run as far as the machine's timing allows. `CHAOS_SECONDS` sets how long the open-ended scenarios run.
//! `CHAOS_KEEP` keeps the servers' logs. Arguments name the scenarios to run:
//! `cargo test --no-default-features --features ssr --test chaos -- faults`.

#![allow(
    missing_docs,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed; its report goes to the terminal"
)]

mod database_away;
mod discord;
mod faults;
mod flood;
mod hanging;
mod kills;
mod person;
mod postgres;
mod random;
mod refresh_at_the_end;
mod refusals;
mod rolling_restart;
mod server;
mod slow_sockets;
mod tally;
#[path = "../http/test_app.rs"]
mod test_app;

use std::{
    process::ExitCode,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use random::Random;
use tally::Tally;

/// How long an open-ended scenario runs by default.
const DEFAULT_SECONDS: u64 = 8;
/// A scenario that takes this much longer than it should is stopped, and has failed.
const MAX_EXTRA: Duration = Duration::from_secs(180);

/// What a scenario gets.
#[derive(Clone)]
pub struct World {
    pub random: Random,
    pub tally: Tally,
    pub time: Duration,
}

#[tokio::main]
async fn main() -> ExitCode {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| u64::from(time.subsec_micros()));
    let seed = number("CHAOS_SEED").unwrap_or_else(clock);
    let time = Duration::from_secs(number("CHAOS_SECONDS").unwrap_or(DEFAULT_SECONDS));
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    println!("CHAOS_SEED={seed} CHAOS_SECONDS={}", time.as_secs());

    let mut results = Vec::new();
    macro_rules! scenarios {
        ($($name:ident)*) => {$(
            let name = stringify!($name);
            if wanted.is_empty() || wanted.iter().any(|word| name.contains(word.as_str())) {
                let world = World { random: Random::new(seed), tally: Tally::default(), time };
                results.push(report(name, &world.tally.clone(), time, $name::run(world)).await);
            }
        )*};
    }
    scenarios! {
        kills refresh_at_the_end faults hanging refusals flood slow_sockets database_away rolling_restart
    }

    let failed = results.iter().filter(|is_good| !**is_good).count();
    let word = if failed == 0 { "ok" } else { "FAILED" };
    // The last line of cargo's own tests has this form too: the scripts count by it.
    println!("\ntest result: {word}. {} passed; {failed} failed", results.len() - failed);
    if failed > 0 {
        println!("To repeat it: CHAOS_SEED={seed} CHAOS_SECONDS={} make chaos", time.as_secs());
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs a scenario and prints a line about it, with a line for every broken promise.
async fn report(
    name: &str,
    tally: &Tally,
    time: Duration,
    scenario: impl Future<Output = ()> + Send + 'static,
) -> bool {
    let started = Instant::now();
    let task = tokio::spawn(scenario);
    let stop = task.abort_handle();
    match tokio::time::timeout(time * 4 + MAX_EXTRA, task).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tally.broken(format!("the scenario could not go on: {error}")),
        Err(_) => {
            stop.abort();
            tally.broken("the scenario did not end");
        }
    }
    let word = if tally.is_good() { "ok" } else { "FAILED" };
    println!("test {name} ... {word} ({} s: {})", started.elapsed().as_secs(), tally.counts());
    for sentence in tally.sentences() {
        println!("    {sentence}");
    }
    tally.is_good()
}
