//! The cache keeps a limited number of answers and of bytes. An answer that was dropped is fetched again.

use std::time::Duration;

use app::server::{
    clock::Clock,
    discord::{Answer, Caches},
    store::LoginId,
};
use axum::http::StatusCode;

use crate::test_app::{MIRA, NELLY, TestApp};

const GUILDS: &str = "/dashboard/guilds";
const GUILDS_CALL: &str = "GET /users/@me/guilds";

#[tokio::test]
async fn an_evicted_cache_entry_signs_nobody_out() {
    let app = TestApp::start_with(&[("DISCORD_USERS_CACHE_MAX_LIMIT", "1")]).await;
    let (mut nelly, mut mira) = (app.signed_in(NELLY).await, app.signed_in(MIRA).await);
    let pushed_out = async {
        // Each of the two browsers makes one call. A third call means that an answer was evicted.
        while app.calls(GUILDS_CALL).await < 3 {
            assert_eq!(nelly.get(GUILDS).await.status, StatusCode::OK);
            assert_eq!(mira.get(GUILDS).await.status, StatusCode::OK);
        }
    };
    tokio::time::timeout(Duration::from_secs(60), pushed_out).await.unwrap();
    assert_eq!(nelly.get("/dashboard").await.status, StatusCode::OK);
    assert_eq!(mira.get("/dashboard").await.status, StatusCode::OK);
}

#[tokio::test]
async fn long_answers_are_limited_by_their_bytes() {
    const MIB: usize = 1024 * 1024;
    let clock = Clock::default();
    let caches = Caches::new(1000, Duration::from_secs(60), &clock);
    let logins: Vec<LoginId> = (0..100).map(|number| LoginId(number.to_string())).collect();
    for login in &logins {
        caches.connections.put(login, Answer { value: Vec::new(), bytes: MIB }, clock.now_ms());
    }
    let kept = || logins.iter().filter(|login| caches.connections.peek(login).is_some()).count();
    let dropped = async {
        // Connections get a 16th of 64 MiB.
        while kept() > 4 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), dropped).await.unwrap();
    assert!(kept() > 0, "those that fit are kept");
}
