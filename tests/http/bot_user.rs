//! The bot as a user: it has what people have, except what only a person can allow.

use app::{
    discord::{Cdn, UserId},
    server::{
        discord::{CacheMode, DiscordSession, rest::DiscordError},
        store::{GrantId, Login, LoginId},
    },
};
use reqwest::Method;

use crate::{
    scripted::{Scripted, answer},
    test_app::TestApp,
};

const BOT: &str = r#"{"id":"7","username":"Helper","discriminator":"0441","avatar":"a_aa","banner":"a_bb","bot":true}"#;

#[tokio::test]
async fn the_bot_has_a_name_and_pictures_like_a_person_and_is_fetched_once() {
    let discord = Scripted::serve(vec![answer(200, &[], BOT), answer(200, &[], BOT)]).await;
    let app = TestApp::start_on(discord.url.clone(), &[("DISCORD_BOT_TOKEN", "b0t")]).await;
    let session = session_of_anybody(&app);
    let bot = app.state.bot.user(&session, CacheMode::Use).await.unwrap().value;
    assert_eq!(app.state.bot.user(&session, CacheMode::Use).await.unwrap().value, bot);
    assert_eq!(discord.asked().len(), 1);
    assert_eq!(app.state.bot.user(&session, CacheMode::Refresh).await.unwrap().stale, None);
    assert_eq!(discord.asked().len(), 2);
    assert!(bot.bot && bot.is_avatar_animated() && bot.is_banner_animated());
    assert_eq!(
        (bot.name().as_ref(), bot.to_string().as_str()),
        ("Helper", "Helper#0441"),
        "bots keep their discriminators"
    );
    let cdn = Cdn::new("https://cdn.example");
    assert!(cdn.avatar(&bot).to_string().starts_with("https://cdn.example/avatars/7/a_aa.png"));
    assert!(cdn.banner(&bot).unwrap().to_string().starts_with("https://cdn.example/banners/7/a_bb.png"));
    assert_eq!(cdn.default_avatar(&bot).to_string(), "https://cdn.example/embed/avatars/1.png");
}

fn session_of_anybody(app: &TestApp) -> DiscordSession {
    app.state.discord_session(Login {
        id: LoginId("l".into()),
        user_id: UserId::new(1),
        grant_id: GrantId("g".into()),
        user_agent: String::new(),
        created_at_ms: 0,
        last_seen_at_ms: 0,
        membership: None,
    })
}

#[tokio::test]
async fn bot_requests_return_raw_json_and_the_bot_has_no_connections() {
    let app = TestApp::start_with_bot().await;
    let ask = async |route| app.state.client.bot_request(Method::GET, route).await;
    assert_eq!(ask("/users/@me").await.unwrap().json_or_text()["username"], "Sandbox Helper");
    let guilds = ask("/users/@me/guilds").await.unwrap().json_or_text();
    assert_eq!(guilds.as_array().unwrap().len(), 3, "{guilds}");
    let Err(DiscordError::Http(refusal)) = ask("/users/@me/connections").await else {
        panic!("bots have no connections")
    };
    assert_eq!((refusal.status, refusal.code), (403, 20001));
}
