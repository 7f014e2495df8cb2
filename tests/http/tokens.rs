//! Refresh tokens are spent once, whoever asks.

use axum::http::StatusCode;

use crate::test_app::{A_WEEK, NELLY, TestApp};

#[tokio::test]
async fn many_requests_at_expiry_refresh_once() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    app.clock.advance(A_WEEK);
    let before = app.calls("POST /oauth2/token").await;
    let mut requests = tokio::task::JoinSet::new();
    let token_of = app.state.tokens.clone();
    let grant = only_grant(&app).await;
    for _ in 0..50 {
        let (tokens, grant) = (token_of.clone(), grant.clone());
        requests.spawn(async move { tokens.access_token(&grant).await.unwrap().version });
    }
    assert!(requests.join_all().await.iter().all(|version| *version == 2));
    assert_eq!(app.calls("POST /oauth2/token").await - before, 1);
    assert_eq!(browser.get("/dashboard/profile").await.status, StatusCode::OK);
}

#[tokio::test]
async fn two_processes_on_one_database_refresh_once() {
    let app = TestApp::start().await;
    let _browser = app.signed_in(NELLY).await;
    let other = app.start_another().await;
    let grant = only_grant(&app).await;
    app.clock.advance(A_WEEK);
    other.clock.advance(A_WEEK);
    let before = app.calls("POST /oauth2/token").await;
    let (one, two) = tokio::join!(app.state.tokens.access_token(&grant), other.state.tokens.access_token(&grant));
    assert_eq!(one.unwrap().token, two.unwrap().token);
    assert_eq!(app.calls("POST /oauth2/token").await - before, 1);
}

#[tokio::test]
async fn a_dead_grant_is_one_clean_way_back_to_signing_in() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    let mut other_browser = app.signed_in(NELLY).await;
    // Revoked from elsewhere: at Discord every token of the user dies.
    let grant = only_grant(&app).await;
    let token = app.state.tokens.access_token(&grant).await.unwrap();
    app.state.oauth.revoke(&token.token).await.unwrap();
    app.clock.advance(A_WEEK);
    let page = browser.get("/dashboard/profile").await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{}", page.body);
    assert!(page.body.contains("/auth/login"), "with the way back in");
    let next = browser.get("/dashboard/profile").await;
    assert_eq!(next.location(), "/login?return_to=%2Fdashboard%2Fprofile");
    other_browser.get("/dashboard/profile").await;
    assert_eq!(other_browser.get("/dashboard").await.status, StatusCode::SEE_OTHER);
}

async fn only_grant(app: &TestApp) -> guildhall::server::store::GrantId {
    // The newest login's grant, read where the app reads it.
    let url = app.state.config.database_url.expose().to_owned();
    let pool = sqlx::AnyPool::connect(&url).await.unwrap();
    let id: (String,) =
        sqlx::query_as("SELECT grant_id FROM logins ORDER BY created_at LIMIT 1").fetch_one(&pool).await.unwrap();
    guildhall::server::store::GrantId(id.0)
}
