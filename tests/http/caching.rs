//! An answer from Discord is reused while it is fresh. An old one is shown, with its age, only if Discord fails.

use std::time::Duration;

use app::{
    error::AppError,
    server::{
        discord::{
            CacheMode, Caches, DiscordSession,
            rest::{Auth, Request},
        },
        store::Login,
    },
};
use axum::http::StatusCode;
use futures_util::future::join_all;
use serde_json::Value;

use crate::test_app::{MIRA, NELLY, TestApp};

/// Pages, each with the one resource that only this page needs.
const RESOURCES: [(&str, &str); 3] = [
    ("/dashboard/profile", "GET /users/@me"),
    ("/dashboard/guilds", "GET /users/@me/guilds"),
    ("/dashboard/connections", "GET /users/@me/connections"),
];
const GUILDS: &str = "/dashboard/guilds";
/// Nelly's guild. In Discord's documentation it has the same id as Nelly.
const KREW: &str = "80351110224678912";
const GUILDS_CALL: &str = "GET /users/@me/guilds";
const OLD: &str = "This may be out of date";
/// Longer than a cached answer is fresh.
const A_WHILE: Duration = Duration::from_secs(61);

#[tokio::test]
async fn a_hundred_cold_requests_make_one_call_per_resource_and_warm_ones_make_none() {
    let app = TestApp::start().await;
    let browser = app.signed_in(NELLY).await;
    for round in 1..=2 {
        // The data that the sign-in brought expires too.
        app.clock.advance(A_WHILE);
        app.reset_counters().await;
        for (path, call) in RESOURCES {
            for temperature in ["cold", "warm"] {
                let pages = (0..100).map(|_| {
                    let mut browser = browser.clone();
                    async move { browser.get(path).await.status }
                });
                let statuses = join_all(pages).await;
                assert!(statuses.iter().all(|status| *status == StatusCode::OK), "{statuses:?}");
                assert_eq!(app.calls(call).await, 1, "{path}, {temperature}, round {round}");
            }
        }
    }
}

#[tokio::test]
async fn refresh_updates_the_cache_and_bypass_leaves_it_alone() {
    let app = TestApp::start().await;
    let browser = app.signed_in(NELLY).await;
    let session = session_of(&app, &browser).await;
    let first = session.guilds(CacheMode::Use).await.unwrap();
    app.clock.advance(Duration::from_secs(5));
    let refreshed = session.guilds(CacheMode::Refresh).await.unwrap();
    assert!(refreshed.fetched_at_ms >= first.fetched_at_ms + 5000 && refreshed.stale.is_none());
    app.clock.advance(Duration::from_secs(5));
    let bypassed = session.guilds(CacheMode::Bypass).await.unwrap();
    assert!(bypassed.fetched_at_ms >= refreshed.fetched_at_ms + 5000);
    assert_eq!(app.calls(GUILDS_CALL).await, 3);
    assert_eq!(session.guilds(CacheMode::Use).await.unwrap().fetched_at_ms, refreshed.fetched_at_ms);
    assert_eq!(app.calls(GUILDS_CALL).await, 3, "the refreshed answer stays in the cache");

    let all_at_once = (0..50).map(|_| session.guilds(CacheMode::Refresh));
    assert!(join_all(all_at_once).await.iter().all(Result::is_ok));
    let calls = app.calls(GUILDS_CALL).await - 3;
    assert!((1..=2).contains(&calls), "requests at the same time share an answer: {calls}");
}

#[tokio::test]
async fn reading_the_cached_user_calls_nobody() {
    let app = TestApp::start().await;
    let browser = app.signed_in(NELLY).await;
    let session = session_of(&app, &browser).await;
    app.clock.advance(A_WHILE);
    let before = app.calls("GET /users/@me").await;
    assert_eq!(session.cached_user().unwrap().name(), "Nelly", "old, but remembered");
    app.state.caches.forget(&session_login(&app, &browser).await.id);
    assert!(session.cached_user().is_none());
    assert_eq!(app.calls("GET /users/@me").await, before);
}

#[tokio::test]
async fn reading_cached_guilds_and_connections_calls_nobody() {
    let app = TestApp::start().await;
    let browser = app.signed_in(NELLY).await;
    let session = session_of(&app, &browser).await;
    assert!(session.cached_guilds().is_empty() && session.cached_connections().is_empty());
    let (guilds, connections) = (session.guilds(CacheMode::Use).await, session.connections(CacheMode::Use).await);
    app.clock.advance(A_WHILE);
    app.reset_counters().await;
    let cached = session.cached_guilds();
    assert_eq!(cached.len(), guilds.unwrap().value.len());
    assert_eq!(cached[&KREW.parse().unwrap()].name, "1337 Krew", "old, but remembered");
    assert_eq!(session.cached_connections(), connections.unwrap().value);
    assert_eq!(app.all_calls().await, 0);
}

#[tokio::test]
async fn prefetching_loads_the_user_and_whatever_else_is_named() {
    for (guilds, connections) in [(false, false), (true, false), (false, true), (true, true)] {
        let app = TestApp::start().await;
        let browser = app.signed_in(NELLY).await;
        let session = session_of(&app, &browser).await;
        app.reset_counters().await;
        assert_eq!(session.prefetch(guilds, connections).await.unwrap().value.id, session.user_id());
        let calls = async || (app.calls("GET /users/@me").await, app.calls(GUILDS_CALL).await, app.all_calls().await);
        let asked = 1 + u64::from(guilds) + u64::from(connections);
        assert_eq!(calls().await, (1, u64::from(guilds), asked));
        assert_eq!(session.cached_guilds().is_empty(), !guilds);
        assert_eq!(session.cached_connections().is_empty(), !connections);
        app.fault(&[("kind", "error"), ("route", "GET /users/@me/connections"), ("status", "404")]).await;
        let none = session_with_its_own_cache(&app, &browser).await.prefetch(guilds, connections).await;
        assert_eq!(none.is_err(), connections, "a failed part is an error");
    }
}

#[tokio::test]
async fn a_session_can_use_a_cache_of_its_own() {
    let app = TestApp::start().await;
    let browser = app.signed_in(NELLY).await;
    let session = session_with_its_own_cache(&app, &browser).await;
    assert!(session.cached_user().is_none(), "the sign-in filled only the shared cache");
    session.user(CacheMode::Use).await.unwrap();
    assert_eq!(session.cached_user().unwrap().id.to_string(), KREW, "the same number as Nelly's");
}

#[tokio::test]
async fn the_users_raw_json_is_cached_and_any_other_can_be_requested() {
    let app = TestApp::start().await;
    let browser = app.signed_in(NELLY).await;
    let session = session_of(&app, &browser).await;
    let before = app.all_calls().await;
    let user: Value = serde_json::from_str(&session.user_json(CacheMode::Use).await.unwrap()).unwrap();
    assert_eq!((&user["discriminator"], app.all_calls().await), (&Value::from("1337"), before));
    let ask = async |route| session.request(Request::get(route, Auth::None)).await.unwrap().json_or_text();
    let guilds = ask("/users/@me/guilds").await;
    let krew = guilds.as_array().unwrap().iter().find(|guild| guild["id"] == KREW).unwrap();
    assert_eq!((&krew["owner"], krew["permissions"].is_string()), (&Value::Bool(true), true), "as Discord sends it");
    let connections = ask("/users/@me/connections").await;
    assert!(connections[0]["two_way_link"].is_boolean() && connections[0]["type"].is_string(), "{connections}");
}

#[tokio::test]
async fn another_login_never_sees_an_entry() {
    let app = TestApp::start().await;
    let mut nelly = app.signed_in(NELLY).await;
    let mut mira = app.signed_in(MIRA).await;
    // One of Mira's guilds that Nelly is not in.
    let private = "Cinnamon Bun Club";
    assert!(mira.get(GUILDS).await.body.contains(private));
    let page = nelly.get(GUILDS).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("1337 Krew") && !page.body.contains(private), "{}", page.body);
    assert_eq!(app.calls(GUILDS_CALL).await, 2);
    // Another login of the same person may hold fewer scopes.
    app.signed_in(NELLY).await.get(GUILDS).await;
    assert_eq!(app.calls(GUILDS_CALL).await, 3);
}

#[tokio::test]
async fn while_discord_limits_fails_or_is_slow_old_data_is_shown_with_its_age() {
    for fault in [
        &[("kind", "rate_limit"), ("seconds", "30")][..],
        &[("kind", "global_rate_limit"), ("seconds", "30")],
        &[("kind", "cloudflare"), ("seconds", "30")],
        &[("kind", "error"), ("status", "500")],
        &[("kind", "broken_json")],
        &[("kind", "reset")],
        &[("kind", "slow"), ("seconds", "20")],
    ] {
        let app = TestApp::start().await;
        let mut browser = app.signed_in(NELLY).await;
        let page = browser.get(GUILDS).await;
        assert!(page.body.contains("1337 Krew") && !page.body.contains(OLD), "{}", page.body);
        app.fault(&[&[("route", GUILDS_CALL)], fault].concat()).await;
        app.clock.advance(A_WHILE);
        let age = page.body.split("<time datetime=\"").nth(1).unwrap().split('"').next().unwrap();
        for _ in 0..2 {
            let page = browser.get(GUILDS).await;
            assert_eq!(page.status, StatusCode::OK, "{fault:?}");
            assert!(page.body.contains("1337 Krew") && page.body.contains(OLD), "{fault:?}: {}", page.body);
            assert!(page.body.contains(age), "{fault:?}: fetched at {age}: {}", page.body);
        }
        // With the other faults, the client still remembers a limit, or a slow answer is still on its way.
        if matches!(fault[0].1, "error" | "broken_json" | "reset") {
            app.clear_faults().await;
            app.clock.advance(A_WHILE);
            assert!(!browser.get(GUILDS).await.body.contains(OLD), "{fault:?}");
        }
    }
}

#[tokio::test]
async fn without_old_data_a_failure_is_a_page_with_its_status() {
    for (fault, answered) in [
        (&[("kind", "rate_limit"), ("seconds", "30")][..], 429),
        (&[("kind", "error"), ("status", "500")], 503),
        (&[("kind", "error"), ("status", "404")], 404),
        (&[("kind", "broken_json")], 503),
        (&[("kind", "slow"), ("seconds", "20")], 503),
    ] {
        let app = TestApp::start().await;
        let mut browser = app.signed_in(NELLY).await;
        app.fault(&[&[("route", "GET /users/@me/connections")], fault].concat()).await;
        let page = browser.get("/dashboard/connections").await;
        assert_eq!(page.status.as_u16(), answered, "{fault:?}");
        let remedy = if answered == 404 { "Open your dashboard" } else { "Try again" };
        assert!(page.body.contains(remedy), "{fault:?}: {}", page.body);
    }
}

#[tokio::test]
async fn a_limited_call_is_not_repeated_and_its_wait_counts_down() {
    let app = TestApp::start().await;
    let browser = app.signed_in(NELLY).await;
    let session = session_of(&app, &browser).await;
    app.fault(&[("route", GUILDS_CALL), ("kind", "rate_limit"), ("seconds", "30")]).await;
    let wait = async |session: &DiscordSession| match session.guilds(CacheMode::Use).await {
        Err(AppError::RateLimited { retry_after_s }) => retry_after_s,
        other => panic!("{other:?}"),
    };
    assert_eq!(wait(&session).await, 30);
    app.clock.advance(Duration::from_secs(10));
    let left = wait(&session).await;
    assert!((19..=20).contains(&left), "{left}");
    let waits = join_all((0..50).map(|_| session.guilds(CacheMode::Refresh))).await;
    assert!(waits.iter().all(Result::is_err));
    assert_eq!(app.calls(GUILDS_CALL).await, 1, "nothing is sent during the wait");
}

#[tokio::test]
async fn fifty_requests_at_once_share_one_failed_call() {
    let app = TestApp::start().await;
    let browser = app.signed_in(NELLY).await;
    app.fault(&[("route", GUILDS_CALL), ("kind", "error"), ("status", "404")]).await;
    let pages = join_all((0..50).map(|_| {
        let mut browser = browser.clone();
        async move { browser.get(GUILDS).await.status }
    }))
    .await;
    assert!(pages.iter().all(|status| *status == StatusCode::NOT_FOUND), "{pages:?}");
    assert_eq!(app.calls(GUILDS_CALL).await, 1);
}

#[tokio::test]
async fn a_slow_answer_is_kept_and_nobody_waits_for_it_twice() {
    let app = TestApp::start().await;
    let browser = app.signed_in(NELLY).await;
    let session = session_of(&app, &browser).await;
    app.fault(&[("route", GUILDS_CALL), ("kind", "slow"), ("seconds", "4"), ("times", "1")]).await;
    assert_eq!(session.guilds(CacheMode::Use).await, Err(AppError::DiscordSlow), "a page waits three seconds");
    assert_eq!(session.guilds(CacheMode::Use).await, Err(AppError::DiscordSlow), "the next one does not wait again");
    // The first call goes on, and its answer is cached when it arrives.
    let came = async {
        while session.guilds(CacheMode::Use).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await
        }
    };
    tokio::time::timeout(Duration::from_secs(60), came).await.unwrap();
    assert_eq!(app.calls(GUILDS_CALL).await, 1);
}

async fn session_login(app: &TestApp, browser: &crate::test_app::Browser<'_>) -> Login {
    crate::sign_in::find_login(app, browser).await
}

async fn session_with_its_own_cache(app: &TestApp, browser: &crate::test_app::Browser<'_>) -> DiscordSession {
    let caches = Caches::new(1, Duration::from_secs(60), &app.clock);
    let login = session_login(app, browser).await;
    DiscordSession::new(login, app.state.client.clone(), app.state.tokens.clone(), caches)
}

async fn session_of(app: &TestApp, browser: &crate::test_app::Browser<'_>) -> DiscordSession {
    app.state.discord_session(session_login(app, browser).await)
}
