//! The database is away for ten seconds: stopped, or hanging with its connections open.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use tokio::task::JoinSet;

use crate::{
    World,
    discord::Discord,
    faults::recovers,
    person::{PAGES, PEOPLE, Person, Seen, Times},
    postgres::{self, State, Wire},
    random::Random,
    server::Place,
    tally::Tally,
};

const AWAY: Duration = Duration::from_secs(10);
/// Pages may still fail for this long after the database is back.
const RECOVERS_WITHIN: Duration = Duration::from_secs(10);
/// `/healthz` does not use the database, so it has to answer at once.
const HEALTHY_WITHIN: Duration = Duration::from_secs(1);
/// A page has to report the failure within this time.
const SAID_WITHIN: Duration = Duration::from_secs(8);
/// A run of at least this length tries both ways of being away; a shorter one picks one of them.
const LONG: Duration = Duration::from_secs(30);

pub async fn run(mut world: World) {
    let Some(database) = postgres::database(&world.tally).await else { return };
    let wire = Wire::to(database.address()).await;
    let discord = Discord::start().await;
    discord.short_tokens(3, true).await;
    let place = Place::new(&discord).on(database.url_behind(&wire.address));
    let server = place.start().await;
    let mut people = Vec::new();
    for name in PEOPLE {
        people.push(Person::signed_in(&discord, &server.url, name, &world.tally).await);
    }
    let mut ways = vec![State::Cut, State::Silent];
    if world.time < LONG {
        ways.remove(world.random.below(2));
    }
    for way in ways {
        world.tally.count(if way == State::Cut { "times stopped" } else { "times hanging" });
        wire.set(way);
        let ends_at = Instant::now() + AWAY;
        let mut visits = JoinSet::new();
        for person in people.drain(..) {
            visits.spawn(visit(person, server.url.clone(), ends_at, world.random.fork(), world.tally.clone()));
        }
        watch_health(&server.url, ends_at, &world.tally).await;
        wire.set(State::Whole);
        people = visits.join_all().await;
        for person in &mut people {
            recovers(person, std::slice::from_ref(&server.url), RECOVERS_WITHIN, &world.tally).await;
        }
    }
    world.tally.add("refreshes", discord.refreshes() as u64);
    drop(server);
    database.remove().await;
}

async fn visit(mut person: Person, url: String, ends_at: Instant, mut random: Random, tally: Tally) -> Person {
    while Instant::now() < ends_at {
        let page = random.pick(&PAGES);
        let started = Instant::now();
        match person.open(&url, page, Times::Hard).await {
            Seen::SignedOut => tally.broken(format!("{} is signed out", person.name)),
            Seen::Nothing => tally.broken("a connection breaks"),
            Seen::Trouble(_) => tally.count("pages that report it"),
            Seen::Page | Seen::Wrong => {}
        }
        let took = started.elapsed();
        tally.holds(took < SAID_WITHIN, || format!("a page takes {} s", took.as_secs()));
        tokio::time::sleep(Duration::from_millis(50 + random.below(200) as u64)).await;
    }
    person
}

/// Checks that `/healthz` stays quick and that `/readyz` tells a load balancer to send nobody here.
async fn watch_health(url: &str, ends_at: Instant, tally: &Tally) {
    while Instant::now() < ends_at {
        let started = Instant::now();
        let healthy = reqwest::get(format!("{url}/healthz")).await.is_ok_and(|answer| answer.status().is_success());
        tally.holds(healthy && started.elapsed() < HEALTHY_WITHIN, || {
            format!("/healthz after {} ms, success: {healthy}", started.elapsed().as_millis())
        });
        let ready = reqwest::get(format!("{url}/readyz")).await.map(|answer| answer.status()).ok();
        // The last answer may come when the database is already back.
        if Instant::now() < ends_at {
            tally.holds(ready == Some(StatusCode::SERVICE_UNAVAILABLE), || format!("/readyz says {ready:?}"));
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}
