//! Pages and server functions declare the scopes that they need. A user who has not allowed one is told, and asked on the page.

use app::{
    discord::Scopes,
    error::AppError,
    server::{
        auth::{Flow, LocalPath, Purpose},
        discord::rest::Authorize,
    },
    server_fns::list_guilds,
};
use axum::http::{HeaderMap, StatusCode, header};

use crate::test_app::{Browser, NELLY, PIM, TestApp, decide};

/// Signs in with fewer scopes than the app's own button asks for.
async fn signed_in_with<'a>(app: &'a TestApp, person: &str, scopes: &str) -> Browser<'a> {
    let authorize = Authorize::new(Scopes::parse(scopes));
    let flow = Flow { purpose: Purpose::SignIn, authorize, return_to: LocalPath::parse("/dashboard"), data: ().into() };
    let response = flow.start(&app.state, &HeaderMap::new()).unwrap();
    let mut browser = app.anonymous();
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
    browser.cookies.insert(name.to_owned(), value.to_owned());
    let callback = decide(response.headers()[header::LOCATION].to_str().unwrap(), person, "authorize").await;
    assert_eq!(browser.get(&callback).await.location(), "/dashboard");
    browser
}

#[tokio::test]
async fn a_page_without_its_scope_says_why_and_one_button_leads_back_to_it() {
    let app = TestApp::start().await;
    let mut browser = signed_in_with(&app, NELLY, "identify").await;
    for (page, scope, why, call) in [
        ("/dashboard/guilds?q=kr", "guilds", "The servers you are in", "GET /users/@me/guilds"),
        ("/dashboard/connections", "connections", "linked", "GET /users/@me/connections"),
    ] {
        let answer = browser.get(page).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{page}");
        let main = answer.body.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
        assert!(main.contains(&format!("a permission you have not given yet: {scope}.")), "{main}");
        assert!(main.contains(why), "{why} in {main}");
        assert_eq!(main.matches("<button").count(), 1, "{main}");
        assert_eq!(app.calls(call).await, 0, "declared: Discord need not refuse it first");
        let start = browser.post("/auth/login", &[("scope", scope), ("return_to", page)]).await;
        let callback = decide(start.location(), NELLY, "authorize").await;
        assert_eq!(browser.get(&callback).await.location(), page, "back to the same page");
        assert_eq!(browser.get(page).await.status, StatusCode::OK);
    }
    let typed = signed_in_with(&app, PIM, "identify").await.in_page(list_guilds()).await.map(drop);
    assert_eq!(typed, Err(AppError::MissingScope { scope: "guilds".into() }));
}

#[tokio::test]
async fn a_scope_allowed_in_another_sign_in_counts() {
    let app = TestApp::start().await;
    app.signed_in(NELLY).await;
    let mut browser = signed_in_with(&app, NELLY, "identify").await;
    assert_eq!(browser.get("/dashboard/guilds").await.status, StatusCode::OK);
    assert_eq!(app.calls("GET /oauth2/@me").await, 1, "Discord's list");
    browser.get("/dashboard/connections").await;
    assert_eq!(app.calls("GET /oauth2/@me").await, 1, "the list is cached");
}

#[tokio::test]
async fn one_button_asks_for_all_missing_scopes() {
    let app = TestApp::start().await;
    let mut browser = signed_in_with(&app, NELLY, "identify").await;
    let start = browser.post("/auth/login", &[("scope", "guilds connections"), ("return_to", "/dashboard")]).await;
    assert!(start.location().contains("scope=identify+guilds+connections&"), "{}", start.location());
}
