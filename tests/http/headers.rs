//! What every answer carries.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};

use crate::test_app::{MIRA, TestApp, https_cookie};

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    for (path, status) in [
        ("/", StatusCode::OK),
        ("/login", StatusCode::SEE_OTHER),
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
async fn the_policy_allows_discords_origins_and_no_other_site() {
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
        ["/", "/look", "/dashboard", "/dashboard/profile", "/dashboard/guilds", "/dashboard/connections", "/nope"]
    {
        let page = browser.get(path).await;
        let policy = page.header("content-security-policy");
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        assert!(page.body.contains("<script"), "{path} has the hydration script");
        for script in page.body.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{path}: <script{tag}>");
        }
        assert!(!page.body.contains(" style="), "{path}");
        let styles: Vec<_> =
            page.body.split("<style").skip(1).map(|rest| rest.split("</style").next().unwrap()).collect();
        assert_eq!(styles, [">@view-transition{navigation:auto}"], "{path}: the one the policy allows");
        assert!(!page.body.contains("javascript:"), "{path}");
        nonces.push(nonce);
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 7, "a nonce is used once");
}

#[tokio::test]
async fn over_https_cookies_are_bound_to_the_host_and_hsts_is_on() {
    let app = TestApp::start_with(&[("PUBLIC_URL", "https://dashboard.example.org")]).await;
    let request = axum::http::Request::post("/auth/login")
        .header("origin", "https://dashboard.example.org")
        .header("content-type", "application/x-www-form-urlencoded");
    let answer = app.request(request.body(axum::body::Body::empty()).unwrap()).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with(&format!("{}_", https_cookie("sign_in"))), "{cookie}");
    for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    let hsts = answer.header("strict-transport-security");
    assert_eq!(hsts, "max-age=31536000", "subdomains may belong to others");
}

#[tokio::test]
async fn hsts_reaches_subdomains_only_where_it_is_asked_for() {
    for (set, expected) in [("1", "max-age=31536000; includeSubDomains"), ("0", "max-age=31536000")] {
        let variables = [("PUBLIC_URL", "https://dashboard.example.org"), ("HSTS_INCLUDE_SUBDOMAINS", set)];
        let app = TestApp::start_with(&variables).await;
        assert_eq!(app.anonymous().get("/").await.header("strict-transport-security"), expected);
    }
    let app = TestApp::start_with(&[("HSTS_INCLUDE_SUBDOMAINS", "1")]).await;
    assert_eq!(app.anonymous().get("/").await.header("strict-transport-security"), "", "not over plain http");
}

#[tokio::test]
async fn live_reload_may_connect_to_its_own_socket() {
    for (set, socket) in [
        (&[("LEPTOS_RELOAD_PORT", "4001")][..], "ws://127.0.0.1:4001"),
        (&[("PUBLIC_URL", "https://dev.example.org")], "wss://dev.example.org:3001"),
        (
            &[("PUBLIC_URL", "https://dev.example.org"), ("LEPTOS_RELOAD_EXTERNAL_PORT", "443")],
            "wss://dev.example.org:443",
        ),
    ] {
        let app = TestApp::start_with(&[&[("LEPTOS_WATCH", "true")], set].concat()).await;
        let answer = app.anonymous().get("/login").await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains(&format!("connect-src 'self' {socket};")), "{set:?}: {policy}");
    }
    let app = TestApp::start().await;
    let answer = app.anonymous().get("/login").await;
    assert!(answer.header("content-security-policy").contains("connect-src 'self';"), "only under watch");
}

#[tokio::test]
async fn only_pages_carry_the_prefetch_rules() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    for path in ["/", "/look", "/dashboard", "/nope"] {
        assert_eq!(browser.get(path).await.header("speculation-rules"), "\"/speculation-rules.json\"", "{path}");
    }
    for path in ["/healthz", "/api/no_such_function", "/auth/callback", "/speculation-rules.json"] {
        assert_eq!(browser.get(path).await.header("speculation-rules"), "", "{path}");
    }
    let rules = browser.get("/speculation-rules.json").await;
    assert_eq!(rules.header("content-type"), "application/speculationrules+json");
    let rules: serde_json::Value = serde_json::from_str(&rules.body).unwrap();
    let excluded = rules.pointer("/prefetch/0/where/and/1/not/href_matches").unwrap().as_array().unwrap();
    let never = |path: &str| {
        excluded.iter().filter_map(|pattern| pattern.as_str()).any(|pattern| match pattern.strip_suffix('*') {
            Some(start) => path.starts_with(start),
            None => path == pattern,
        })
    };
    for path in
        // Prefetching these pages would call Discord at each hover, and the route for a membership allows few calls.
        [
            "/dashboard/guilds/80351110224678912",
            "/dashboard/guilds/80351110224678912/a-feature",
            "/dashboard/connections",
            "/auth/login",
            "/auth/callback",
            "/auth/logout",
            "/theme",
            "/api/end_browser",
            "/dashboard/account",
            "/setup",
        ]
    {
        assert!(never(path), "{path}");
    }
    assert!(never("/sandbox/oauth2/authorize") && !never("/dashboard") && !never("/dashboard/guilds"));
}

#[tokio::test]
async fn signing_out_clears_the_pages_that_the_browser_prefetched() {
    let app = TestApp::start().await;
    let answer = app.signed_in(MIRA).await.post("/auth/logout", &[]).await;
    assert_eq!(answer.location(), "/");
    assert_eq!(answer.header("clear-site-data"), "\"prefetchCache\", \"prerenderCache\"");
}

#[tokio::test]
async fn an_unsupported_method_is_not_allowed() {
    let app = TestApp::start().await;
    for (method, target) in
        [("CONNECT", "example.org:443"), ("TRACE", "/"), ("BREW", "/dashboard"), ("PROPFIND", "/pkg/app.css")]
    {
        let request = Request::builder().method(method).uri(target).header("sec-fetch-site", "same-origin");
        let answer = app.request(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert!(!answer.header("allow").is_empty(), "{method}");
    }
}

#[tokio::test]
async fn browsers_get_a_file_for_favicon_ico_and_never_a_page() {
    let app = TestApp::start().await;
    let answer = app.request(Request::get("/favicon.ico").body(Body::empty()).unwrap()).await;
    // The file is there only after a build.
    assert!(matches!(answer.status, StatusCode::OK | StatusCode::NOT_FOUND), "{}", answer.status);
    assert!(!answer.body.contains("<html"), "{}", answer.body);
    assert_eq!(answer.header("vary"), "accept-encoding");
}

#[tokio::test]
async fn files_vary_by_accept_encoding() {
    let app = TestApp::start().await;
    for (path, encoding) in
        [("/assets/favicon.svg", "br"), ("/assets/favicon.svg", "identity"), ("/pkg/none.js", "gzip")]
    {
        let request = Request::get(path).header("accept-encoding", encoding).body(Body::empty()).unwrap();
        assert_eq!(app.request(request).await.header("vary"), "accept-encoding", "{path} {encoding}");
    }
}

#[tokio::test]
async fn a_refusal_outside_all_pages_is_html_only_for_browsers() {
    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    for (method, path, status, sentence) in [
        ("GET", "/auth/logout", StatusCode::METHOD_NOT_ALLOWED, "That request was not understood."),
        ("GET", "/api/no_such_function", StatusCode::NOT_FOUND, "There is nothing here."),
        ("POST", "/theme", StatusCode::FORBIDDEN, "This form was not sent from this site."),
    ] {
        let request = |accept: &'static str| {
            Request::builder().method(method).uri(path).header("accept", accept).body(Body::empty())
        };
        let page = browser.send(request("text/html,*/*;q=0.8").unwrap()).await;
        assert_eq!(page.status, status, "{path}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{path}");
        assert!(page.body.contains(&format!("<h1>{sentence}</h1>")), "{path}: {}", page.body);
        assert!(page.body.contains(r#"<link rel="stylesheet" href="/pkg/app.css">"#), "{path}: {}", page.body);
        let answer = browser.send(request("*/*").unwrap()).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(!answer.body.contains("<html"), "{path}: {}", answer.body);
    }
}
