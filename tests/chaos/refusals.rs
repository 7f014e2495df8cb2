//! Discord refuses every request of one person, who opens page after page. Everybody else can go on, and can sign in.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::{
    World,
    discord::{Discord, Treatment},
    faults::recovers,
    person::{Person, Seen, Times},
    server::Place,
    test_app::{KAITO, MIRA, ODALYS},
};

/// With this many refusals in ten minutes, the breaker would block everything but sign-ins (`server/discord/rest/breaker.rs`).
const ENOUGH: u64 = 1_050;
const AT_ONCE: usize = 12;
/// The scenario also ends after this time, because the app may never send enough requests for [`ENOUGH`] refusals.
const MAX_TIME: Duration = Duration::from_secs(15);

pub async fn run(world: World) {
    let discord = Discord::start().await;
    let place = Place::new(&discord);
    let server = place.start().await;
    let url = server.url.clone();
    let mut refused = Person::signed_in(&discord, &url, ODALYS, &world.tally).await;
    let mut other = Person::signed_in(&discord, &url, MIRA, &world.tally).await;
    let pages = refused.links(&url, "/dashboard/guilds").await;
    world.tally.holds(pages.len() > 100, || format!("only {} servers to open", pages.len()));
    let started = Instant::now();
    let time = MAX_TIME.max(world.time);
    'rounds: for round in 0.. {
        // Two rounds of each kind in turn.
        let treatment = if round % 4 < 2 { Treatment::Refused } else { Treatment::Limited };
        discord.treat(&refused.code, treatment);
        for batch in pages.chunks(AT_ONCE) {
            let mut opened = JoinSet::new();
            for page in batch {
                let (mut same, url, page) = (refused.clone(), url.clone(), page.clone());
                opened.spawn(async move { same.open(&url, &page, Times::Refused).await });
            }
            let seen = opened.join_all().await;
            world.tally.holds(!seen.contains(&Seen::SignedOut), || "refusals sign a person out".into());
            if discord.treated() >= ENOUGH || started.elapsed() > time {
                break 'rounds;
            }
        }
        refused.ask_again(&url).await;
    }
    world.tally.add("refusals", discord.treated());
    recovers(&mut other, std::slice::from_ref(&url), Duration::ZERO, &world.tally).await;
    let mut fresh = Person::new(&discord, KAITO, &world.tally).await;
    let arrived = fresh.sign_in(&url).await;
    world
        .tally
        .holds(arrived.as_deref() == Some("/dashboard"), || format!("somebody else's sign-in ends at {arrived:?}"));
    for line in server.panics() {
        world.tally.broken(format!("the log says: {line}"));
    }
}
