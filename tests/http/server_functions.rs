//! Server functions over HTTP, called by another site's page, a broken client or a form.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use leptos::server_fn;

use crate::test_app::{NELLY, ORIGIN, TestApp};

/// Posts to a server function with chosen headers.
fn call(function: &str, headers: &[(&str, &str)], body: &'static str) -> Request<Body> {
    let mut request = Request::post(format!("/api/{function}"))
        .header("origin", ORIGIN)
        .header("content-type", "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::from(body)).unwrap()
}

#[tokio::test]
async fn a_form_redirects_only_to_our_own_pages() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    for (referer, location) in [
        ("http://127.0.0.1:3000/dashboard/account?x=1", "/dashboard/account?x=1"),
        ("https://evil.example/", "/"),
        ("http://127.0.0.1:3000.evil.example/", "/"),
        ("http://127.0.0.1:3000@evil.example/", "/"),
        ("http://127.0.0.1:3000//evil.example/", "/"),
        ("//evil.example/", "/"),
    ] {
        let request = call("end_browser", &[("accept", "text/html"), ("referer", referer)], "id=unknown");
        let answer = browser.send(request).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::FOUND, location), "from {referer}");
    }
}

/// The functions that only pages call.
const OF_PAGES: [&str; 18] = [
    "bot_lacks",
    "current_viewer",
    "granted_scopes",
    "list_browsers",
    "list_channels",
    "list_connections",
    "list_guild_rows",
    "list_guilds",
    "list_integrations",
    "may_be_added",
    "raw_profile",
    "show_bot",
    "show_bot_guild",
    "show_community",
    "show_guild",
    "show_member",
    "show_profile",
    "show_welcome",
];

#[tokio::test]
async fn functions_for_pages_are_not_reachable_over_http() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    for (path, _) in server_fn::axum::server_fn_paths() {
        let function = path.strip_prefix("/api/").expect("an address of its own below /api/");
        assert!(!OF_PAGES.contains(&function), "{function}");
        let answer = browser.call(function).await;
        assert!(answer.status == StatusCode::OK || answer.body.contains("\"code\""), "{function}: {}", answer.body);
    }
    for function in OF_PAGES {
        for method in ["POST", "GET"] {
            let request = Request::builder().method(method).uri(format!("/api/{function}"));
            let request = request.header("origin", ORIGIN).header("accept", "application/json");
            let answer = browser.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {function}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn arguments_that_cannot_be_read_are_a_bad_request() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    for (body, status, json) in [
        ("id=1&id=2", StatusCode::BAD_REQUEST, r#"{"code":"bad_request"}"#),
        ("id[a]=1", StatusCode::BAD_REQUEST, r#"{"code":"bad_request"}"#),
        ("id=unknown", StatusCode::NOT_FOUND, r#"{"code":"not_found"}"#),
    ] {
        let answer = browser.send(call("end_browser", &[("accept", "application/json")], body)).await;
        assert_eq!((answer.status, &*answer.body), (status, json), "{body}");
    }
    let referer = ("referer", "https://evil.example/");
    let page = browser.send(call("end_browser", &[("accept", "text/html"), referer], "id=1&id=2")).await;
    assert_eq!((page.status, page.location()), (StatusCode::BAD_REQUEST, ""));
    assert!(page.body.contains("<h1>That request was not understood.</h1>"), "{}", page.body);
}

#[tokio::test]
async fn a_limited_call_says_when_to_try_again() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    app.fault(&[("route", "GET /users/@me/connections"), ("kind", "rate_limit"), ("seconds", "30")]).await;
    let page = browser.get("/dashboard/connections").await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "{}", page.body);
    let seconds: u32 = page.header("retry-after").parse().unwrap();
    assert!((28..=30).contains(&seconds), "{seconds}");
    app.clear_faults().await;
    app.fault(&[("route", "POST /oauth2/token/revoke"), ("kind", "rate_limit"), ("seconds", "30")]).await;
    let form = browser.post("/auth/logout", &[("reach", "discord")]).await;
    assert_eq!((form.status, form.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "30"));
}
