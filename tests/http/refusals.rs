//! The sign-in page explains every way in which a sign-in can fail.

use std::time::Duration;

use app::server::http::serve::sweep_once;
use axum::{Router, http::StatusCode, routing::post};

use crate::test_app::{NELLY, TestApp, decide, serve};

/// Checks the callback's answer and what the sign-in page then says.
async fn assert_problem(app: &TestApp, answer: &crate::test_app::Answer, problem: &str) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let expected = format!("/login?problem={problem}");
    assert!(answer.location().starts_with(&expected), "{} is {expected}", answer.location());
    let page = app.anonymous().get(answer.location()).await;
    let headline = app::login_problem::LoginProblem::from_code(problem).unwrap().headline();
    assert!(page.body.contains(headline), "{headline} in {}", page.body);
}

#[tokio::test]
async fn a_cancelled_sign_in_is_explained() {
    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    let started = browser.post("/auth/login", &[]).await;
    let callback = decide(started.location(), NELLY, "cancel").await;
    assert_problem(&app, &browser.get(&callback).await, "denied").await;
    assert!(browser.session().is_none());
}

#[tokio::test]
async fn a_callback_works_once() {
    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    let callback = browser.authorize(NELLY, "/dashboard").await;
    let before = browser.clone();
    assert_eq!(browser.get(&callback).await.location(), "/dashboard");
    // The same callback later, in the same browser, which is signed out by then.
    app.clock.advance(Duration::from_secs(121));
    assert_problem(&app, &{ before }.get(&callback).await, "replayed").await;
    assert_eq!(app.calls("POST /oauth2/token").await, 1);
}

#[tokio::test]
async fn a_callback_in_another_browser_is_refused_and_the_first_one_may_still_finish() {
    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    let callback = browser.authorize(NELLY, "/dashboard").await;
    let mut other = app.anonymous();
    assert_problem(&app, &other.get(&callback).await, "other_browser").await;
    assert!(other.session().is_none());
    // A sign-in of its own does not let the other browser use this callback.
    other.post("/auth/login", &[]).await;
    assert_problem(&app, &other.get(&callback).await, "other_browser").await;
    assert_eq!(browser.get(&callback).await.location(), "/dashboard");
}

#[tokio::test]
async fn a_sign_in_expires_after_half_an_hour_and_the_page_says_so() {
    let app = TestApp::start().await;
    // Just in time; late, while the browser still has its cookie; after the cookie expired; days later.
    for (seconds, problem) in [
        (1_799, None),
        (1_800, Some("expired")),
        (3_599, Some("expired")),
        (3_601, Some("expired")),
        (200_000, Some("expired")),
    ] {
        let mut browser = app.anonymous();
        let callback = browser.authorize(NELLY, "/dashboard/guilds").await;
        app.clock.advance(Duration::from_secs(seconds));
        sweep_once(&app.state).await;
        let answer = browser.get(&callback).await;
        match problem {
            Some(problem) => assert_problem(&app, &answer, problem).await,
            None => assert_eq!(answer.location(), "/dashboard/guilds"),
        }
        let keeps_the_way_back = answer.location().ends_with("return_to=%2Fdashboard%2Fguilds");
        assert_eq!(keeps_the_way_back, (1_800..3_600).contains(&seconds), "{seconds}: {}", answer.location());
    }
}

#[tokio::test]
async fn an_incomplete_or_invented_callback_is_refused() {
    let app = TestApp::start().await;
    for (query, problem) in [
        ("", "malformed"),
        ("?code=x", "malformed"),
        ("?state=", "malformed"),
        ("?state=x&state=y&code=z", "malformed"),
        ("?code=x&state=invented", "malformed"),
        ("?error=access_denied&state=invented", "malformed"),
        ("?error=access_denied&guild_id=1", "malformed"),
        ("?code=x&guild_id=none", "malformed"),
    ] {
        let answer = app.anonymous().get(&format!("/auth/callback{query}")).await;
        assert_problem(&app, &answer, problem).await;
    }
}

#[tokio::test]
async fn a_code_that_discord_does_not_know_is_refused() {
    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    let callback = browser.authorize(NELLY, "/dashboard").await;
    let state = callback.split("state=").nth(1).unwrap().split('&').next().unwrap();
    let answer = browser.get(&format!("/auth/callback?code=invented&state={state}")).await;
    assert_problem(&app, &answer, "discord_refused").await;
}

#[tokio::test]
async fn each_error_from_discord_has_its_own_message() {
    for (error, problem) in
        [("invalid_scope", "scope_refused"), ("server_error", "discord_refused"), ("access_denied", "denied")]
    {
        let app = TestApp::start().await;
        let mut browser = app.anonymous();
        let callback = browser.authorize(NELLY, "/dashboard").await;
        let state = callback.split("state=").nth(1).unwrap().split('&').next().unwrap();
        let answer = browser.get(&format!("/auth/callback?error={error}&state={state}")).await;
        assert_problem(&app, &answer, problem).await;
    }
}

#[tokio::test]
async fn a_limited_or_failing_discord_is_reported_as_busy() {
    let limited = || async { (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "3")], "error code: 1015") };
    let failing = || async { (StatusCode::SERVICE_UNAVAILABLE, "<html>upstream</html>") };
    for token in [post(limited), post(failing)] {
        let discord = serve(Router::new().route("/api/v10/oauth2/token", token)).await;
        let sandbox = TestApp::start().await;
        let app = TestApp::start_with(&[
            ("DISCORD_API_BASE_URL", &format!("{discord}/api/v10")),
            ("DISCORD_AUTHORIZE_URL", &format!("{}/oauth2/authorize", sandbox.discord)),
        ])
        .await;
        let mut browser = app.anonymous();
        let callback = browser.authorize(NELLY, "/dashboard").await;
        assert_problem(&app, &browser.get(&callback).await, "discord_busy").await;
    }
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let app = TestApp::start().await;
    for path in ["/auth/login", "/auth/logout", "/theme", "/api/end_browser"] {
        for (name, value) in
            [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null"), ("x-none", "")]
        {
            let request = axum::http::Request::post(path)
                .header(name, value)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(axum::body::Body::empty())
                .unwrap();
            let answer = app.request(request).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} with {name}: {value}");
        }
    }
}

#[tokio::test]
async fn a_get_request_neither_signs_in_nor_out() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    for path in ["/auth/login", "/auth/logout", "/theme"] {
        assert_eq!(browser.get(path).await.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
    assert_eq!(browser.get("/dashboard").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let app = TestApp::start().await;
    let answer = app.anonymous().post("/auth/login", &[("return_to", &"a".repeat(70_000))]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}
