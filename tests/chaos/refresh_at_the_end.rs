//! A server is told to stop while Discord is slow to answer a refresh. The answer still has to reach the database.

use std::time::{Duration, Instant};

use crate::{
    World,
    discord::Discord,
    person::{Person, Seen, Times},
    server::Place,
    test_app::NELLY,
};

/// Longer than a stopping server waits for open connections.
const DISCORD_TAKES: Duration = Duration::from_secs(7);
const STOPS_WITHIN: Duration = Duration::from_secs(25);

pub async fn run(world: World) {
    let discord = Discord::start().await;
    discord.short_tokens(1, true).await;
    let place = Place::new(&discord);
    let mut server = place.start().await;
    let url = server.url.clone();
    let mut person = Person::signed_in(&discord, &url, NELLY, &world.tally).await;
    tokio::time::sleep(Duration::from_millis(1200)).await;
    discord.delay_tokens(DISCORD_TAKES);
    let (mut same, there) = (person.clone(), url.clone());
    // The page gives up before Discord answers; the refresh must not.
    let page = tokio::spawn(async move { same.open(&there, "/dashboard/guilds", Times::Hard).await });
    let started = Instant::now();
    while discord.under_way() == 0 && started.elapsed() < Duration::from_secs(10) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    world.tally.holds(discord.refreshes() == 1, || "no refresh was under way".into());
    server.ask_to_end();
    match server.end_within(STOPS_WITHIN).await {
        Some(status) => world.tally.holds(status.success(), || format!("the server ends with {status}")),
        None => world.tally.broken("a server that was told to stop did not"),
    }
    server.kill();
    world.tally.add("ms until it ended", u64::try_from(started.elapsed().as_millis()).unwrap_or(0));
    let _ = page.await;
    discord.delay_tokens(Duration::ZERO);
    place.start_again(&mut server).await;
    let seen = person.open(&url, "/dashboard/guilds", Times::Good).await;
    world.tally.holds(seen == Seen::Page, || format!("after the restart the person sees: {seen:?}"));
}
