//! Signing out, as far as asked.

use axum::http::StatusCode;

use crate::test_app::{NELLY, TestApp};

#[tokio::test]
async fn signing_out_ends_this_browser_only() {
    let app = TestApp::start().await;
    let mut here = app.signed_in(NELLY).await;
    let mut there = app.signed_in(NELLY).await;
    let kept_cookies = here.clone();
    let answer = here.post("/auth/logout", &[("reach", "browser")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"));
    assert!(here.session().is_none(), "the cookie is removed");
    assert_eq!({ kept_cookies }.get("/dashboard").await.status, StatusCode::SEE_OTHER, "and worth nothing");
    assert_eq!(there.get("/dashboard").await.status, StatusCode::OK);
    assert_eq!(app.calls("POST /oauth2/token/revoke").await, 0, "a revocation would end the other one");
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_browser_of_the_user() {
    let app = TestApp::start().await;
    let mut here = app.signed_in(NELLY).await;
    let mut there = app.signed_in(NELLY).await;
    let mut somebody_else = app.signed_in(crate::test_app::MIRA).await;
    here.post("/auth/logout", &[("reach", "everywhere")]).await;
    assert_eq!(there.get("/dashboard").await.status, StatusCode::SEE_OTHER);
    assert_eq!(somebody_else.get("/dashboard").await.status, StatusCode::OK);
    assert_eq!(app.calls("POST /oauth2/token/revoke").await, 0);
}

#[tokio::test]
async fn disconnecting_revokes_at_discord() {
    let app = TestApp::start().await;
    let mut here = app.signed_in(NELLY).await;
    let mut there = app.signed_in(NELLY).await;
    here.post("/auth/logout", &[("reach", "discord")]).await;
    assert_eq!(app.calls("POST /oauth2/token/revoke").await, 1);
    assert_eq!(there.get("/dashboard").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_unknown_reach_changes_nothing() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    let answer = browser.post("/auth/logout", &[("reach", "moon")]).await;
    assert!(answer.status.is_client_error());
    assert_eq!(browser.get("/dashboard").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_visitor_may_press_sign_out_too() {
    let app = TestApp::start().await;
    assert_eq!(app.anonymous().post("/auth/logout", &[]).await.location(), "/");
}

#[tokio::test]
async fn a_flow_under_way_ends_with_the_sign_out() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    let callback = browser.authorize(NELLY, "/dashboard").await;
    browser.post("/auth/logout", &[]).await;
    assert!(browser.get(&callback).await.location().starts_with("/login?problem=replayed"));
}

#[tokio::test]
async fn a_slow_writer_cannot_bring_a_session_back() {
    use tower_sessions::{SessionStore as _, session::Id};
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    let id: Id = browser.session().unwrap().parse().unwrap();
    let held = app.state.sessions.load(&id).await.unwrap().unwrap();
    browser.post("/auth/logout", &[]).await;
    app.state.sessions.save(&held).await.unwrap();
    assert!(app.state.sessions.load(&id).await.unwrap().is_none());
}

#[tokio::test]
async fn a_session_ends_after_two_weeks_and_is_swept() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    app.clock.advance(std::time::Duration::from_secs(15 * 24 * 3600));
    assert_eq!(browser.get("/dashboard").await.status, StatusCode::SEE_OTHER);
    assert_eq!(app.state.sessions.sweep().await.unwrap(), 1);
}
