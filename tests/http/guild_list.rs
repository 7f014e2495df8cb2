//! The guild list as an island: what its data holds, and the server function that refreshes it.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::{Value, json};

use crate::{
    odd_data::{app_on, discord_with},
    test_app::{BOBBY, Browser, MIRA, TestApp},
};

const PAGE: &str = "/dashboard/guilds";
const GUILDS_CALL: &str = "GET /users/@me/guilds";
/// Longer than an answer counts as fresh.
const A_WHILE: Duration = Duration::from_secs(61);

/// The data of the island, as the browser reads it from the attribute, and as it is in the HTML.
async fn props(browser: &mut Browser<'_>, path: &str) -> (Value, String) {
    let page = browser.get(path).await.body;
    let island =
        page.split("<leptos-island ").find(|island| island.starts_with("data-component=\"GuildList_")).unwrap();
    let html = island.split("data-props=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let unescaped = html.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    (serde_json::from_str(&unescaped).unwrap(), html)
}

#[tokio::test]
async fn the_data_of_the_island_holds_what_the_page_shows_and_nothing_else() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    let (props, html) = props(&mut browser, "/dashboard/guilds?q=fika&sort=newest").await;
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(keys(&props), "address cdn list query show sort");
    assert_eq!(keys(&props["list"]), "fetched_at_ms stale value");
    assert_eq!(keys(&props["list"]["value"]), "can_add_bot is_bot_uncertain rows");
    assert_eq!((&props["query"], &props["show"], &props["sort"]), (&json!("fika"), &json!(""), &json!("newest")));
    let rows = props["list"]["value"]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 12);
    assert!(rows.iter().all(|row| row.as_str().unwrap().split('|').count() == 7), "{rows:?}");
    for private in ["@", "email", "token", "approximate", "features"] {
        assert!(!html.contains(private), "{private} in {html}");
    }
}

#[tokio::test]
async fn a_hostile_name_is_text_in_the_data_of_the_island_too() {
    let name = "</script><img src=x onerror=alert(1)>\"'&quot;";
    let discord = discord_with(json!(name), json!("1"), 1).await;
    let app = app_on(&discord).await;
    let mut browser = app.signed_in(MIRA).await;
    let (props, html) = props(&mut browser, "/dashboard/guilds?q=%22%3E%3Cimg%20src=x%3E").await;
    assert!(!html.contains(['<', '>']), "{html}");
    assert_eq!(props["list"]["value"]["rows"][0].as_str().unwrap().splitn(7, '|').last(), Some(name));
    assert_eq!(props["query"], "\"><img src=x>");
    let page = browser.get(PAGE).await.body;
    assert!(!page.contains("<img src=x") && !page.contains("</script><img"), "{page}");
}

#[tokio::test]
async fn every_name_of_the_hostile_person_is_text_in_the_data_of_the_island() {
    let app = TestApp::start().await;
    let (props, html) = props(&mut app.signed_in(BOBBY).await, PAGE).await;
    assert!(!html.contains(['<', '>']), "{html}");
    assert_eq!(props["list"]["value"]["rows"].as_array().unwrap().len(), 21);
}

#[tokio::test]
async fn a_refresh_asks_discord_once_and_answers_the_rows_of_the_page() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    let (before, _) = props(&mut browser, PAGE).await;
    app.clock.advance(Duration::from_secs(5));
    app.reset_counters().await;
    let answer = browser.call("refresh_guilds").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let list: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(list["value"], before["list"]["value"]);
    assert_eq!(list["stale"], Value::Null);
    let age = |list: &Value| list["fetched_at_ms"].as_u64().unwrap();
    assert!(age(&list) >= age(&before["list"]) + 5000);
    assert_eq!(app.calls(GUILDS_CALL).await, 1);
    // The page that is opened next shows that answer.
    let (after, _) = props(&mut browser, PAGE).await;
    assert_eq!((age(&after["list"]), app.calls(GUILDS_CALL).await), (age(&list), 1));
}

#[tokio::test]
async fn a_refresh_in_place_makes_other_pages_ask_discord_again_like_the_form() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    browser.get("/dashboard/connections").await;
    app.clock.advance(Duration::from_secs(1));
    browser.call("refresh_guilds").await;
    app.reset_counters().await;
    browser.get("/dashboard/connections").await;
    browser.get("/dashboard/connections").await;
    assert_eq!(app.calls("GET /users/@me/connections").await, 1);
}

#[tokio::test]
async fn a_limited_refresh_answers_the_old_rows_and_how_long_to_wait() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    browser.get(PAGE).await;
    app.clock.advance(A_WHILE);
    app.fault(&[("route", GUILDS_CALL), ("kind", "rate_limit"), ("seconds", "30")]).await;
    let answer = browser.call("refresh_guilds").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let list: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!((&list["stale"]["code"], list["value"]["rows"].as_array().unwrap().len()), (&json!("rate_limited"), 12));
    let seconds = list["stale"]["detail"].as_str().unwrap();
    assert!(["28", "29", "30"].contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn a_refresh_without_anything_to_show_fails_with_its_status() {
    for (fault, status, code) in [
        (&[("kind", "rate_limit"), ("seconds", "30")][..], StatusCode::TOO_MANY_REQUESTS, "rate_limited"),
        (&[("kind", "error"), ("status", "500")], StatusCode::SERVICE_UNAVAILABLE, "discord_unavailable"),
    ] {
        let app = TestApp::start().await;
        let mut browser = app.signed_in(MIRA).await;
        app.fault(&[&[("route", GUILDS_CALL)], fault].concat()).await;
        let answer = browser.call("refresh_guilds").await;
        let error: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((answer.status, &error["code"]), (status, &json!(code)));
        assert!(!answer.header("retry-after").is_empty());
    }
}

#[tokio::test]
async fn a_refresh_is_for_people_who_are_signed_in_and_for_pages_of_this_site() {
    let app = TestApp::start().await;
    let visitor = app.anonymous().call("refresh_guilds").await;
    assert_eq!((visitor.status, &*visitor.body), (StatusCode::UNAUTHORIZED, r#"{"code":"unauthenticated"}"#));
    let mut browser = app.signed_in(MIRA).await;
    app.reset_counters().await;
    let elsewhere = Request::post("/api/refresh_guilds").header("sec-fetch-site", "cross-site").body(Body::empty());
    assert_eq!(browser.send(elsewhere.unwrap()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(app.all_calls().await, 0);
}
