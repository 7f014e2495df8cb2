use axum::http::StatusCode;

use super::TestDatabase;
use crate::test_app::{A_WEEK, NELLY, TestApp};

pub async fn a_sign_in_a_refresh_and_a_sign_out(database: &TestDatabase) {
    let app = TestApp::start_with(&[("DATABASE_URL", &database.url)]).await;
    let mut browser = app.signed_in(NELLY).await;
    assert!(browser.get("/dashboard/profile").await.body.contains("Nelly"));
    app.clock.advance(A_WEEK);
    let calls = app.calls("POST /oauth2/token").await;
    let page = browser.get("/dashboard/profile").await;
    assert!(page.status == StatusCode::OK && page.body.contains("Nelly"), "{}", page.body);
    assert_eq!(app.calls("POST /oauth2/token").await - calls, 1, "refreshed");
    assert_eq!(app.rows().await, [1, 1, 1]);
    browser.post("/auth/logout", &[]).await;
    assert_eq!(browser.get("/dashboard/profile").await.status, StatusCode::SEE_OTHER);
    assert_eq!(app.rows().await, [0, 0, 0]);
}
