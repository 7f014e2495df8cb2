//! How long a sign-in lasts, what a visit writes to the database, and the list of signed-in browsers.

use std::time::Duration;

use app::{
    server::{
        http::serve::sweep_once,
        sign_in_lifetimes::{ABSOLUTE_LIFETIME, IDLE_LIFETIME, TOUCH_EVERY},
    },
    signed_in_browser::SignedInBrowser as SignedIn,
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use sqlx::Connection as _;

use crate::test_app::{Answer, Browser, MIRA, NELLY, ORIGIN, TestApp, cookie, encode, https_cookie};

const A_DAY: Duration = Duration::from_secs(24 * 3600);
const A_MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn visits_keep_a_sign_in_alive_until_its_absolute_end() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    for _ in 0..29 {
        app.clock.advance(A_DAY);
        assert_eq!(browser.get("/dashboard").await.status, StatusCode::OK);
    }
    app.clock.advance(A_DAY - A_MINUTE);
    assert_eq!(browser.get("/dashboard").await.status, StatusCode::OK);
    app.clock.advance(A_MINUTE);
    assert_eq!(29 * A_DAY + A_DAY, ABSOLUTE_LIFETIME);
    assert_eq!(browser.get("/dashboard").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_idle_sign_in_is_over_and_leaves_nothing_behind() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    app.clock.advance(IDLE_LIFETIME - A_MINUTE);
    assert_eq!(browser.get("/dashboard").await.status, StatusCode::OK);
    app.clock.advance(IDLE_LIFETIME);
    let copied = browser.clone();
    let answer = browser.get("/dashboard").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/login?return_to=%2Fdashboard"));
    assert!(browser.session().is_none(), "the cookie is removed");
    assert_eq!(app.rows().await, [0, 0, 0]);
    assert_eq!(app.calls("POST /oauth2/token/revoke").await, 0);
    assert_eq!({ copied }.get("/dashboard").await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.sign_in(NELLY, "/dashboard").await.location(), "/dashboard");
    assert_eq!(browser.get("/dashboard").await.status, StatusCode::OK);
}

#[tokio::test]
async fn signing_in_again_with_a_session_that_is_over_works_at_once() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    let callback = browser.authorize(NELLY, "/dashboard").await;
    let login = app.state.logins.of_user("80351110224678912".parse().unwrap()).await.unwrap().remove(0);
    app.state.logins.end(&login).await.unwrap();
    // The request that finds that the session has ended also makes a new one.
    assert_eq!(browser.get(&callback).await.location(), "/dashboard");
    assert_eq!(browser.get("/dashboard").await.status, StatusCode::OK);
    assert_eq!(app.rows().await, [1, 1, 1]);
}

#[tokio::test]
async fn a_session_whose_login_ended_elsewhere_is_removed_at_its_next_request() {
    let app = TestApp::start().await;
    let mut here = app.signed_in(NELLY).await;
    let mut there = app.signed_in(NELLY).await;
    here.post("/auth/logout", &[("reach", "everywhere")]).await;
    assert_eq!(app.rows().await, [1, 0, 0]);
    let answer = there.get("/").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(there.session().is_none(), "the cookie is removed");
    assert_eq!(app.rows().await, [0, 0, 0]);
}

#[tokio::test]
async fn over_https_browsers_obey_the_removal_of_the_cookie() {
    let app = TestApp::start_with(&[("PUBLIC_URL", "https://dashboard.example.org")]).await;
    let name = https_cookie("session");
    let request = Request::get("/").header(header::COOKIE, format!("{name}=AAAAAAAAAAAAAAAAAAAAAA"));
    let answer = app.request(request.body(Body::empty()).unwrap()).await;
    let removals: Vec<_> =
        answer.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect();
    let obeyed = removals
        .iter()
        .any(|cookie| [&format!("{name}=;"), "Max-Age=0", "Secure", "Path=/"].iter().all(|part| cookie.contains(part)));
    assert!(obeyed, "{removals:?}");
}

#[tokio::test]
async fn a_visit_is_noted_at_most_every_five_minutes() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    browser.get("/").await;
    let is_noted = async {
        while listed(&mut browser).await[0].last_seen_at_ms == listed(&mut browser).await[0].created_at_ms {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), is_noted).await.unwrap();
    let mut noted = Vec::new();
    // Nine visits in sixteen minutes: the first one and two more are noted.
    for _ in 0..9 {
        browser.get("/").await;
        noted.push(listed(&mut browser).await.remove(0).last_seen_at_ms);
        app.clock.advance(2 * A_MINUTE);
    }
    noted.dedup();
    assert_eq!(noted.len(), 3, "{noted:?}");
    let apart: Vec<_> = noted.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(apart.iter().all(|ms| u128::from(*ms) >= TOUCH_EVERY.as_millis()), "{apart:?}");
}

#[tokio::test]
async fn anonymous_visits_write_nothing() {
    let app = TestApp::start().await;
    let _somebody = app.signed_in(NELLY).await;
    let mut watcher = sqlx::AnyConnection::connect(app.state.config.database_url.expose()).await.unwrap();
    let before = (app.rows().await, writes(&mut watcher).await);
    let invented = [
        (cookie("session"), "AAAAAAAAAAAAAAAAAAAAAA"),
        (cookie("session"), "x"),
        (cookie("sign_in"), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ("unrelated".to_owned(), "1"),
    ];
    for path in ["/", "/login", "/dashboard", "/no-such-page", "/auth/callback?code=x&state=y", "/api/nothing"] {
        app.anonymous().get(path).await;
        for (name, value) in &invented {
            let mut browser = app.anonymous();
            browser.cookies.insert(name.clone(), (*value).to_owned());
            browser.get(path).await;
        }
    }
    app.anonymous().call("end_browser").await;
    let after = (app.rows().await, writes(&mut watcher).await);
    assert_eq!(before, after);
    // Starting a sign-in writes nothing either: the flow is in the browser's cookie.
    app.anonymous().post("/auth/login", &[]).await;
    assert_eq!(before.1, writes(&mut watcher).await);
    // This shows that `writes` can detect one: signing in writes.
    let _somebody = app.signed_in(NELLY).await;
    assert_ne!(before.1, writes(&mut watcher).await);
}

/// Returns a number that changes whenever another connection writes. Source: <https://www.sqlite.org/pragma.html#pragma_data_version>.
async fn writes(watcher: &mut sqlx::AnyConnection) -> i64 {
    sqlx::query_scalar("PRAGMA data_version").fetch_one(watcher).await.unwrap()
}

#[tokio::test]
async fn the_sweep_removes_expired_rows_without_calling_discord() {
    let app = TestApp::start().await;
    let _idle = app.signed_in(NELLY).await;
    app.anonymous().post("/auth/login", &[]).await;
    sweep_once(&app.state).await;
    assert_eq!(app.rows().await, [1, 1, 1]);
    app.clock.advance(IDLE_LIFETIME);
    let mut living = app.signed_in(MIRA).await;
    sweep_once(&app.state).await;
    assert_eq!(app.rows().await, [2, 1, 1], "a session's row stays until its browser returns or it expires");
    assert_eq!(living.get("/dashboard").await.status, StatusCode::OK);
    app.clock.advance(ABSOLUTE_LIFETIME);
    sweep_once(&app.state).await;
    assert_eq!(app.rows().await, [0, 0, 0]);
    assert_eq!(app.calls("POST /oauth2/token/revoke").await, 0);
}

#[tokio::test]
async fn signed_in_browsers_are_listed_under_the_names_that_people_know() {
    let app = TestApp::start().await;
    let before = app.clock.now_ms();
    let mut firefox = signed_in_with(&app, NELLY, "Firefox/128").await;
    firefox.get("/").await;
    app.clock.advance(A_MINUTE);
    let mut chromium = signed_in_with(&app, NELLY, "<b>Chrome/130 on Linux</b>").await;
    let _somebody_else = signed_in_with(&app, MIRA, "Safari").await;
    let browsers = listed(&mut firefox).await;
    let seen: Vec<_> = browsers.iter().map(|browser| (&*browser.name, browser.is_this_one)).collect();
    assert_eq!(seen, [("Chrome on Linux", false), ("Firefox", true)]);
    assert!(browsers.iter().all(|browser| browser.created_at_ms >= before), "{browsers:?}");
    assert!(listed(&mut chromium).await[0].is_this_one);
    // An expired browser is not listed, even before the sweep.
    app.clock.advance(IDLE_LIFETIME - A_MINUTE / 2);
    let over = listed(&mut chromium).await;
    assert_eq!(over.len(), 1, "{over:?}");
}

#[tokio::test]
async fn a_browser_can_be_signed_out_by_an_island_or_a_plain_form() {
    let app = TestApp::start().await;
    let mut here = app.signed_in(NELLY).await;
    let mut others = [app.signed_in(NELLY).await, app.signed_in(NELLY).await];
    for (number, other) in others.iter_mut().enumerate() {
        other.get("/dashboard/guilds").await;
        let id = own_id(other).await;
        let answer =
            if number == 0 { end(&mut here, &id).await } else { here.post("/api/end_browser", &[("id", &id)]).await };
        let expected = if number == 0 { StatusCode::OK } else { StatusCode::FOUND };
        assert_eq!(answer.status, expected, "{}", answer.body);
        assert_eq!(other.get("/dashboard/guilds").await.status, StatusCode::SEE_OTHER);
        let login = app::server::store::LoginId(id);
        assert!(app.state.caches.guilds.peek(&login).is_none(), "its answers are forgotten");
    }
    assert_eq!(listed(&mut here).await.len(), 1);
    assert_eq!(app.calls("POST /oauth2/token/revoke").await, 0, "a revocation would end this one too");
}

#[tokio::test]
async fn somebody_elses_browser_looks_like_an_unknown_one() {
    let app = TestApp::start().await;
    let mut nelly = app.signed_in(NELLY).await;
    let mut mira = app.signed_in(MIRA).await;
    let foreign = own_id(&mut mira).await;
    for id in [&*foreign, "invented", ""] {
        let answer = end(&mut nelly, id).await;
        assert_eq!((answer.status, &*answer.body), (StatusCode::NOT_FOUND, r#"{"code":"not_found"}"#), "{id:?}");
    }
    // A plain form is redirected, and ends nothing either.
    assert_eq!(nelly.post("/api/end_browser", &[("id", &foreign)]).await.status, StatusCode::FOUND);
    assert_eq!(mira.get("/dashboard").await.status, StatusCode::OK);
    assert_eq!(nelly.get("/dashboard").await.status, StatusCode::OK);
}

#[tokio::test]
async fn ending_this_browser_signs_it_out() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    browser.authorize(NELLY, "/dashboard").await;
    let id = own_id(&mut browser).await;
    let copied = browser.clone();
    assert_eq!(end(&mut browser, &id).await.status, StatusCode::OK);
    assert!(browser.session().is_none(), "the cookie is removed");
    assert_eq!(app.rows().await, [0, 0, 0]);
    assert!(!browser.cookies.keys().any(|name| name.contains("sign_in")), "its flow under way is gone too");
    assert_eq!({ copied }.get("/dashboard").await.status, StatusCode::SEE_OTHER);
}

/// Signs in with a browser that sends this user agent.
async fn signed_in_with<'a>(app: &'a TestApp, person: &str, user_agent: &str) -> Browser<'a> {
    let mut browser = app.anonymous();
    let callback = browser.authorize(person, "/dashboard").await;
    let request = Request::get(callback).header(header::USER_AGENT, user_agent);
    let answer = browser.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.location(), "/dashboard");
    browser
}

/// The rows that the account page hands to its island.
async fn listed(browser: &mut Browser<'_>) -> Vec<SignedIn> {
    let page = browser.get("/dashboard/account").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let props = page.body.split("data-props=\"{&quot;browsers&quot;:").nth(1).unwrap().split("}\">").next().unwrap();
    serde_json::from_str(&props.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">")).unwrap()
}

async fn own_id(browser: &mut Browser<'_>) -> String {
    listed(browser).await.into_iter().find(|browser| browser.is_this_one).unwrap().id
}

/// Ends a browser as an island does.
async fn end(browser: &mut Browser<'_>, id: &str) -> Answer {
    let request = Request::post("/api/end_browser")
        .header(header::ACCEPT, "application/json")
        .header(header::ORIGIN, ORIGIN)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    browser.send(request.body(Body::from(encode(&[("id", id)]))).unwrap()).await
}
