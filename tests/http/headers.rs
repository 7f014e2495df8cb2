//! What every answer carries.

use axum::http::StatusCode;

use crate::test_app::{MIRA, ORIGIN, TestApp};

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    for (path, status) in [
        ("/", StatusCode::OK),
        ("/login", StatusCode::OK),
        ("/dashboard/guilds", StatusCode::OK),
        ("/no-such-page", StatusCode::NOT_FOUND),
        ("/pkg/no-such-file.js", StatusCode::NOT_FOUND),
        ("/api/no_such_function", StatusCode::NOT_FOUND),
        ("/auth/callback", StatusCode::SEE_OTHER),
        ("/healthz", StatusCode::OK),
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answer.header(name), value, "{path}: {name}");
        }
        let referrer = if path == "/auth/callback" { "no-referrer" } else { "same-origin" };
        let referrers = [referrer, "same-origin"];
        assert!(referrers.contains(&answer.header("referrer-policy")), "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn the_policy_names_discords_origins_and_nothing_else_outside() {
    let app = TestApp::start().await;
    let answer = app.anonymous().get("/login").await;
    let policy = answer.header("content-security-policy");
    assert!(policy.contains(&format!("form-action 'self' {};", app.discord)), "{policy}");
    assert!(policy.contains(&format!("img-src 'self' {};", app.discord)), "{policy}");
    assert_eq!(policy.matches("http").count(), 2, "{policy}");
}

#[tokio::test]
async fn every_script_carries_the_headers_nonce_and_nothing_is_styled_inline() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    let mut nonces = Vec::new();
    for path in
        ["/", "/login", "/dashboard", "/dashboard/profile", "/dashboard/guilds", "/dashboard/connections", "/nope"]
    {
        let page = browser.get(path).await;
        let policy = page.header("content-security-policy");
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        assert!(page.body.contains("<script"), "{path} has the hydration script");
        for script in page.body.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{path}: <script{tag}>");
        }
        assert!(!page.body.contains(" style=") && !page.body.contains("<style"), "{path}");
        assert!(!page.body.contains("javascript:"), "{path}");
        nonces.push(nonce);
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 7, "a nonce is used once");
}

#[tokio::test]
async fn over_https_cookies_are_bound_to_the_host_and_hsts_is_on() {
    let app = TestApp::start_with(&[
        ("PUBLIC_URL", "https://dashboard.example.org"),
        ("DISCORD_REDIRECT_URI", &format!("{ORIGIN}/auth/callback")),
    ])
    .await;
    let request = axum::http::Request::post("/auth/login")
        .header("origin", "https://dashboard.example.org")
        .header("content-type", "application/x-www-form-urlencoded");
    let answer = app.request(request.body(axum::body::Body::empty()).unwrap()).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with(&format!("__Host-{}=", crate::test_app::cookie("sign_in"))), "{cookie}");
    for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
}

#[tokio::test]
async fn localhost_is_sent_to_the_address_the_cookies_belong_to() {
    let app = TestApp::start().await;
    let get = |host: &'static str| {
        axum::http::Request::get("/login?x=1").header("host", host).body(axum::body::Body::empty()).unwrap()
    };
    let answer = app.request(get("localhost:3000")).await;
    assert_eq!(answer.status, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(answer.location(), "http://127.0.0.1:3000/login?x=1");
    for host in ["127.0.0.1:3000", "localhost:9999", "evil.example"] {
        assert_eq!(app.request(get(host)).await.status, StatusCode::OK, "{host}");
    }
}
