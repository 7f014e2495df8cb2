//! What a page costs the database: one prepared query, and nothing that it waits for.

use std::time::Duration;

use app::server::{secret::Vault, sign_in_lifetimes::TOUCH_EVERY};
use sqlx::{AnyPool, Row as _};

use crate::{
    server_process::Server,
    sign_in::find_login,
    store::TestDatabase,
    test_app::{NELLY, TestApp, fresh_folder, serve_sandbox},
};

/// The start of the query that reads session, login and grant.
const FIND: &str = "SELECT s.key AS session_key";

/// Returns the lines of the server's log about queries.
fn queries(server: &Server) -> Vec<String> {
    server.log().lines().filter(|line| line.contains("db.statement")).map(str::to_owned).collect()
}

/// Waits until the log says nothing new, and returns its lines about queries.
async fn settled(server: &Server, at_least: usize) -> Vec<String> {
    let mut before = Vec::new();
    loop {
        tokio::time::sleep(Duration::from_millis(150)).await;
        let now = queries(server);
        if now.len() >= at_least && now == before {
            return now;
        }
        before = now;
    }
}

#[tokio::test]
async fn a_warm_page_makes_one_query_that_reads_session_login_and_grant_together() {
    let (discord, folder, key) = (serve_sandbox().await, fresh_folder(), Vault::generate_key().unwrap());
    let server = Server::start_with_logged_queries(&folder, &discord, &key);
    server.until_ready().await;
    let cookie = server.sign_in().await;
    let guilds = server.get("/dashboard/guilds", &cookie).await.text().await.unwrap();
    let guild = guilds.split("href=\"/dashboard/guilds/").nth(1).unwrap().split('"').next().unwrap();
    let guild = format!("/dashboard/guilds/{guild}");
    // The account page also reads the list of browsers.
    let account = ("/dashboard/account", 2);
    let pages = ["/", "/dashboard", "/dashboard/profile", "/dashboard/guilds", "/dashboard/connections", &guild];
    let pages: Vec<_> = pages.into_iter().map(|page| (page, 1)).chain([account]).collect();
    for round in ["cold", "warm"] {
        for (page, count) in &pages {
            let before = settled(&server, 1).await.len();
            server.fetch(page, &cookie).await;
            let new = settled(&server, before + 1).await.split_off(before);
            if round == "warm" {
                assert_eq!(new.len(), *count, "{page}: {new:#?}");
                assert!(new.iter().any(|query| query.contains(FIND)), "{page}: {new:#?}");
            }
        }
    }
}

#[tokio::test]
async fn a_page_does_not_wait_until_its_visit_is_recorded() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    browser.get("/dashboard").await;
    let seen_at = async || find_login(&app, &browser).await.last_seen_at_ms;
    let pool = AnyPool::connect(app.state.config.database_url.expose()).await.unwrap();
    let mut writer = pool.acquire().await.unwrap();
    app.clock.advance(TOUCH_EVERY);
    let before = seen_at().await;
    // SQLite has one writer at a time, so no visit can be recorded now.
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut *writer).await.unwrap();
    let mut same_browser = browser.clone();
    let page = tokio::time::timeout(Duration::from_secs(3), same_browser.get("/dashboard")).await;
    assert!(page.expect("the page waits for the database").status.is_success());
    assert_eq!(seen_at().await, before);
    sqlx::raw_sql("ROLLBACK").execute(&mut *writer).await.unwrap();
    let recorded = async {
        while seen_at().await == before {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), recorded).await.expect("the visit is recorded later");
}

#[tokio::test]
async fn one_connection_is_enough_for_every_page() {
    let app = TestApp::start_with(&[("DATABASE_MAX_CONNECTIONS", "1")]).await;
    let mut browser = app.signed_in(NELLY).await;
    for page in
        ["/dashboard", "/dashboard/profile", "/dashboard/guilds", "/dashboard/connections", "/dashboard/account"]
    {
        let page = tokio::time::timeout(Duration::from_secs(4), browser.get(page)).await;
        assert!(page.expect("the page waits for a second connection").status.is_success());
    }
    assert!(browser.post("/auth/logout", &[]).await.status.is_redirection());
}

#[tokio::test]
async fn on_postgresql_the_query_of_a_page_stays_prepared() {
    let Some(database) = TestDatabase::postgres().await else { return };
    let app = TestApp::start_with(&[("DATABASE_URL", &database.url), ("DATABASE_MAX_CONNECTIONS", "1")]).await;
    let mut browser = app.signed_in(NELLY).await;
    for _ in 0..5 {
        assert!(browser.get("/dashboard").await.status.is_success());
    }
    let mut connection = app.state.database.begin().await.unwrap();
    let prepared = "SELECT statement, generic_plans + custom_plans AS runs FROM pg_prepared_statements";
    let rows = sqlx::raw_sql(prepared).fetch_all(&mut *connection).await.unwrap();
    let runs: Vec<i64> = rows
        .iter()
        .filter(|row| row.get::<String, _>("statement").starts_with(FIND))
        .map(|row| row.get("runs"))
        .collect();
    assert!(matches!(runs[..], [runs] if runs >= 5), "prepared once, and used again: {runs:?}");
    drop(connection);
    drop(app);
    database.remove().await;
}
