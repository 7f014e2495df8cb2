//! Discord is asked once, then not again for a while.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};

use axum::{Router, extract::State, http::StatusCode, response::IntoResponse as _, routing::get};

use crate::test_app::{MIRA, NELLY, TestApp, serve};

#[tokio::test]
async fn a_hundred_cold_requests_ask_once_and_warm_ones_never() {
    let app = TestApp::start().await;
    let browser = app.signed_in(NELLY).await;
    let pages = (0..100).map(|_| {
        let mut browser = browser.clone();
        async move { browser.get("/dashboard/guilds").await.status }
    });
    let statuses = futures_join(pages).await;
    assert!(statuses.iter().all(|status| *status == StatusCode::OK));
    assert_eq!(app.calls("GET /users/@me/guilds").await, 1);
    let mut browser = browser;
    for path in ["/dashboard/guilds", "/dashboard/profile"] {
        browser.get(path).await;
    }
    assert_eq!(app.calls("GET /users/@me/guilds").await, 1);
    assert_eq!(app.calls("GET /users/@me").await, 1, "the sign-in's own answer is kept");
}

#[tokio::test]
async fn an_answer_is_asked_for_again_after_its_time() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    browser.get("/dashboard/guilds").await;
    app.clock.advance(Duration::from_secs(61));
    browser.get("/dashboard/guilds").await;
    assert_eq!(app.calls("GET /users/@me/guilds").await, 2);
}

#[tokio::test]
async fn another_login_never_sees_an_entry() {
    let app = TestApp::start().await;
    let mut nelly = app.signed_in(NELLY).await;
    let mut mira = app.signed_in(MIRA).await;
    // One of Mira's guilds that Nelly is not in.
    let private = "script&gt;alert";
    assert!(mira.get("/dashboard/guilds").await.body.contains(private));
    let page = nelly.get("/dashboard/guilds").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("1337 Krew") && !page.body.contains(private), "{}", page.body);
    assert_eq!(app.calls("GET /users/@me/guilds").await, 2);
}

#[tokio::test]
async fn while_discord_limits_or_fails_old_data_is_shown_and_marked() {
    let (app, status) = app_before_a_switch().await;
    let mut browser = app.signed_in(NELLY).await;
    assert!(browser.get("/dashboard/guilds").await.body.contains("1337 Krew"));
    for code in [429, 500, 503] {
        status.store(code, Ordering::Relaxed);
        app.clock.advance(Duration::from_secs(3700));
        let page = browser.get("/dashboard/guilds").await;
        assert_eq!(page.status, StatusCode::OK, "{code}");
        assert!(
            page.body.contains("1337 Krew") && page.body.contains("This may be out of date"),
            "{code}: {}",
            page.body
        );
    }
    status.store(200, Ordering::Relaxed);
    app.clock.advance(Duration::from_secs(3700));
    assert!(!browser.get("/dashboard/guilds").await.body.contains("This may be out of date"));
}

#[tokio::test]
async fn with_nothing_to_show_the_failure_is_a_page_with_its_status() {
    let (app, status) = app_before_a_switch().await;
    let mut browser = app.signed_in(NELLY).await;
    for (code, answered) in [(429, 429), (500, 502), (404, 404)] {
        status.store(code, Ordering::Relaxed);
        app.clock.advance(Duration::from_secs(3700));
        let page = browser.get("/dashboard/connections").await;
        assert_eq!(page.status.as_u16(), answered, "{code}");
        assert!(page.body.contains("Try again"), "{code}: {}", page.body);
    }
}

/// An app whose Discord passes everything on to a sandbox, except that two routes answer a status while it is not 200.
async fn app_before_a_switch() -> (TestApp, Arc<AtomicU16>) {
    let behind = TestApp::start().await.discord.clone();
    let status = Arc::new(AtomicU16::new(200));
    let pass = |State((behind, status)): State<(String, Arc<AtomicU16>)>, request: axum::extract::Request| async move {
        let (parts, body) = request.into_parts();
        let code = status.load(Ordering::Relaxed);
        if code != 200 && parts.uri.path().contains("/users/@me/") {
            return (StatusCode::from_u16(code).unwrap(), [("retry-after", "2")], "{}").into_response();
        }
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let url = format!("{behind}{}", parts.uri.path_and_query().unwrap());
        let mut headers = parts.headers;
        headers.remove("host");
        let answer =
            reqwest::Client::new().request(parts.method, url).headers(headers).body(body).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap()).into_response()
    };
    let switch =
        Router::new().fallback(pass).route("/up", get(|| async {})).with_state((behind.clone(), status.clone()));
    let discord = serve(switch).await;
    let app = TestApp::start_with(&[
        ("DISCORD_API_BASE_URL", &format!("{discord}/api/v10")),
        ("DISCORD_AUTHORIZE_URL", &format!("{behind}/oauth2/authorize")),
    ])
    .await;
    (app, status)
}

async fn futures_join<T>(futures: impl IntoIterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut futures: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, slot) in futures.iter_mut().zip(&mut done) {
            if slot.is_none()
                && let std::task::Poll::Ready(value) = future.as_mut().poll(context)
            {
                *slot = Some(value);
            }
        }
        if done.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}
