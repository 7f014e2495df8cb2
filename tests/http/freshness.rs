//! A page that shows old data from Discord says so, even if only one part is old. The test counts the routes that each page calls, so
//! it finds a forgotten part, or a new page, without a change in this file.

use std::{collections::HashMap, time::Duration};

use app::server::{
    config::OPTIONAL_SCOPES,
    discord::{CacheMode, DiscordSession},
    http::router::routes,
};
use axum::http::StatusCode;
use sandbox::BOT_TOKEN;

use crate::{
    sign_in::find_login,
    test_app::{Browser, MIRA, PIM, TestApp},
};

/// Mira owns it, and the bot is in it. Pim is not in it.
const WORKSHOP: &str = "420904194539651073";
/// Mira is an administrator of it, and the bot is not in it.
const RUSTACEANS: &str = "608621108920451075";
const OF_THE_PAGE: &str = "This may be out of date.";
const OF_THE_NAME: &str = "May be out of date";
const USER_CALL: &str = "GET /users/@me";
/// Longer than any cached answer is fresh, a membership included.
const A_WHILE: Duration = Duration::from_secs(301);
/// A page whose `<main>` holds this name shows the user there. Other pages show the user only beside it, with a separate mark.
const NAME_OF_MIRA: &str = "Mira Lindqvist";

/// Which data is old when a page is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Old {
    Everything,
    /// Only the bot's data; the user's is fresh. Two routes are called with both tokens, and a fresh answer must not hide an old one.
    OnlyTheBots,
}

impl Old {
    async fn wait(self, app: &TestApp, session: &DiscordSession) {
        app.clock.advance(A_WHILE);
        if self == Self::OnlyTheBots {
            session.prefetch(true, true).await.unwrap();
            session.authorization(CacheMode::Refresh).await.unwrap();
            // This fails for a person who is not in the guild.
            let _ = session.member(WORKSHOP.parse().unwrap(), CacheMode::Refresh).await;
        }
    }
}

/// Returns every page that needs a sign-in.
pub fn pages() -> Vec<String> {
    let paths = routes().iter().map(|route| route.path().replace("{id}", WORKSHOP)).collect::<Vec<_>>();
    paths.into_iter().filter(|path| path.starts_with("/dashboard")).collect()
}

/// Returns the routes that the sandbox answered since its counters were reset.
async fn asked(app: &TestApp) -> Vec<String> {
    let url = format!("{}/control/counters", app.discord);
    let counters: HashMap<String, u64> = reqwest::get(url).await.unwrap().json().await.unwrap();
    let mut routes: Vec<_> = counters.into_iter().filter(|(_, count)| *count > 0).map(|(route, _)| route).collect();
    routes.sort();
    routes
}

fn main_of(page: &str) -> &str {
    page.split("<main").nth(1).unwrap().split("</main>").next().unwrap()
}

/// Opens a page with old data for each route that it calls, while that route fails. Returns the number of routes.
async fn each_part_is_marked(app: &TestApp, browser: &mut Browser<'_>, path: &str, old: Old) -> usize {
    let session = app.state.discord_session(find_login(app, browser).await);
    let fresh = browser.get(path).await;
    if fresh.status == StatusCode::FORBIDDEN {
        return 0; // A page that lacks a scope shows nothing from Discord.
    }
    assert_eq!(fresh.status, StatusCode::OK, "{path}");
    assert!(!fresh.body.contains(OF_THE_PAGE) && !fresh.body.contains(OF_THE_NAME), "{path}: {}", fresh.body);
    old.wait(app, &session).await;
    app.reset_counters().await;
    browser.get(path).await;
    let parts = asked(app).await;
    for route in &parts {
        old.wait(app, &session).await;
        app.fault(&[("route", route), ("kind", "broken_json")]).await;
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}, {route}");
        let is_the_name = route == USER_CALL && old == Old::Everything;
        assert!(!is_the_name || page.body.contains(OF_THE_NAME), "{path}: the name beside it: {}", page.body);
        let is_in_main = !is_the_name || main_of(&fresh.body).contains(NAME_OF_MIRA);
        assert!(!is_in_main || main_of(&page.body).contains(OF_THE_PAGE), "{path}, {route}, {old:?}: {}", page.body);
        app.clear_faults().await;
    }
    parts.len()
}

#[tokio::test]
async fn every_page_says_when_any_part_of_it_is_old() {
    let mut parts = 0;
    for path in pages() {
        for old in [Old::Everything, Old::OnlyTheBots] {
            // Each time with a new sandbox, because the sandbox limits a token by the real clock.
            let app = TestApp::start_with_bot().await;
            let mut browser = app.signed_in(MIRA).await;
            for scope in OPTIONAL_SCOPES {
                browser.allow(MIRA, scope).await;
            }
            parts += each_part_is_marked(&app, &mut browser, &path, old).await;
        }
    }
    assert!(parts > pages().len(), "{parts} parts on all pages: does this test still see what they ask for?");
}

#[tokio::test]
async fn an_old_offer_to_join_the_community_is_marked_too() {
    let app = TestApp::start_with(&[("DISCORD_BOT_TOKEN", BOT_TOKEN), ("DISCORD_COMMUNITY_GUILD_ID", WORKSHOP)]).await;
    let mut browser = app.signed_in(PIM).await;
    browser.allow(PIM, "guilds.join").await;
    assert!(browser.get("/dashboard").await.body.contains("Join the server"));
    let parts = each_part_is_marked(&app, &mut browser, "/dashboard", Old::OnlyTheBots).await;
    assert_eq!(parts, 1, "the community's guild");
}

#[tokio::test]
async fn an_old_answer_that_the_bot_is_not_in_a_guild_is_marked_too() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    let path = format!("/dashboard/guilds/{RUSTACEANS}");
    assert!(browser.get(&path).await.body.contains("The bot is not in this server"));
    assert_eq!(each_part_is_marked(&app, &mut browser, &path, Old::OnlyTheBots).await, 1, "the guild");
}

#[tokio::test]
async fn a_page_names_the_age_of_its_oldest_part() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    // Seconds of the day, from a time such as 2026-11-27T10:28:45Z.
    let seconds = |page: &str| {
        let time = main_of(page).split("As of ").nth(1).unwrap().split('"').nth(1).unwrap();
        let parts = time.split(['T', ':', 'Z']).skip(1).take(3).map(|part| part.parse::<i64>().unwrap());
        parts.fold(0, |sum, part| sum * 60 + part)
    };
    // The parts of a page are fetched within a moment, but the second may change in between.
    let is_near = |from: i64, to: i64| (to - from).rem_euclid(24 * 3600) < 10;
    let first = seconds(&browser.get("/dashboard").await.body);
    app.clock.advance(A_WHILE);
    app.fault(&[("route", "GET /users/@me/connections"), ("kind", "broken_json")]).await;
    let with_old_connections = seconds(&browser.get("/dashboard").await.body);
    assert!(is_near(first, with_old_connections), "the connections are as old as that");
    app.clear_faults().await;
    app.clock.advance(A_WHILE);
    let all_fresh = seconds(&browser.get("/dashboard").await.body);
    assert!(!is_near(first, all_fresh), "{first} {all_fresh}");
}

#[tokio::test]
async fn the_overview_can_be_refreshed() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    let page = browser.get("/dashboard").await.body;
    let form = main_of(&page).split("action=\"/dashboard/refresh\"").nth(1).unwrap().split("</form>").next().unwrap();
    assert!(form.contains(r#"name="return_to" value="/dashboard""#) && form.contains("Refresh"), "{form}");
    app.reset_counters().await;
    let answer = browser.post("/dashboard/refresh", &[("return_to", "/dashboard")]).await;
    assert_eq!(answer.location(), "/dashboard");
    browser.get("/dashboard").await;
    assert_eq!(app.all_calls().await, 3, "user, guilds and connections");
}
