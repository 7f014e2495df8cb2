//! A database that fails or holds unreadable rows locks nobody out.

use std::time::Duration;

use axum::http::StatusCode;

use crate::test_app::{A_WEEK, NELLY, TestApp};

const GUILDS: &str = "/dashboard/guilds";
const REFRESHES: &str = "POST /oauth2/token (refresh_token)";

async fn execute(app: &TestApp, sql: &'static str) {
    let pool = sqlx::AnyPool::connect(app.state.config.database_url.expose()).await.unwrap();
    sqlx::raw_sql(sql).execute(&pool).await.unwrap();
    pool.close().await;
}

async fn version(app: &TestApp) -> i64 {
    let pool = sqlx::AnyPool::connect(app.state.config.database_url.expose()).await.unwrap();
    let version = sqlx::query_scalar("SELECT MAX(version) FROM grants").fetch_one(&pool).await.unwrap();
    pool.close().await;
    version
}

#[tokio::test]
async fn an_unreadable_row_signs_the_person_out_and_they_can_sign_in_again() {
    for damage in [
        "UPDATE sessions SET data = 'not JSON', login_id = NULL",
        "UPDATE sessions SET data = '[]', login_id = NULL",
        "UPDATE sessions SET data = '{}', login_id = NULL",
        "UPDATE logins SET user_id = 'somebody'",
        "UPDATE logins SET created_at = 'yesterday'",
        "UPDATE grants SET expires_at = 'soon'",
        "UPDATE grants SET version = 'x'",
    ] {
        let app = TestApp::start().await;
        let mut browser = app.signed_in(NELLY).await;
        execute(&app, damage).await;
        assert_eq!(browser.get("/login").await.status, StatusCode::OK, "{damage}");
        assert_eq!(browser.get(GUILDS).await.status, StatusCode::SEE_OTHER, "{damage}");
        assert_eq!(browser.sign_in(NELLY, GUILDS).await.location(), GUILDS, "{damage}");
        assert_eq!(browser.get(GUILDS).await.status, StatusCode::OK, "{damage}");
        assert_eq!(browser.get("/dashboard/account").await.status, StatusCode::OK, "{damage}");
    }
}

#[tokio::test]
async fn a_session_from_the_previous_version_is_still_signed_in() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    execute(&app, "UPDATE sessions SET login_id = NULL").await;
    assert_eq!(browser.get(GUILDS).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_page_opens_even_if_the_visit_cannot_be_noted() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    execute(
        &app,
        "CREATE TRIGGER trouble BEFORE UPDATE OF last_seen_at ON logins BEGIN SELECT RAISE(ABORT, 'trouble'); END",
    )
    .await;
    app.clock.advance(Duration::from_secs(600));
    assert_eq!(browser.get(GUILDS).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_refreshed_token_that_cannot_be_stored_is_used_from_memory_and_stored_later() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    execute(&app, "CREATE TRIGGER trouble BEFORE UPDATE OF tokens ON grants BEGIN SELECT RAISE(ABORT, 'trouble'); END")
        .await;
    app.clock.advance(A_WEEK);
    for _ in 0..3 {
        assert_eq!(browser.get(GUILDS).await.status, StatusCode::OK);
        app.clock.advance(Duration::from_secs(61));
    }
    assert_eq!((version(&app).await, app.calls(REFRESHES).await), (1, 1), "in memory alone");
    execute(&app, "DROP TRIGGER trouble").await;
    let stored = async {
        while version(&app).await == 1 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), stored).await.unwrap();
    let restarted = app.start_another().await;
    restarted.clock.advance(A_WEEK + Duration::from_secs(183));
    let mut same_browser = restarted.anonymous();
    same_browser.cookies = browser.cookies.clone();
    assert_eq!(same_browser.get(GUILDS).await.status, StatusCode::OK, "another process can read it");
    assert_eq!(app.calls(REFRESHES).await, 1);
}

#[tokio::test]
async fn pages_fail_until_the_lease_of_a_dead_process_ends() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    app.clock.advance(A_WEEK);
    let login = crate::sign_in::find_login(&app, &browser).await;
    let row = app.state.grants.find(&login.grant_id).await.unwrap().unwrap();
    // A process that is killed in the middle of a refresh leaves its lease like this.
    assert!(app.state.grants.claim(&row, Duration::from_secs(4)).await.unwrap());
    let page = browser.get(GUILDS).await;
    assert!(page.status.is_server_error(), "{}", page.status);
    assert!(page.body.contains("Discord is taking longer than usual."), "{}", page.body);
    tokio::time::sleep(Duration::from_secs(2)).await;
    app.clock.advance(Duration::from_secs(6));
    assert_eq!(browser.get(GUILDS).await.status, StatusCode::OK);
    assert_eq!(app.calls(REFRESHES).await, 1);
}
