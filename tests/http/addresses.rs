//! Requests to other addresses than the configured one: another host name, or a slash at the end of the path.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};

use crate::test_app::{Answer, MIRA, ORIGIN, TestApp};

const PUBLIC: [(&str, &str); 1] = [("PUBLIC_URL", "https://dashboard.example.org")];

async fn send(app: &TestApp, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header("accept", "text/html");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.request(request.body(Body::empty()).unwrap()).await
}

async fn get(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Answer {
    send(app, Method::GET, path, headers).await
}

#[tokio::test]
async fn another_name_of_this_machine_redirects_to_the_configured_address() {
    let app = TestApp::start().await;
    assert_eq!(get(&app, "/login", &[("host", "127.0.0.1:3000")]).await.status, StatusCode::OK);
    for host in ["localhost:3000", "0.0.0.0:3000", "[::1]:3000", "127.0.0.2:3000"] {
        for method in [Method::GET, Method::HEAD] {
            let answer = send(&app, method.clone(), "/login?x=1&y=%2F", &[("host", host)]).await;
            assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{method} {host}");
            assert_eq!(answer.location(), format!("{ORIGIN}/login?x=1&y=%2F"), "{method} {host}");
            assert_eq!(answer.header("cache-control"), "no-store", "tomorrow another app may be there");
            assert_eq!(answer.header("set-cookie"), "", "{method} {host}");
        }
    }
}

#[tokio::test]
async fn another_host_name_redirects_to_the_public_one() {
    let app = TestApp::start_with(&PUBLIC).await;
    assert_eq!(get(&app, "/", &[("host", "dashboard.example.org")]).await.status, StatusCode::OK);
    for host in
        ["www.dashboard.example.org", "203.0.113.7", "localhost:3000", "app.hosting.example", "evil.example", "a\"b"]
    {
        for path in
            ["/", "/login?return_to=%2Fdashboard", "/dashboard", "/auth/callback?code=a&state=b", "/no-such-page"]
        {
            let answer = get(&app, path, &[("host", host)]).await;
            assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{host}{path}");
            assert_eq!(answer.location(), format!("https://dashboard.example.org{path}"), "{host}{path}");
        }
    }
}

#[tokio::test]
async fn a_page_at_an_unexpected_address_says_what_to_set() {
    let app = TestApp::start().await;
    for host in ["192.168.1.5:3000", "laptop.local:3000", "localhost:8080", "127.0.0.1:8080"] {
        for method in [Method::GET, Method::POST] {
            let page = send(&app, method, "/login", &[("host", host), ("origin", &format!("http://{host}"))]).await;
            assert_eq!(page.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
            for words in [format!("set up for {ORIGIN}"), format!("PUBLIC_URL=http://{host}")] {
                assert!(page.body.contains(&words), "{words} in {}", page.body);
            }
        }
    }
    let behind_tls = [("host", "app:3000"), ("x-forwarded-host", "abc.tunnel.example"), ("x-forwarded-proto", "https")];
    assert!(get(&app, "/", &behind_tls).await.body.contains("PUBLIC_URL=https://abc.tunnel.example"));
    let hostile = get(&app, "/", &[("host", "\"><script>alert(1)</script>")]).await;
    assert_eq!(hostile.status, StatusCode::MISDIRECTED_REQUEST);
    assert!(!hostile.body.contains("<script"), "{}", hostile.body);
}

#[tokio::test]
async fn health_checks_and_files_answer_under_any_host_name() {
    for variables in [&[][..], &PUBLIC] {
        let app = TestApp::start_with(variables).await;
        for host in ["10.0.0.7:3000", "app:3000", "localhost"] {
            for path in ["/healthz", "/readyz", "/speculation-rules.json"] {
                assert_eq!(get(&app, path, &[("host", host)]).await.status, StatusCode::OK, "{host}{path}");
            }
            let file = get(&app, "/pkg/no-such-file.js", &[("host", host)]).await;
            assert_eq!(file.status, StatusCode::NOT_FOUND, "{host}");
        }
    }
}

#[tokio::test]
async fn a_proxy_that_rewrites_the_host_causes_no_redirect_loop() {
    let app = TestApp::start_with(&PUBLIC).await;
    let told = [("host", "app:3000"), ("x-forwarded-host", "dashboard.example.org")];
    assert_eq!(get(&app, "/login", &told).await.status, StatusCode::OK, "it says what the browser asked for");

    let app = TestApp::start_with(&PUBLIC).await;
    let mut redirects = 0;
    // Behind such a proxy, every request of a browser arrives with this host. A browser gives up after twenty redirects.
    while get(&app, "/login", &[("host", "app:3000")]).await.status == StatusCode::PERMANENT_REDIRECT {
        redirects += 1;
        assert!(redirects < 15, "it does not end");
    }
    // Anybody can send a proxy's headers through such a proxy. That must not start the loop again.
    assert_eq!(get(&app, "/login", &told).await.status, StatusCode::OK);
    assert_eq!(get(&app, "/login", &[("host", "app:3000")]).await.status, StatusCode::OK);
    // One request with the right host shows that redirects work.
    assert_eq!(get(&app, "/", &[("host", "dashboard.example.org")]).await.status, StatusCode::OK);
    for _ in 0..20 {
        let answer = get(&app, "/login", &[("host", "www.dashboard.example.org")]).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT);
    }
}

#[tokio::test]
async fn a_form_from_another_host_name_is_refused_with_the_address_to_open() {
    let app = TestApp::start_with(&PUBLIC).await;
    for headers in [
        &[("host", "www.dashboard.example.org"), ("origin", "https://www.dashboard.example.org")][..],
        &[
            ("host", "www.dashboard.example.org"),
            ("origin", "https://www.dashboard.example.org"),
            ("sec-fetch-site", "same-origin"),
        ],
        &[("host", "dashboard.example.org"), ("origin", "http://dashboard.example.org")],
        &[("host", "app:3000"), ("origin", "http://app:3000")],
    ] {
        let answer = send(&app, Method::POST, "/auth/login", headers).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert!(answer.body.contains("Open https://dashboard.example.org and try again"), "{}", answer.body);
        assert!(answer.body.contains("set PUBLIC_URL"), "{}", answer.body);
    }
    let rewritten = [
        ("host", "app:3000"),
        ("origin", "https://dashboard.example.org"),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let answer = send(&app, Method::POST, "/auth/logout", &rewritten).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "the browser's header counts, not the proxy's");
}

#[tokio::test]
async fn a_trailing_slash_redirects_to_the_page_without_it() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    for (path, location) in [
        ("/login/", "/login"),
        ("/login/?return_to=%2Fdashboard", "/login?return_to=%2Fdashboard"),
        ("/dashboard/", "/dashboard"),
        ("/dashboard/guilds//?search=a%2F", "/dashboard/guilds?search=a%2F"),
        ("/no-such-page/", "/no-such-page"),
        ("/healthz/", "/healthz"),
        ("//evil.example/", "//evil.example"),
        ("/%5Cevil.example/", "/%5Cevil.example"),
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{path}");
        // The location begins with our own origin, so no path can lead to another site.
        assert_eq!(answer.location(), format!("{ORIGIN}{location}"), "{path}");
    }
    for path in ["/", "/look", "/dashboard"] {
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
    }
    for path in ["/pkg/no-such-folder/", "/assets/no-such-folder/"] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let posted = browser.post("/auth/logout/", &[]).await;
    assert_eq!(posted.status, StatusCode::NOT_FOUND, "a form is not sent again");
}
