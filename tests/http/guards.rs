//! Access checks for every route and every server function, taken from the generated lists.

use app::{
    error::AppError,
    server::http::router::routes,
    server_fns::{
        current_viewer, granted_scopes, list_browsers, list_connections, list_guild_rows, list_guilds, may_be_added,
        raw_profile, show_bot, show_community, show_profile,
    },
};
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
    let routes = routes();
    let all = routes.iter().map(|route| route.path().to_owned());
    // One page is for signed-in people; members.rs opens it. Only admins know that the other one exists.
    let hidden = |path: &str| path.starts_with("/dashboard") || path == "/no-access" || path == "/admin";
    let open: Vec<String> = all.filter(|path| !hidden(path)).collect();
    assert!(open.contains(&"/".to_owned()) && open.contains(&"/login".to_owned()), "{open:?}");
    for path in open {
        assert_eq!(app.anonymous().get(&path).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn every_server_function_refuses_visitors_with_401_and_a_typed_body() {
    let app = TestApp::start().await;
    let mut functions: Vec<&str> =
        server_fn::axum::server_fn_paths().map(|(path, _)| path.trim_start_matches("/api/")).collect();
    functions.sort_unstable();
    assert!(functions.contains(&"end_browser"), "{functions:?}");
    for function in functions {
        let answer = app.anonymous().call(function).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{function}: {}", answer.body);
        assert_eq!(answer.body, r#"{"code":"unauthenticated"}"#, "{function}");
    }
}

#[tokio::test]
async fn functions_for_pages_refuse_visitors_too() {
    let app = TestApp::start().await;
    let mut visitor = app.anonymous();
    assert_eq!(visitor.in_page(current_viewer()).await, Ok(None), "the home page asks whether somebody is signed in");
    assert_eq!(visitor.in_page(list_guilds()).await.map(drop), Err(AppError::Unauthenticated));
    assert_eq!(visitor.in_page(show_profile()).await.map(drop), Err(AppError::Unauthenticated));
    assert_eq!(visitor.in_page(raw_profile()).await, Err(AppError::Unauthenticated));
    assert_eq!(visitor.in_page(list_connections()).await.map(drop), Err(AppError::Unauthenticated));
    assert_eq!(visitor.in_page(granted_scopes()).await.map(drop), Err(AppError::Unauthenticated));
    assert_eq!(visitor.in_page(list_browsers()).await, Err(AppError::Unauthenticated));
    assert_eq!(visitor.in_page(show_bot()).await.map(drop), Err(AppError::Unauthenticated));
    assert_eq!(visitor.in_page(list_guild_rows()).await.map(drop), Err(AppError::Unauthenticated));
    assert_eq!(visitor.in_page(show_community()).await.map(drop), Err(AppError::Unauthenticated));
    assert_eq!(visitor.in_page(may_be_added()).await, Err(AppError::Unauthenticated));
}

#[tokio::test]
async fn server_functions_answer_the_person_who_asks() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    let guilds = browser.in_page(list_guilds()).await.unwrap();
    assert!(guilds.value.iter().any(|guild| guild.name == "1337 Krew") && guilds.fetched_at_ms > 0, "{guilds:?}");
    let profile = browser.in_page(raw_profile()).await.unwrap();
    assert!(profile.contains("80351110224678912"), "{profile}");
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
