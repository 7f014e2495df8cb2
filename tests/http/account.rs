//! The account page: permissions and how to allow more, signed-in browsers, and flash messages.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};

use crate::test_app::{Browser, MIRA, NELLY, TestApp, cookie, decide};

const ACCOUNT: &str = "/dashboard/account";
const GUILDS_CALL: &str = "GET /users/@me/guilds";
const MORE: [(&str, &str); 2] = [("return_to", ACCOUNT), ("scope", "guilds.members.read")];

/// Returns the page's flash message, or an empty text.
fn said(page: &str) -> &str {
    page.split("class=\"toast")
        .nth(1)
        .and_then(|rest| rest.split("<p>").nth(1)?.split("</p>").next())
        .unwrap_or_default()
        .trim_end_matches("<!>")
}

#[tokio::test]
async fn granted_scopes_are_listed_and_the_others_can_be_allowed() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    let page = browser.get(ACCOUNT).await;
    assert_eq!(page.status, StatusCode::OK);
    for text in
        ["Your email address, and whether it is verified", "Your nickname, roles and join date", "is not allowed yet"]
    {
        assert!(page.body.contains(text), "{text} in {}", page.body);
    }
    assert_eq!(page.body.matches("Allow at Discord").count(), 1);
    assert_eq!(app.calls("GET /oauth2/@me").await, 1, "Discord knows the real list");
    browser.get(ACCOUNT).await;
    assert_eq!(app.calls("GET /oauth2/@me").await, 1, "the list is cached");
}

#[tokio::test]
async fn allowing_more_asks_for_both_and_comes_back_as_the_same_person() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    let guild = "/dashboard/guilds/80351110224678912";
    assert!(!browser.get(guild).await.body.contains("3,268"));
    let start = browser.post("/auth/login", &[("return_to", guild), MORE[1]]).await;
    assert!(
        start.location().contains("scope=identify+email+guilds+connections+guilds.members.read"),
        "{}",
        start.location()
    );
    let callback = decide(start.location(), NELLY, "authorize").await;
    let answer = browser.get(&callback).await;
    assert_eq!(answer.location(), guild);
    let page = browser.get(guild).await.body;
    assert_eq!(said(&page), "Thank you. Discord lets us see that now.");
    assert!(page.contains("About 3,268"), "the data of the new scope is shown: {page}");
    assert!(!browser.get(ACCOUNT).await.body.contains("is not allowed yet"));
    assert_eq!(app.rows().await[1..3], [1, 1], "one login, one grant");
}

#[tokio::test]
async fn a_form_cannot_ask_for_what_the_app_does_not_offer() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    for invented in ["bot", "webhook.incoming", "guilds.members.read bot", "identify&scope=bot", ""] {
        let start = browser.post("/auth/login", &[("scope", invented)]).await;
        assert!(
            start.location().contains("scope=identify+email+guilds+connections&"),
            "{invented}: {}",
            start.location()
        );
    }
    let visitor = app.anonymous().post("/auth/login", &MORE).await;
    assert!(visitor.location().contains("scope=identify+email+guilds+connections&"), "{}", visitor.location());
}

#[tokio::test]
async fn cancelling_a_new_permission_keeps_the_person_signed_in() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    let session = browser.session().cloned();
    let start = browser.post("/auth/login", &MORE).await;
    let callback = decide(start.location(), NELLY, "cancel").await;
    assert_eq!(browser.get(&callback).await.location(), ACCOUNT);
    let page = browser.get(ACCOUNT).await.body;
    assert_eq!(said(&page), "Nothing changed: you did not allow more at Discord.");
    assert_eq!(browser.session().cloned(), session);
}

#[tokio::test]
async fn another_person_who_comes_back_starts_a_new_sign_in() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    let start = browser.post("/auth/login", &MORE).await;
    let callback = decide(start.location(), MIRA, "authorize").await;
    browser.get(&callback).await;
    let page = browser.get(ACCOUNT).await.body;
    assert!(page.contains("Mira Lindqvist") && !page.contains("Nelly"), "{page}");
    assert!(said(&page).starts_with("You came back from Discord with another account"), "{page}");
    assert_eq!(app.rows().await[1..3], [1, 1], "Nelly's login in this browser is over");
}

#[tokio::test]
async fn a_browser_is_signed_out_from_the_list_and_the_page_says_so_once() {
    let app = TestApp::start().await;
    let mut here = app.signed_in(NELLY).await;
    let mut there = app.signed_in(NELLY).await;
    let page = here.get(ACCOUNT).await.body;
    assert_eq!(page.matches("action=\"/api/end_browser\"").count(), 1, "this browser has no such button: {page}");
    let id = page.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let answer = here.post("/api/end_browser", &[("id", &id)]).await;
    assert_eq!(answer.status, StatusCode::FOUND);
    assert_eq!(said(&here.get(ACCOUNT).await.body), "That browser is signed out.");
    assert_eq!(said(&here.get(ACCOUNT).await.body), "", "once");
    assert_eq!(there.get(ACCOUNT).await.status, StatusCode::SEE_OTHER);
    here.post("/api/end_browser", &[("id", &id)]).await;
    assert_eq!(said(&here.get(ACCOUNT).await.body), "That browser was signed out already.");
}

#[tokio::test]
async fn an_island_shows_the_outcome_so_the_next_page_does_not() {
    let app = TestApp::start().await;
    let mut here = app.signed_in(NELLY).await;
    let _there = app.signed_in(NELLY).await;
    let page = here.get(ACCOUNT).await.body;
    let id = page.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    for (status, body) in [(StatusCode::OK, "null"), (StatusCode::NOT_FOUND, r#"{"code":"not_found"}"#)] {
        let answer = here.ask("end_browser", &[("id", &id)]).await;
        assert_eq!((answer.status, &*answer.body, answer.header("set-cookie")), (status, body, ""));
        assert_eq!(said(&here.get(ACCOUNT).await.body), "");
    }
}

#[tokio::test]
async fn the_list_of_browsers_holds_nothing_but_what_it_shows() {
    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    let callback = browser.authorize(NELLY, ACCOUNT).await;
    let request = Request::get(callback).header("user-agent", "Firefox/128 build-4711 (nelly's laptop)");
    browser.send(request.body(Body::empty()).unwrap()).await;
    let page = browser.get(ACCOUNT).await.body;
    assert!(page.contains("<strong>Firefox"), "{page}");
    for hidden in ["4711", "laptop", "nelly@discord.com", browser.session().unwrap()] {
        assert!(!page.contains(hidden), "{hidden} in {page}");
    }
}

#[tokio::test]
async fn a_link_cannot_put_a_failure_into_the_list_of_browsers() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    let _other = app.signed_in(NELLY).await;
    // What the framework adds to the address when a form fails: {"code":"missing_scope","detail":"call 0900"}.
    let forged = "eyJjb2RlIjoibWlzc2luZ19zY29wZSIsImRldGFpbCI6ImNhbGwgMDkwMCJ9";
    let page = browser.get(&format!("{ACCOUNT}?__path=%2Fapi%2Fend_browser&__err={forged}")).await.body;
    assert!(
        page.contains("action=\"/api/end_browser\"") && !page.contains("0900") && !page.contains("Not signed out"),
        "{page}"
    );
}

#[tokio::test]
async fn a_person_has_at_most_twenty_browsers_and_the_oldest_go_first() {
    let app = TestApp::start().await;
    let (mut first, mut second) = (app.signed_in(NELLY).await, app.signed_in(NELLY).await);
    let mut somebody_else = app.signed_in(MIRA).await;
    for _ in 0..19 {
        app.clock.advance(std::time::Duration::from_secs(1));
        app.signed_in(NELLY).await;
    }
    assert_eq!(app.rows().await[1], 21, "twenty of hers, and Mira's");
    let still_there = [first.get(ACCOUNT).await.status, second.get(ACCOUNT).await.status];
    assert_eq!(still_there.iter().filter(|status| **status == StatusCode::OK).count(), 1, "{still_there:?}");
    let mut newest = app.signed_in(NELLY).await;
    let page = newest.get(ACCOUNT).await.body;
    assert_eq!(page.matches("action=\"/api/end_browser\"").count(), 19, "{page}");
    assert!(page.contains("at most 20 browsers"), "{page}");
    assert_eq!(somebody_else.get(ACCOUNT).await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_sign_out_says_what_it_ended() {
    for (reach, sentence) in [
        ("browser", "You are signed out in this browser."),
        ("everywhere", "You are signed out in all your browsers."),
        ("discord", "You are signed out everywhere, and Discord no longer lets us see your account."),
    ] {
        let app = TestApp::start().await;
        let mut browser = app.signed_in(NELLY).await;
        assert!(browser.get(ACCOUNT).await.body.contains(&format!("name=\"reach\" value=\"{reach}\"")));
        browser.post("/auth/logout", &[("reach", reach)]).await;
        assert_eq!(said(&browser.get("/").await.body), sentence);
    }
}

#[tokio::test]
async fn a_planted_notice_cookie_cannot_show_its_own_words() {
    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    browser.cookies.insert(cookie("notice"), "Call+0900".into());
    assert_eq!(said(&browser.get("/").await.body), "");
}

#[tokio::test]
async fn signing_out_is_offered_while_discord_is_away() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    app.fault(&[("route", "GET /oauth2/@me"), ("kind", "error"), ("status", "503")]).await;
    let page = browser.get(ACCOUNT).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Discord is not answering as it should."), "{}", page.body);
    assert!(page.body.contains("Disconnect from Discord") && page.body.contains("This browser"), "{}", page.body);
}

async fn refresh(browser: &mut Browser<'_>, page: &str) -> String {
    let answer = browser.post("/dashboard/refresh", &[("return_to", page)]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, page));
    browser.get(page).await.body
}

#[tokio::test]
async fn refreshing_asks_discord_for_what_the_page_shows() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    browser.allow(NELLY, "guilds.members.read").await;
    for (page, route) in [
        ("/dashboard/profile", "GET /users/@me"),
        ("/dashboard/guilds?q=krew&sort=role", GUILDS_CALL),
        ("/dashboard/guilds/80351110224678912", GUILDS_CALL),
        ("/dashboard/guilds/80351110224678912", "GET /users/@me/guilds/{guild_id}/member"),
        ("/dashboard/connections", "GET /users/@me/connections"),
        (ACCOUNT, "GET /oauth2/@me"),
    ] {
        browser.get(page).await;
        app.reset_counters().await;
        let body = refresh(&mut browser, page).await;
        assert_eq!(said(&body), "Refreshed. If Discord does not answer, the page says how old its data is.", "{page}");
        assert_eq!(app.calls(route).await, 1, "{page}");
        browser.get(page).await;
        assert_eq!(app.calls(route).await, 1, "{page}: once, and not for every page that follows");
    }
    let elsewhere = browser.post("/dashboard/refresh", &[("return_to", "//evil.example")]).await;
    assert_eq!(elsewhere.location(), "/dashboard");
    let visitor = app.anonymous().post("/dashboard/refresh", &[("return_to", "/dashboard")]).await;
    assert_eq!(visitor.location(), "/login");
}

#[tokio::test]
async fn a_refresh_that_is_limited_keeps_the_data_and_counts_down() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    browser.get("/dashboard/guilds").await;
    app.fault(&[("route", GUILDS_CALL), ("kind", "rate_limit"), ("seconds", "30")]).await;
    let page = refresh(&mut browser, "/dashboard/guilds").await;
    assert_eq!(said(&page), "Refreshed. If Discord does not answer, the page says how old its data is.");
    assert!(page.contains("1337 Krew") && page.contains("Discord asked us to slow down."), "{page}");
    assert!(page.contains("Try again in 30 seconds.") || page.contains("Try again in 29 seconds."), "{page}");
    app.reset_counters().await;
    let again = browser.get("/dashboard/guilds").await.body;
    assert!(again.contains("Discord asked us to slow down."), "still: {again}");
    refresh(&mut browser, "/dashboard/guilds").await;
    assert_eq!(app.calls(GUILDS_CALL).await, 0, "nothing is sent during the wait");
}

#[tokio::test]
async fn a_prefetched_page_does_not_use_up_a_notice() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    browser.post("/api/end_browser", &[("id", "unknown")]).await;
    let ahead = Request::get("/dashboard/profile").header("accept", "text/html").header("sec-purpose", "prefetch");
    let ahead = browser.send(ahead.body(Body::empty()).unwrap()).await;
    assert_eq!((ahead.status, said(&ahead.body)), (StatusCode::OK, ""));
    assert_eq!(said(&browser.get(ACCOUNT).await.body), "That browser was signed out already.");
}

/// Signs Nelly in without the scope `connections`.
async fn signed_in_without_connections(app: &TestApp) -> Browser<'_> {
    let mut browser = app.anonymous();
    let start = browser.post("/auth/login", &[]).await;
    let fewer = start.location().replace("scope=identify+email+guilds+connections", "scope=identify+guilds");
    let callback = decide(&fewer, NELLY, "authorize").await;
    browser.get(&callback).await;
    browser
}

#[tokio::test]
async fn a_page_that_lacks_a_scope_asks_for_it_and_then_opens() {
    let app = TestApp::start().await;
    let mut browser = signed_in_without_connections(&app).await;
    let page = browser.get("/dashboard/connections").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.body);
    for part in ["Allow at Discord", r#"name="scope" value="connections""#, r#"value="/dashboard/connections""#] {
        assert!(page.body.contains(part), "{part} in {}", page.body);
    }
    let fields = [("return_to", "/dashboard/connections"), ("scope", "connections")];
    let start = browser.post("/auth/login", &fields).await;
    assert!(start.location().contains("scope=identify+guilds+connections&"), "{}", start.location());
    let callback = decide(start.location(), NELLY, "authorize").await;
    assert_eq!(browser.get(&callback).await.location(), "/dashboard/connections");
    assert_eq!(browser.get("/dashboard/connections").await.status, StatusCode::OK);
}

#[tokio::test]
async fn no_page_thanks_for_a_scope_that_discord_did_not_grant() {
    let app = TestApp::start().await;
    let mut browser = signed_in_without_connections(&app).await;
    for (granted, sentence) in [
        (
            "scope=identify+guilds&",
            "Discord did not grant everything we asked for. If something is still missing here, try again.",
        ),
        ("scope=identify+guilds+connections&", "Thank you. Discord lets us see that now."),
    ] {
        let start = browser.post("/auth/login", &[("return_to", ACCOUNT), ("scope", "connections")]).await;
        let consent = start.location().replace("scope=identify+guilds+connections&", granted);
        browser.get(&decide(&consent, NELLY, "authorize").await).await;
        assert_eq!(said(&browser.get(ACCOUNT).await.body), sentence, "{granted}");
    }
}
