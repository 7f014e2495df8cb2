//! Access checks for every route and every server function, taken from the generated lists.

use app::server::http::router::routes;
use axum::http::StatusCode;
use leptos::server_fn;

use crate::test_app::{NELLY, TestApp, cookie};

#[tokio::test]
async fn every_dashboard_route_turns_visitors_away_before_rendering() {
    let app = TestApp::start().await;
    let guarded: Vec<String> =
        routes().iter().map(|route| route.path().to_owned()).filter(|path| path.starts_with("/dashboard")).collect();
    assert!(guarded.len() >= 4, "{guarded:?}");
    for path in guarded {
        let path = path.replace("{id}", "1");
        let answer = app.anonymous().get(&path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        let back = path.replace('/', "%2F");
        assert_eq!(answer.location(), format!("/login?return_to={back}"));
        assert_eq!(answer.body, "", "{path}");
    }
    assert_eq!(app.calls("GET /users/@me").await, 0);
}

#[tokio::test]
async fn the_guard_ignores_the_accept_header() {
    let app = TestApp::start().await;
    for accept in ["*/*", "application/json", ""] {
        let request = axum::http::Request::get("/dashboard/profile?x=1").header("accept", accept);
        let answer = app.request(request.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(answer.location(), "/login?return_to=%2Fdashboard%2Fprofile%3Fx%3D1", "{accept:?}");
    }
}

#[tokio::test]
async fn every_other_route_opens_for_visitors() {
    let app = TestApp::start().await;
    let open: Vec<String> =
        routes().iter().map(|route| route.path().to_owned()).filter(|path| !path.starts_with("/dashboard")).collect();
    assert!(open.contains(&"/".to_owned()) && open.contains(&"/login".to_owned()), "{open:?}");
    for path in open {
        assert_eq!(app.anonymous().get(&path).await.status, StatusCode::OK, "{path}");
    }
}

/// Server functions that a visitor may call. Every other one has to refuse visitors.
const OPEN: [&str; 1] = ["current_viewer"];

#[tokio::test]
async fn every_server_function_refuses_visitors_with_401_and_a_typed_body() {
    let app = TestApp::start().await;
    let mut functions: Vec<&str> =
        server_fn::axum::server_fn_paths().map(|(path, _)| path.trim_start_matches("/api/")).collect();
    functions.sort_unstable();
    assert!(functions.contains(&"list_guilds") && functions.len() >= 5, "{functions:?}");
    for function in functions {
        let answer = app.anonymous().call(function).await;
        if OPEN.contains(&function) {
            assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "null"), "{function}");
        } else {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{function}: {}", answer.body);
            assert_eq!(answer.body, r#"{"code":"unauthenticated"}"#, "{function}");
        }
    }
}

#[tokio::test]
async fn server_functions_answer_for_the_signed_in_user() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    let guilds = browser.call("list_guilds").await;
    assert_eq!(guilds.status, StatusCode::OK);
    assert!(guilds.body.contains("1337 Krew") && guilds.body.contains("fetched_at_ms"), "{}", guilds.body);
    let profile = browser.call("raw_profile").await;
    assert!(profile.body.contains("80351110224678912"), "{}", profile.body);
}

#[tokio::test]
async fn an_invented_session_cookie_signs_nobody_in() {
    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    for value in ["AAAAAAAAAAAAAAAAAAAAAA", "x", "", "%00"] {
        browser.cookies.insert(cookie("session"), value.into());
        assert_eq!(browser.get("/dashboard").await.status, StatusCode::SEE_OTHER, "{value:?}");
    }
}
