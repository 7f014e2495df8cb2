//! Callbacks as browsers really send them: twice, interrupted, late, from a bookmark, and from Discord's own "Add" button.

use std::time::Duration;

use app::server::http::serve::sweep_once;
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use sandbox::BOT_TOKEN;

use crate::{
    gate::Gate,
    test_app::{MIRA, NELLY, TestApp, decide},
};

const TOKEN_CALL: &str = "POST /oauth2/token (authorization_code)";
const RUSTACEANS_PAGE: &str = "/dashboard/guilds/608621108920451075";
const OUTSIDE: &str = "/auth/callback?code=abc&guild_id=608621108920451075&permissions=3073";

#[tokio::test]
async fn a_second_callback_of_the_same_browser_joins_the_first_sign_in() {
    let app = TestApp::start().await;
    let mut first = app.anonymous();
    let callback = first.authorize(NELLY, "/dashboard/guilds").await;
    let (mut second, mut third) = (first.clone(), first.clone());
    let (one, two) = tokio::join!(first.get(&callback), second.get(&callback));
    assert_eq!((one.location(), two.location()), ("/dashboard/guilds", "/dashboard/guilds"));
    // A reload, some time later.
    app.clock.advance(Duration::from_secs(119));
    assert_eq!(third.get(&callback).await.location(), "/dashboard/guilds");
    for browser in [&mut first, &mut second, &mut third] {
        assert_eq!(browser.get("/dashboard").await.status, StatusCode::OK);
    }
    assert_eq!(app.calls(TOKEN_CALL).await, 1, "no code is exchanged twice");
    assert_eq!(app.rows().await[1..], [1, 1], "and there is one login");
}

#[tokio::test]
async fn a_callback_of_another_issuer_is_refused_before_its_code_is_sent_anywhere() {
    let app = TestApp::start().await;
    for (issuer, location) in [
        ("https://evil.example", "/login?problem=malformed&return_to=%2Fdashboard"),
        ("", "/login?problem=malformed&return_to=%2Fdashboard"),
        ("https://discord.com.evil.example", "/login?problem=malformed&return_to=%2Fdashboard"),
        ("https://discord.com", "/dashboard"),
        (&*app.discord, "/dashboard"),
    ] {
        app.reset_counters().await;
        let mut browser = app.anonymous();
        let callback = browser.authorize(NELLY, "/dashboard").await;
        let callback = format!("{callback}&{}", crate::test_app::encode(&[("iss", issuer)]));
        assert_eq!(browser.get(&callback).await.location(), location, "{issuer}");
        assert_eq!(app.calls(TOKEN_CALL).await, u64::from(location == "/dashboard"), "{issuer}");
    }
}

#[tokio::test]
async fn a_callback_finishes_even_if_its_browser_leaves() {
    let (app, gate) = Gate::before_an_app().await;
    let mut browser = app.anonymous();
    let callback = browser.authorize(NELLY, "/dashboard/profile").await;
    let mut again = browser.clone();
    gate.hold("/oauth2/token");
    tokio::select! {
        _ = browser.get(&callback) => panic!("the token request is held"),
        () = gate.until_held() => {}
    }
    gate.open();
    assert_eq!(again.get(&callback).await.location(), "/dashboard/profile");
    assert_eq!(again.get("/dashboard").await.status, StatusCode::OK);
    assert_eq!(app.calls(TOKEN_CALL).await, 1);
    assert_eq!(app.rows().await, [1, 1, 1], "no login is left that no browser holds");
}

#[tokio::test]
async fn a_login_whose_browser_never_came_back_is_ended() {
    let (app, gate) = Gate::before_an_app().await;
    let mut browser = app.anonymous();
    let callback = browser.authorize(NELLY, "/dashboard").await;
    gate.hold("/users/@me");
    tokio::select! {
        _ = browser.get(&callback) => panic!("the token request is held"),
        () = gate.until_held() => {}
    }
    gate.open();
    let stored = async {
        while app.rows().await[1] == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), stored).await.unwrap();
    let mut visited = app.signed_in(MIRA).await;
    visited.get("/dashboard").await;
    app.clock.advance(Duration::from_secs(3_599));
    sweep_once(&app.state).await;
    assert_eq!(app.rows().await[1..], [2, 2]);
    app.clock.advance(Duration::from_secs(2));
    sweep_once(&app.state).await;
    assert_eq!(app.rows().await[1..], [1, 1]);
    assert_eq!(visited.get("/dashboard").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_second_callback_does_not_undo_a_sign_out() {
    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    let callback = browser.authorize(NELLY, "/dashboard").await;
    let mut again = browser.clone();
    browser.get(&callback).await;
    browser.post("/auth/logout", &[]).await;
    assert_eq!(again.get(&callback).await.location(), "/login?problem=replayed&return_to=%2Fdashboard");
    assert_eq!(app.rows().await, [0, 0, 0]);
}

#[tokio::test]
async fn a_second_callback_shows_the_problem_of_the_first_one() {
    let app = TestApp::start().await;
    app.fault(&[("route", "POST /oauth2/token"), ("kind", "error"), ("status", "503"), ("times", "1")]).await;
    let mut browser = app.anonymous();
    let callback = browser.authorize(NELLY, "/dashboard").await;
    let mut again = browser.clone();
    for answer in [browser.get(&callback).await, again.get(&callback).await] {
        assert_eq!(answer.location(), "/login?problem=discord_busy&return_to=%2Fdashboard");
    }
    assert_eq!(app.calls(TOKEN_CALL).await, 1);
}

#[tokio::test]
async fn a_head_request_for_a_callback_changes_nothing() {
    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    let callback = browser.authorize(NELLY, "/dashboard").await;
    let head = browser.send(Request::head(&callback).body(Body::empty()).unwrap()).await;
    assert_eq!((head.status, head.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "GET"));
    assert_eq!((app.calls(TOKEN_CALL).await, app.rows().await), (0, [0, 0, 0]));
    assert_eq!(browser.get(&callback).await.location(), "/dashboard", "it may still finish");
}

#[tokio::test]
async fn a_signed_in_person_skips_the_sign_in() {
    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    let callback = browser.authorize(NELLY, "/dashboard/guilds").await;
    browser.get(&callback).await;
    for (address, page) in [
        ("/login", "/dashboard"),
        ("/login?return_to=%2Fdashboard%2Fprofile%3Fa%3Db", "/dashboard/profile?a=b"),
        ("/login?problem=replayed&return_to=%2Fdashboard%2Fguilds", "/dashboard/guilds"),
        ("/login?return_to=%2F%2Fevil.example", "/dashboard"),
        ("/login?return_to=%2Flogin", "/dashboard"),
        // A callback that was used, and some that never can be.
        (&callback, "/dashboard"),
        ("/auth/callback", "/dashboard"),
        ("/auth/callback?code=x&state=invented", "/dashboard"),
        ("/auth/callback?error=access_denied&state=invented", "/dashboard"),
    ] {
        let answer = browser.get(address).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, page), "{address}");
        if address.starts_with("/auth") {
            assert_eq!(answer.header("referrer-policy"), "no-referrer", "{address}");
        }
    }
    assert_eq!(browser.get("/dashboard").await.status, StatusCode::OK, "and stays signed in");
    assert_eq!(app.anonymous().get("/login").await.status, StatusCode::OK);
}

#[tokio::test]
async fn allowing_more_too_late_says_that_nothing_changed() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    let fields = [("scope", "guilds.members.read"), ("return_to", "/dashboard/account")];
    let start = browser.post("/auth/login", &fields).await;
    let callback = decide(start.location(), NELLY, "authorize").await;
    app.clock.advance(Duration::from_secs(1_801));
    assert_eq!(browser.get(&callback).await.location(), "/dashboard/account");
    assert!(browser.get("/dashboard/account").await.body.contains("Nothing changed"));
}

#[tokio::test]
async fn a_flood_of_begun_sign_ins_pushes_nobody_out_and_stores_nothing() {
    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    let callback = browser.authorize(NELLY, "/dashboard").await;
    for _ in 0..200 {
        app.anonymous().post("/auth/login", &[]).await;
    }
    assert!(app.state.used_flows.sweep(u64::MAX / 2).await.unwrap() == 0, "a begun sign-in has no row");
    assert_eq!(browser.get(&callback).await.location(), "/dashboard");
}

#[tokio::test]
async fn a_browser_keeps_its_five_newest_flows() {
    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    let mut callbacks = Vec::new();
    for _ in 0..7 {
        app.clock.advance(Duration::from_secs(1));
        callbacks.push(browser.authorize(NELLY, "/dashboard").await);
        assert!(browser.cookies.len() <= 5, "{:?}", browser.cookies.keys());
    }
    assert_eq!(browser.get(&callbacks[0]).await.location(), "/login?problem=other_browser");
    for callback in &callbacks[2..] {
        assert_eq!(browser.get(callback).await.location(), "/dashboard");
    }
    // Long return paths make long cookies, and a request's cookies must stay below the limit of common proxies.
    let long = format!("/dashboard?q={}", "a".repeat(1_000));
    for _ in 0..7 {
        app.clock.advance(Duration::from_secs(1));
        browser.post("/auth/login", &[("return_to", &long)]).await;
        assert!(browser.cookies.values().map(String::len).sum::<usize>() < 4_000);
    }
}

#[tokio::test]
async fn a_flow_cookie_is_unreadable_and_fits_no_other_state() {
    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    let one = browser.authorize(NELLY, "/dashboard/guilds").await;
    let (name, value) = browser.cookies.iter().next().map(|(name, value)| (name.clone(), value.clone())).unwrap();
    assert!(!value.contains("dashboard"), "{value}");
    let mut other = app.anonymous();
    let two = other.authorize(NELLY, "/dashboard").await;
    let other_name = other.cookies.keys().next().unwrap().clone();
    // The cookie of one flow, under the name of another flow's cookie.
    other.cookies.insert(other_name, value.clone());
    assert_eq!(other.get(&two).await.location(), "/login?problem=other_browser");
    // A changed cookie.
    let mut changed = browser.clone();
    changed.cookies.insert(name, format!("{value}A"));
    assert_eq!(changed.get(&one).await.location(), "/login?problem=other_browser");
    assert_eq!(browser.get(&one).await.location(), "/dashboard/guilds");
}

/// Adds the bot through a second app, so the first one does not hear of it. Keep the second app: dropping it deletes their folder.
async fn the_bot_is_added_elsewhere(app: &TestApp) -> TestApp {
    let other = app.start_another_with(&[("DISCORD_BOT_TOKEN", BOT_TOKEN)]).await;
    let mut browser = other.signed_in(MIRA).await;
    let start = browser.post("/auth/install", &[("guild_id", "608621108920451075")]).await;
    let callback = decide(start.location(), MIRA, "authorize").await;
    assert_eq!(browser.get(&callback).await.location(), RUSTACEANS_PAGE);
    other
}

#[tokio::test]
async fn discords_own_add_button_leads_to_the_guild_and_its_data_is_fresh() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    assert!(browser.get(RUSTACEANS_PAGE).await.body.contains("The bot is not in this server"));
    let _other = the_bot_is_added_elsewhere(&app).await;
    assert!(browser.get(RUSTACEANS_PAGE).await.body.contains("The bot is not in this server"), "from the cache");
    app.reset_counters().await;
    let answer = browser.get(OUTSIDE).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, RUSTACEANS_PAGE));
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(app.all_calls().await, 0, "nothing is exchanged");
    let page = browser.get(RUSTACEANS_PAGE).await.body;
    assert!(page.contains("Discord says that the bot was added to this server."), "{page}");
    assert!(page.contains("In this server") && !page.contains("The bot is not in this server"), "{page}");
    assert!(browser.get("/dashboard/guilds").await.body.matches("Bot added").count() == 3, "the list knows it too");
}

#[tokio::test]
async fn discords_own_add_button_leads_a_visitor_to_sign_in_first() {
    let app = TestApp::start_with_bot().await;
    // The app has cached that the bot is not in that guild.
    app.signed_in(MIRA).await.get(RUSTACEANS_PAGE).await;
    let _other = the_bot_is_added_elsewhere(&app).await;
    app.reset_counters().await;
    let mut browser = app.anonymous();
    let answer = browser.get(OUTSIDE).await;
    assert_eq!(answer.location(), format!("/login?return_to={}", RUSTACEANS_PAGE.replace('/', "%2F")));
    assert_eq!(app.all_calls().await, 0, "nothing is exchanged");
    let page = browser.get(answer.location()).await.body;
    assert!(page.contains("Discord says that the bot was added. Sign in to see your server."), "{page}");
    assert_eq!(browser.sign_in(MIRA, RUSTACEANS_PAGE).await.location(), RUSTACEANS_PAGE);
    let page = browser.get(RUSTACEANS_PAGE).await.body;
    assert!(page.contains("In this server"), "{page}");
}

#[tokio::test]
async fn an_invented_add_button_address_changes_nothing_on_the_page() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    browser.get(OUTSIDE).await;
    assert!(browser.get(RUSTACEANS_PAGE).await.body.contains("The bot is not in this server"));
    for odd in ["-1", "x", "99999999999999999999999", "..%2F..%2Faccount"] {
        let answer = browser.get(&format!("/auth/callback?code=abc&guild_id={odd}")).await;
        assert_eq!(answer.location(), "/dashboard", "{odd}");
    }
}
