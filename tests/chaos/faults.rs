//! Random routes of Discord's API fail in random ways, for a person with a warm cache and for one who is signing in.

use std::time::{Duration, Instant};

use crate::{
    World,
    discord::Discord,
    person::{PAGES, PEOPLE, Person, Seen, Times},
    server::Place,
    tally::Tally,
    test_app::{KAITO, MIRA},
};

/// Kinds of faults on the sandbox's control page, each with the other fields of its form.
const KINDS: [(&str, &[(&str, &str)]); 12] = [
    ("slow", &[("seconds", "4")]),
    ("rate_limit", &[("seconds", "0.5")]),
    ("rate_limit", &[("seconds", "3"), ("retry_after_header", "soon")]),
    ("global_rate_limit", &[("seconds", "2")]),
    ("cloudflare", &[("seconds", "1")]),
    ("empty_rate_limit", &[("seconds", "1")]),
    ("unauthorized", &[]),
    ("missing_scope", &[]),
    ("error", &[("status", "500")]),
    ("error", &[("status", "404")]),
    ("broken_json", &[]),
    ("reset", &[]),
];
/// Covers the longest wait that a fault asks for, and the time for which a failed answer is remembered.
const RECOVERS_WITHIN: Duration = Duration::from_secs(20);

pub async fn run(mut world: World) {
    let discord = Discord::start().await;
    discord.short_tokens(2, false).await;
    let place = Place::new(&discord);
    let server = place.start().await;
    let urls = [server.url.clone()];
    let mut warm = Person::signed_in(&discord, &server.url, MIRA, &world.tally).await;
    open_all(&mut warm, &urls, Times::Good).await;
    let mut routes = discord.routes().await;
    routes.push("*".into());
    let ends_at = Instant::now() + world.time;
    while Instant::now() < ends_at {
        let (route, (kind, more)) = (routes[world.random.below(routes.len())].clone(), world.random.pick(&KINDS));
        // The app keeps a 404 for minutes, by design, so the person would not recover in time.
        if (kind, more) == ("error", &[("status", "404")][..]) && route != "POST /oauth2/token" {
            continue;
        }
        if kind == "missing_scope" && route != "POST /oauth2/token" {
            continue;
        }
        world.tally.count("faults");
        discord.fault(&[&[("route", &*route), ("kind", kind)], more].concat()).await;
        let what = format!("{kind} on {route}");
        let mut fresh = Person::new(&discord, world.random.pick(&PEOPLE), &world.tally).await;
        let (seen, arrived) = tokio::join!(open_all(&mut warm, &urls, Times::Hard), fresh.sign_in(&server.url));
        world.tally.holds(!seen.contains(&Seen::SignedOut), || format!("{what} signs a person out"));
        world.tally.holds(!seen.contains(&Seen::Wrong), || format!("{what} makes a wrong page"));
        match arrived.as_deref() {
            Some("/dashboard") => _ = open_all(&mut fresh, &urls, Times::Hard).await,
            Some(address) if address.starts_with("/login?problem=") => world.tally.count("sign-ins refused in words"),
            other => world.tally.broken(format!("{what}: a sign-in ends at {other:?}")),
        }
        discord.clear_faults().await;
        recovers(&mut warm, &urls, RECOVERS_WITHIN, &world.tally).await;
    }
    let can_sign_in = signs_in(&discord, &server.url, &world.tally).await;
    world.tally.holds(can_sign_in, || "after the faults nobody can sign in".into());
    world.tally.holds(discord.codes_used_twice() == 0, || "a code was sent to Discord twice".into());
    for line in server.panics() {
        world.tally.broken(format!("the log says: {line}"));
    }
}

/// Signs somebody in, and tries again while a limit of the last fault still holds.
async fn signs_in(discord: &Discord, url: &str, tally: &Tally) -> bool {
    let gives_up_at = Instant::now() + RECOVERS_WITHIN;
    while Instant::now() < gives_up_at {
        let mut fresh = Person::new(discord, KAITO, tally).await;
        if fresh.sign_in(url).await.as_deref() == Some("/dashboard") {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    false
}

/// Opens every page and returns what the person saw on each.
async fn open_all(person: &mut Person, urls: &[String], times: Times) -> Vec<Seen> {
    let mut seen = Vec::new();
    for page in PAGES {
        seen.push(person.open_at_any(urls, page, times).await);
    }
    seen
}

/// Opens the pages until all of them have their data.
pub async fn recovers(person: &mut Person, urls: &[String], within: Duration, tally: &Tally) {
    let gives_up_at = Instant::now() + within;
    loop {
        let seen = open_all(person, urls, Times::Hard).await;
        if seen.iter().all(|seen| *seen == Seen::Page) {
            return;
        }
        if Instant::now() > gives_up_at {
            return tally.broken(format!("{} s later {} still sees {seen:?}", within.as_secs(), person.name));
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}
