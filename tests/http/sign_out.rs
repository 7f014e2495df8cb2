//! Signing out: in this browser, everywhere, or with a disconnect at Discord.

use std::sync::Arc;

use app::server::{
    auth::session_layer,
    discord::rest::{self, Auth},
};
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
    routing::get,
};
use tokio::sync::Notify;
use tower::ServiceExt as _;

use crate::{
    gate::Gate,
    test_app::{A_WEEK, NELLY, TestApp, cookie},
};

const NELLY_ID: &str = "80351110224678912";

#[tokio::test]
async fn signing_out_ends_this_browser_only() {
    let app = TestApp::start().await;
    let mut here = app.signed_in(NELLY).await;
    let mut there = app.signed_in(NELLY).await;
    let kept_cookies = here.clone();
    let answer = here.post("/auth/logout", &[("reach", "browser")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"));
    assert!(here.session().is_none(), "the cookie is removed");
    assert_eq!(
        { kept_cookies }.get("/dashboard").await.status,
        StatusCode::SEE_OTHER,
        "the old cookies sign nobody in"
    );
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
async fn signing_out_ends_a_sign_in_under_way() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    let callback = browser.authorize(NELLY, "/dashboard").await;
    browser.post("/auth/logout", &[]).await;
    assert_eq!(browser.get(&callback).await.location(), "/login?problem=other_browser");
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
async fn a_request_that_writes_the_session_does_not_bring_it_back() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    let (started, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (has_started, may_go) = (started.clone(), go.clone());
    let slow = async move |session: tower_sessions::Session| {
        session.insert("more", "than a login").await.unwrap();
        has_started.notify_one();
        may_go.notified().await;
    };
    let layer = session_layer(app.state.sessions.clone(), &app.state.config.public_url);
    let router = Router::new().route("/slow", get(slow)).layer(layer);
    let cookie = format!("{}={}", cookie("session"), browser.session().unwrap());
    let request = Request::get("/slow").header(header::COOKIE, cookie).body(Body::empty()).unwrap();
    let slow = tokio::spawn(router.oneshot(request));
    started.notified().await;
    browser.post("/auth/logout", &[]).await;
    go.notify_one();
    assert_eq!(slow.await.unwrap().unwrap().status(), StatusCode::OK);
    assert_eq!(app.rows().await, [0, 0, 0]);
}

#[tokio::test]
async fn a_page_that_waits_for_a_refresh_brings_nothing_back() {
    let (app, gate) = Gate::before_an_app().await;
    let browser = app.signed_in(NELLY).await;
    app.clock.advance(A_WEEK);
    gate.hold("/oauth2/token");
    let (mut slow, mut here) = (browser.clone(), browser);
    let sign_out = async {
        gate.until_held().await;
        here.post("/auth/logout", &[]).await;
        gate.open();
    };
    let (page, ()) = tokio::join!(slow.get("/dashboard/guilds"), sign_out);
    assert_eq!(page.header("set-cookie"), "");
    assert_eq!(slow.get("/dashboard").await.status, StatusCode::SEE_OTHER);
    assert_eq!(app.rows().await, [0, 0, 0]);
}

#[tokio::test]
async fn disconnecting_forgets_flows_and_answers_of_every_browser() {
    let app = TestApp::start().await;
    let mut here = app.signed_in(NELLY).await;
    let mut there = app.signed_in(NELLY).await;
    there.get("/dashboard/guilds").await;
    let logins = app.state.logins.of_user(NELLY_ID.parse().unwrap()).await.unwrap();
    let cached = async || {
        let mut cached = 0;
        for login in &logins {
            cached += usize::from(app.state.caches.users.peek(&login.id).is_some());
            cached += usize::from(app.state.caches.guilds.peek(&login.id).is_some());
        }
        cached
    };
    assert_eq!(cached().await, 3);
    here.authorize(NELLY, "/dashboard").await;
    here.post("/auth/logout", &[("reach", "discord")]).await;
    assert_eq!(cached().await, 0);
    assert_eq!(app.rows().await, [1, 0, 0], "the other browser's session goes with its next request");
}

#[tokio::test]
async fn when_discord_fails_a_disconnect_ends_nothing_and_says_so() {
    let app = TestApp::start().await;
    let mut here = app.signed_in(NELLY).await;
    let mut there = app.signed_in(NELLY).await;
    let before = app.rows().await;
    app.fault(&[("route", "POST /oauth2/token/revoke"), ("kind", "error"), ("status", "503")]).await;
    let answer = here.post("/auth/logout", &[("reach", "discord")]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.body.contains("Discord is not answering as it should."), "{}", answer.body);
    // The same if the token has to be refreshed first.
    app.clock.advance(A_WEEK);
    app.fault(&[("route", "POST /oauth2/token"), ("kind", "error"), ("status", "503")]).await;
    assert_eq!(here.post("/auth/logout", &[("reach", "discord")]).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(app.rows().await, before);
    app.clear_faults().await;
    for browser in [&mut here, &mut there] {
        assert_eq!(browser.get("/dashboard").await.status, StatusCode::OK);
    }
    assert_eq!(here.post("/auth/logout", &[("reach", "discord")]).await.location(), "/");
    assert_eq!(there.get("/dashboard").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn disconnecting_with_a_dead_grant_still_ends_every_login() {
    let app = TestApp::start().await;
    let mut here = app.signed_in(NELLY).await;
    let mut there = app.signed_in(NELLY).await;
    revoke_elsewhere(&app).await;
    app.clock.advance(A_WEEK);
    let answer = here.post("/auth/logout", &[("reach", "discord")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"));
    assert!(here.session().is_none());
    let page = here.get("/").await.body;
    assert!(page.contains("we could not end our access") && !page.contains("no longer lets us see"), "{page}");
    assert_eq!(there.get("/dashboard").await.status, StatusCode::SEE_OTHER);
    assert_eq!(app.rows().await, [0, 0, 0]);
}

#[tokio::test]
async fn disconnecting_with_a_dead_grant_also_revokes_a_newer_one() {
    let app = TestApp::start().await;
    let mut with_a_dead_grant = app.signed_in(NELLY).await;
    revoke_elsewhere(&app).await;
    let _allowed_again = app.signed_in(NELLY).await;
    let newest = app.state.logins.of_user(NELLY_ID.parse().unwrap()).await.unwrap();
    let newest = newest.iter().max_by_key(|login| login.created_at_ms).unwrap();
    let living = app.state.tokens.access_token(&newest.grant_id).await.unwrap().token;
    let works = async || app.state.client.request(rest::Request::get("/users/@me", Auth::User(&living))).await.is_ok();
    assert!(works().await);
    with_a_dead_grant.post("/auth/logout", &[("reach", "discord")]).await;
    assert!(!works().await, "the living token was revoked");
    assert_eq!(app.rows().await, [1, 0, 0]);
}

/// Removes the app at Discord, as a user can. That revokes all their tokens.
async fn revoke_elsewhere(app: &TestApp) {
    let login = app.state.logins.of_user(NELLY_ID.parse().unwrap()).await.unwrap().remove(0);
    let token = app.state.tokens.access_token(&login.grant_id).await.unwrap();
    app.state.oauth.revoke(&token.token).await.unwrap();
}
