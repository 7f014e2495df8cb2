//! Thousands of sign-ins are begun while one person is on the consent page. That person's sign-in still works, once.

use tokio::task::JoinSet;

use crate::{
    World,
    discord::Discord,
    person::{Person, Seen, Times},
    server::Place,
    test_app::{MIRA, NELLY, decide},
};

const BEGUN_PER_SECOND_OF_TIME: u64 = 300;
const AT_ONCE: u64 = 20;
/// Callbacks with invented codes, each for a flow that was really begun.
const INVENTED: usize = 100;
/// How often the same callback is opened at the same time.
const REPEATED: usize = 10;

pub async fn run(world: World) {
    let discord = Discord::start().await;
    let place = Place::new(&discord);
    let server = place.start().await;
    let url = server.url.clone();
    let mut person = Person::new(&discord, NELLY, &world.tally).await;
    let authorize = person.begin(&url).await.expect("a sign-in begins");
    let stranger = Person::new(&discord, MIRA, &world.tally).await;
    let mut flood = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (begun, url, tally, mut same) = (
            world.time.as_secs() * BEGUN_PER_SECOND_OF_TIME / AT_ONCE,
            url.clone(),
            world.tally.clone(),
            stranger.clone(),
        );
        flood.spawn(async move {
            for _ in 0..begun {
                let address = same.begin(&url).await;
                tally.holds(address.is_some(), || "a sign-in cannot be begun".into());
                tally.count("sign-ins begun");
            }
        });
    }
    flood.join_all().await;
    for _ in 0..INVENTED {
        let mut inventor = stranger.clone();
        let Some(begun) = inventor.begin(&url).await else { continue };
        let state = begun.split('&').find_map(|pair| pair.strip_prefix("state=")).unwrap_or_default();
        let code = app::server::secret::random_token().unwrap();
        let arrived = inventor.finish(&url, &format!("/auth/callback?code={code}&state={state}")).await;
        let is_refused = arrived.as_deref().is_some_and(|address| address.starts_with("/login?problem="));
        world.tally.holds(is_refused, || format!("an invented code leads to {arrived:?}"));
    }
    let callback = decide(&authorize, NELLY, "authorize").await;
    let mut callbacks = JoinSet::new();
    for _ in 0..REPEATED {
        let (mut same, url, callback) = (person.clone(), url.clone(), callback.clone());
        callbacks.spawn(async move {
            let arrived = same.finish(&url, &callback).await;
            (arrived, same.open(&url, "/dashboard/profile", Times::Good).await)
        });
    }
    for outcome in callbacks.join_all().await {
        let is_in = outcome == (Some("/dashboard".to_owned()), Seen::Page);
        world.tally.holds(is_in, || format!("the sign-in that was begun first ends at {outcome:?}"));
    }
    world.tally.holds(discord.codes_used_twice() == 0, || "a code was sent to Discord twice".into());
}
