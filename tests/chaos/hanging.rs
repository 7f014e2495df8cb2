//! Discord hangs for one person, who opens many pages at once. Nobody else may notice.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::{
    World,
    discord::{Discord, Treatment},
    person::{PAGES, Person, Seen, Times},
    server::Place,
    test_app::{KAITO, MIRA, NELLY},
};

const PAGES_AT_ONCE: usize = 60;
/// Enough for a debug build on a busy machine. A page that waits behind the hanging ones takes longer.
const QUICK: Duration = Duration::from_millis(2500);

pub async fn run(world: World) {
    let discord = Discord::start().await;
    let place = Place::new(&discord);
    let server = place.start().await;
    let url = server.url.clone();
    let hanging = Person::signed_in(&discord, &url, NELLY, &world.tally).await;
    let mut other = Person::signed_in(&discord, &url, MIRA, &world.tally).await;
    other.open(&url, PAGES[1], Times::Good).await;
    discord.treat(&hanging.code, Treatment::Slow(Duration::from_secs(30)));
    let mut requests = JoinSet::new();
    for number in 0..PAGES_AT_ONCE {
        let (mut same, url) = (hanging.clone(), url.clone());
        requests.spawn(async move { same.open(&url, PAGES[number % PAGES.len()], Times::Hard).await });
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (mut slowest_page, mut slowest_ready) = (Duration::ZERO, Duration::ZERO);
    for round in 0..6 {
        let started = Instant::now();
        let seen = other.open(&url, PAGES[round % PAGES.len()], Times::Good).await;
        world.tally.holds(seen == Seen::Page, || format!("somebody else sees {seen:?}"));
        slowest_page = slowest_page.max(started.elapsed());
        let started = Instant::now();
        let ready = reqwest::get(format!("{url}/readyz")).await.is_ok_and(|answer| answer.status().is_success());
        world.tally.holds(ready, || "/readyz does not answer".into());
        slowest_ready = slowest_ready.max(started.elapsed());
    }
    let started = Instant::now();
    let mut fresh = Person::new(&discord, KAITO, &world.tally).await;
    let arrived = fresh.sign_in(&url).await;
    world.tally.holds(arrived.as_deref() == Some("/dashboard"), || format!("a sign-in ends at {arrived:?}"));
    let sign_in = started.elapsed();
    for (what, took) in [("another person's page", slowest_page), ("/readyz", slowest_ready), ("a sign-in", sign_in)] {
        world.tally.holds(took < QUICK, || format!("{what} takes {} ms", took.as_millis()));
    }
    world.tally.add("ms for the slowest other page", u64::try_from(slowest_page.as_millis()).unwrap_or(0));
    world.tally.add("ms for the slowest /readyz", u64::try_from(slowest_ready.as_millis()).unwrap_or(0));
    let seen = requests.join_all().await;
    world.tally.holds(!seen.contains(&Seen::SignedOut), || "the person who waits is signed out".into());
}
