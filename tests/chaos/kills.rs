//! Two servers on one database are killed and stopped at random moments, while people load pages and their tokens are refreshed.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use crate::{
    World,
    discord::Discord,
    person::{PAGES, PEOPLE, Person, Seen, Times},
    random::Random,
    server::{Place, Server},
    tally::Tally,
};

/// A refreshed token may take this long from Discord's answer to the database. A `kill -9` in between loses it.
const SAVED_WITHIN: Duration = Duration::from_secs(3);
/// A stopping server may take this long, because it waits for a refresh under way.
const STOPS_WITHIN: Duration = Duration::from_secs(20);
/// After a lost answer, the other server waits until the lease ends.
const SETTLED_WITHIN: Duration = Duration::from_secs(15);

pub async fn run(mut world: World) {
    let discord = Discord::start().await;
    // Half of the runs read Discord's documents in the strictest way: a refresh ends the old access token.
    discord.short_tokens(1, world.random.below(2) == 0).await;
    let place = Place::new(&discord);
    let mut servers = [place.start().await, place.start().await];
    let urls: Vec<String> = servers.iter().map(|server| server.url.clone()).collect();
    let ends_at = Instant::now() + world.time;
    let kills = Arc::<Mutex<Vec<Instant>>>::default();
    let mut people = JoinSet::new();
    for name in PEOPLE {
        let person = Person::signed_in(&discord, &urls[0], name, &world.tally).await;
        let visit = Visit {
            person,
            discord: discord.clone(),
            urls: urls.clone(),
            kills: kills.clone(),
            tally: world.tally.clone(),
        };
        people.spawn(visit.until(ends_at, world.random.fork()));
    }
    while Instant::now() < ends_at {
        tokio::time::sleep(Duration::from_millis(100 + world.random.below(1200) as u64)).await;
        let server = &mut servers[world.random.below(2)];
        end(server, &mut world.random, &kills, &world.tally).await;
        place.start_again(server).await;
    }
    let mut visits = people.join_all().await;
    for visit in &mut visits {
        visit.settle().await;
    }
    world.tally.add("refreshes", discord.refreshes() as u64);
    world.tally.holds(discord.codes_used_twice() == 0, || "a code was sent to Discord twice".into());
}

async fn end(server: &mut Server, random: &mut Random, kills: &Mutex<Vec<Instant>>, tally: &Tally) {
    if random.below(2) == 0 {
        tally.count("times kill -9");
        kills.lock().unwrap().push(Instant::now());
        server.kill();
        return;
    }
    tally.count("times SIGTERM");
    server.ask_to_end();
    match server.end_within(STOPS_WITHIN).await {
        Some(status) => tally.holds(status.success(), || format!("a server that was told to stop ended with {status}")),
        None => {
            tally.broken("a server that was told to stop did not");
            server.kill();
        }
    }
}

/// A person who loads pages from whichever server is up.
struct Visit {
    person: Person,
    discord: Discord,
    urls: Vec<String>,
    kills: Arc<Mutex<Vec<Instant>>>,
    tally: Tally,
}

impl Visit {
    async fn until(mut self, ends_at: Instant, mut random: Random) -> Self {
        while Instant::now() < ends_at {
            let first = random.below(self.urls.len());
            self.urls.rotate_left(first);
            match self.person.open_at_any(&self.urls, random.pick(&PAGES), Times::Hard).await {
                Seen::SignedOut => self.explain().await,
                Seen::Nothing => self.tally.count("connections broken"),
                Seen::Trouble(_) => self.tally.count("pages without data"),
                Seen::Page | Seen::Wrong => {}
            }
            tokio::time::sleep(Duration::from_millis(random.below(150) as u64)).await;
        }
        self
    }

    /// Excuses a sign-out if a `kill -9` came just after a refresh, and reports any other. Then signs in again.
    async fn explain(&mut self) {
        let last_refresh = self.discord.last_refresh(&self.person.code);
        let is_lost_answer = |refresh: Instant| {
            self.kills
                .lock()
                .unwrap()
                .iter()
                .any(|kill| kill.checked_duration_since(refresh).is_some_and(|between| between < SAVED_WITHIN))
        };
        if last_refresh.is_some_and(is_lost_answer) {
            self.tally.count("sign-outs that nothing could prevent");
        } else {
            self.tally.broken(format!("{} is signed out", self.person.name));
        }
        for url in &self.urls.clone() {
            if self.person.sign_in(url).await.is_some_and(|page| page == "/dashboard") {
                break;
            }
        }
    }

    /// Checks that every page has its data once all servers are up again.
    async fn settle(&mut self) {
        let gives_up_at = Instant::now() + SETTLED_WITHIN;
        while self.person.open_at_any(&self.urls, PAGES[2], Times::Hard).await == Seen::SignedOut {
            self.explain().await;
            if Instant::now() > gives_up_at {
                return;
            }
        }
        crate::faults::recovers(&mut self.person, &self.urls, SETTLED_WITHIN, &self.tally).await;
    }
}
