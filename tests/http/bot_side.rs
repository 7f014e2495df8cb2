//! The bot's view of a guild: who may see it, how often Discord is called, and what pages say without a bot.

use std::time::Duration;

use app::{
    error::AppError,
    server::discord::CacheMode,
    server_fns::{bot_lacks, list_channels, list_integrations, show_bot_guild, show_guild, show_member},
};
use axum::http::StatusCode;
use sandbox::BOT_TOKEN;

use crate::{
    sign_in::find_login,
    test_app::{Browser, MIRA, NELLY, PIM, TestApp, decide},
};

/// Mira owns it, and the bot is in it.
const WORKSHOP: &str = "420904194539651073";
/// Mira is an administrator of it, and the bot is not in it.
const RUSTACEANS: &str = "608621108920451075";
/// Nelly owns it, Mira is only a member.
const KREW: &str = "80351110224678912";
/// The routes that the bot calls about guilds.
const BOT_CALLS: [&str; 4] = [
    "GET /guilds/{guild_id}",
    "GET /guilds/{guild_id}/channels",
    "GET /guilds/{guild_id}/integrations",
    "GET /guilds/{guild_id}/roles",
];
/// Calls each function about what the bot sees in a guild.
async fn ask_the_bot(browser: &mut Browser<'_>, guild: &str) -> [Result<(), AppError>; 4] {
    let id = || guild.to_owned();
    [
        browser.in_page(show_bot_guild(id())).await.map(drop),
        browser.in_page(list_channels(id())).await.map(drop),
        browser.in_page(list_integrations(id())).await.map(drop),
        browser.in_page(bot_lacks(id())).await.map(drop),
    ]
}

fn page_of(guild: &str) -> String {
    format!("/dashboard/guilds/{guild}")
}

async fn bot_calls(app: &TestApp) -> u64 {
    let mut calls = 0;
    for route in BOT_CALLS {
        calls += app.calls(route).await;
    }
    calls
}

#[tokio::test]
async fn a_guild_manager_sees_what_the_bot_sees_and_a_second_visit_calls_nobody() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    let page = browser.get(&page_of(WORKSHOP)).await;
    assert_eq!(page.status, StatusCode::OK);
    for text in ["The bot", "Sandbox Helper", "In this server", "Channels", "Roles", "Integrations", "stop-color=\"#"] {
        assert!(page.body.contains(text), "{text} in {}", page.body);
    }
    let cold = app.all_calls().await;
    browser.get(&page_of(WORKSHOP)).await;
    assert_eq!(app.all_calls().await, cold, "warm: Discord is not called");
}

#[tokio::test]
async fn people_who_may_not_manage_a_guild_see_nothing_of_the_bot() {
    let app = TestApp::start_with_bot().await;
    let page = app.signed_in(MIRA).await.get(&page_of(KREW)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains(r#"<h2 id="bot">"#) && !page.body.contains("There is nothing here."), "{}", page.body);
    assert_eq!(bot_calls(&app).await, 0);
}

#[tokio::test]
async fn a_guild_without_the_bot_offers_to_add_it_and_makes_no_more_calls() {
    let app = TestApp::start_with_bot().await;
    let page = app.signed_in(MIRA).await.get(&page_of(RUSTACEANS)).await.body;
    assert!(page.contains("The bot is not in this server") && page.contains("Add the bot"), "{page}");
    assert_eq!(bot_calls(&app).await, 1, "the guild itself says that");
}

#[tokio::test]
async fn without_a_bot_token_the_page_says_what_to_set_and_calls_nobody() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    let page = browser.get(&page_of(WORKSHOP)).await;
    assert_eq!(page.status, StatusCode::OK, "the rest of the page is shown");
    assert!(page.body.contains("This site has no bot.") && page.body.contains("DISCORD_BOT_TOKEN"), "{}", page.body);
    assert_eq!(bot_calls(&app).await, 0);
    assert_eq!(browser.in_page(list_channels(WORKSHOP.into())).await.map(drop), Err(AppError::NoBot));
    let list = browser.get("/dashboard/guilds").await.body;
    assert!(!list.contains("Bot added") && !list.contains("Add the bot"), "{list}");
}

#[tokio::test]
async fn a_refused_bot_token_is_the_sites_trouble_and_signs_nobody_out() {
    let app = TestApp::start_with(&[("DISCORD_BOT_TOKEN", "wrong")]).await;
    let mut browser = app.signed_in(MIRA).await;
    let page = browser.get(&page_of(WORKSHOP)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Discord does not accept this site"), "{}", page.body);
    assert!(!page.body.contains("wrong\""), "no token on a page");
    assert_eq!(browser.get("/dashboard").await.status, StatusCode::OK);
}

#[tokio::test]
async fn somebody_elses_guild_is_the_same_404_in_every_server_function_and_form() {
    let app = TestApp::start_with_bot().await;
    // Nelly is not in the first guild. Mira is in the second one and may not manage it.
    for (person, guild) in [(NELLY, WORKSHOP), (MIRA, KREW), (NELLY, "1"), (PIM, RUSTACEANS)] {
        let mut browser = app.signed_in(person).await;
        for nowhere in [guild, "7"] {
            let answers = ask_the_bot(&mut browser, nowhere).await;
            assert!(answers.iter().all(|answer| *answer == Err(AppError::NotFound)), "{person} {nowhere}: {answers:?}");
        }
        let form = browser.post("/auth/install", &[("guild_id", guild), ("permissions", "8"), ("owner", "true")]).await;
        assert_eq!(form.status, StatusCode::NOT_FOUND, "{guild}: {}", form.body);
        assert!(form.body.contains("There is nothing here."), "{}", form.body);
    }
    assert_eq!(bot_calls(&app).await, 0);
}

#[tokio::test]
async fn an_invalid_id_is_refused_before_anybody_is_called() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    app.reset_counters().await;
    for odd in ["x", "", "../@me", "..%2F@me", "1111111111111111111111111", "-1", "1 ", "0x1", "１"] {
        let mut answers = ask_the_bot(&mut browser, odd).await.to_vec();
        answers.push(browser.in_page(show_guild(odd.into())).await.map(drop));
        answers.push(browser.in_page(show_member(odd.into())).await.map(drop));
        assert!(answers.iter().all(|answer| *answer == Err(AppError::NotFound)), "{odd:?}: {answers:?}");
        if !odd.is_empty() {
            assert_eq!(
                browser.post("/auth/install", &[("guild_id", odd)]).await.status,
                StatusCode::NOT_FOUND,
                "{odd:?}"
            );
        }
    }
    assert_eq!(app.all_calls().await, 0);
}

#[tokio::test]
async fn the_list_shows_the_bot_only_in_guilds_where_the_user_may_add_it() {
    let app = TestApp::start_with_bot().await;
    let list = app.signed_in(MIRA).await.get("/dashboard/guilds").await.body;
    assert_eq!(list.matches("Bot added").count(), 2, "{list}");
    assert_eq!(app.calls("GET /users/@me/guilds").await, 3, "one for Mira, and for the bot until a page is empty");
    assert_eq!(app.signed_in(NELLY).await.get("/dashboard/guilds").await.body.matches("Bot added").count(), 0);
    assert_eq!(app.calls("GET /users/@me/guilds").await, 4, "the bot's guilds are cached");
    let mut nelly = app.signed_in(NELLY).await;
    let start = nelly.post("/auth/install", &[("guild_id", KREW)]).await;
    nelly.get(&decide(start.location(), NELLY, "authorize").await).await;
    assert_eq!(nelly.get("/dashboard/guilds").await.body.matches("Bot added").count(), 1);
    let list = app.signed_in(MIRA).await.get("/dashboard/guilds").await.body;
    assert!(
        list.contains("1337 Krew") && list.matches("Bot added").count() == 2,
        "Mira is only a member there: {list}"
    );
}

#[tokio::test]
async fn a_permission_that_the_bot_should_have_and_lacks_is_named() {
    let app =
        TestApp::start_with(&[("DISCORD_BOT_TOKEN", BOT_TOKEN), ("DISCORD_BOT_PERMISSIONS", "1099511627812")]).await;
    let mut browser = app.signed_in(MIRA).await;
    let page = browser.get(&page_of("675300476190851076")).await.body;
    assert!(page.contains("The bot lacks permissions here") && page.contains("Timeout Members"), "{page}");
    let page = browser.get(&page_of(WORKSHOP)).await.body;
    assert!(!page.contains("The bot lacks permissions here"), "an administrator lacks nothing: {page}");
    // This route has a rate limit for each guild. The bot's list of guilds has one limit for all of them.
    assert_eq!(app.calls("GET /guilds/{guild_id}/members/{user_id}").await, 2);
    assert_eq!(app.calls("GET /users/@me/guilds").await, 1, "Mira's own list");
}

#[tokio::test]
async fn a_membership_needs_a_scope_and_names_the_roles_that_the_bot_knows() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    let before = browser.get(&page_of(WORKSHOP)).await.body;
    assert!(before.contains("Your membership") && before.contains("Allow at Discord"), "{before}");
    assert_eq!(app.calls("GET /users/@me/guilds/{guild_id}/member").await, 0, "declared, so not even asked");
    browser.allow(MIRA, "guilds.members.read").await;
    let after = browser.get(&page_of(WORKSHOP)).await.body;
    let membership = after.split("Your membership").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(
        membership.contains("Nickname") && membership.contains("role-name") && membership.contains("<time"),
        "{membership}"
    );
    assert_eq!(app.calls("GET /users/@me/guilds/{guild_id}/member").await, 1);
}

#[tokio::test]
async fn a_membership_is_kept_for_five_minutes_or_for_a_longer_cache_time() {
    const MEMBER_CALL: &str = "GET /users/@me/guilds/{guild_id}/member";
    for (ttl, kept_s) in [("1", 300), ("60", 300), ("900", 900)] {
        let app = TestApp::start_with(&[("DISCORD_CACHE_TTL_SECONDS", ttl)]).await;
        let mut browser = app.signed_in(MIRA).await;
        browser.allow(MIRA, "guilds.members.read").await;
        for (wait_s, calls) in [(0, 1), (kept_s - 10, 1), (20, 2)] {
            app.clock.advance(Duration::from_secs(wait_s));
            browser.get(&page_of(WORKSHOP)).await;
            assert_eq!(app.calls(MEMBER_CALL).await, calls, "TTL {ttl}, {wait_s} s later");
        }
        let session = app.state.discord_session(find_login(&app, &browser).await);
        session.member(WORKSHOP.parse().unwrap(), CacheMode::Refresh).await.unwrap();
        assert_eq!(app.calls(MEMBER_CALL).await, 3, "a refresh asks again");
    }
}

#[tokio::test]
async fn refresh_asks_again_for_what_the_bot_knows() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    browser.get(&page_of(WORKSHOP)).await;
    let before = bot_calls(&app).await;
    browser.post("/dashboard/refresh", &[("return_to", &page_of(WORKSHOP))]).await;
    browser.get(&page_of(WORKSHOP)).await;
    assert_eq!(bot_calls(&app).await, 2 * before);
    app.control("bot/leave", &[("guild_id", WORKSHOP)]).await;
    browser.post("/dashboard/refresh", &[("return_to", &page_of(WORKSHOP))]).await;
    let page = browser.get(&page_of(WORKSHOP)).await.body;
    assert!(page.contains("The bot is not in this server"), "{page}");
    browser.post("/dashboard/refresh", &[("return_to", "/dashboard/guilds")]).await;
    assert_eq!(browser.get("/dashboard/guilds").await.body.matches("Bot added").count(), 1);
}

/// Counts the calls that README promises. A change must not make these numbers grow.
#[tokio::test]
async fn each_page_asks_discord_for_no_more_than_it_shows() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    let mut asked = async |path: &str| {
        app.reset_counters().await;
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
        app.all_calls().await
    };
    // Her guilds, and the bot's: a page with all of them and an empty one.
    assert_eq!(asked("/dashboard/guilds").await, 3, "first guild list");
    assert_eq!(asked("/dashboard/guilds").await, 0, "warm");
    // Her scopes; the bot, its membership, the guild, its channels and its integrations.
    assert_eq!(asked(&page_of(WORKSHOP)).await, 6, "guild page, cold");
    assert_eq!(asked(&page_of(WORKSHOP)).await, 0, "warm");
    assert_eq!(asked(&page_of(RUSTACEANS)).await, 1, "a guild that the bot is not in");
    app.reset_counters().await;
    let start = browser.post("/auth/install", &[("guild_id", RUSTACEANS)]).await;
    let callback = decide(start.location(), MIRA, "authorize").await;
    let page = browser.get(&callback).await.location().to_owned();
    assert_eq!(app.all_calls().await, 1, "install round trip: the code");
    browser.get(&page).await;
    // Everything is fetched again: the user, her guilds and her scopes; the bot, its membership, the guild and its channels. Its
    // integrations are not, because the bot may not see them there.
    assert_eq!(app.all_calls().await, 1 + 7, "and the page it comes back to");
}

#[tokio::test]
async fn refresh_asks_again_for_a_membership_although_it_is_kept_longer() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    browser.allow(MIRA, "guilds.members.read").await;
    browser.get(&page_of(WORKSHOP)).await;
    browser.post("/dashboard/refresh", &[("return_to", &page_of(WORKSHOP))]).await;
    browser.get(&page_of(WORKSHOP)).await;
    assert_eq!(app.calls("GET /users/@me/guilds/{guild_id}/member").await, 2);
}
