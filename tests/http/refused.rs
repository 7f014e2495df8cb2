//! A refused request is not repeated again and again: one person's refusals must not block Discord for everybody.

use std::time::Duration;

use axum::http::StatusCode;

use crate::test_app::{A_WEEK, MIRA, NELLY, TestApp};

const GUILDS: &str = "/dashboard/guilds";
const GUILDS_CALL: &str = "GET /users/@me/guilds";
const AUTHORIZATION_CALL: &str = "GET /oauth2/@me";
const REFRESHES: &str = "POST /oauth2/token (refresh_token)";
const REFUSED: &str = "Discord refused this request.";

#[tokio::test]
async fn a_login_ends_if_discord_refuses_even_its_fresh_token() {
    let app = TestApp::start().await;
    let (mut browser, mut somebody_else) = (app.signed_in(NELLY).await, app.signed_in(MIRA).await);
    app.fault(&[("route", GUILDS_CALL), ("kind", "unauthorized")]).await;
    app.fault(&[("route", AUTHORIZATION_CALL), ("kind", "unauthorized")]).await;
    app.reset_counters().await;
    let page = browser.get(GUILDS).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{}", page.body);
    assert!(page.body.contains("You need to sign in to see this."), "{}", page.body);
    assert_eq!(app.calls(REFRESHES).await, 1, "it tried one refresh");
    for _ in 0..15 {
        assert_eq!(browser.get(GUILDS).await.location(), "/login?return_to=%2Fdashboard%2Fguilds");
    }
    let refused = app.calls(GUILDS_CALL).await + app.calls(AUTHORIZATION_CALL).await;
    assert!(refused <= 4, "{refused} refused calls for sixteen views");
    app.clear_faults().await;
    assert_eq!(somebody_else.get(GUILDS).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_resource_that_refuses_a_valid_token_is_not_called_for_minutes() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    app.fault(&[("route", GUILDS_CALL), ("kind", "unauthorized")]).await;
    app.reset_counters().await;
    for _ in 0..15 {
        let page = browser.get("/dashboard").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains(REFUSED), "the page says it: {}", page.body);
        app.clock.advance(Duration::from_secs(15));
    }
    assert_eq!((app.calls(GUILDS_CALL).await, app.calls(REFRESHES).await), (2, 0), "asked twice in four minutes");
    app.clear_faults().await;
    app.clock.advance(Duration::from_secs(90));
    assert_eq!(browser.get(GUILDS).await.status, StatusCode::OK);
}

#[tokio::test]
async fn old_data_of_a_refused_resource_is_shown_with_the_reason() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    browser.get(GUILDS).await;
    app.fault(&[("route", GUILDS_CALL), ("kind", "unauthorized")]).await;
    app.clock.advance(Duration::from_secs(61));
    for page in [GUILDS, GUILDS] {
        let page = browser.get(page).await.body;
        assert!(page.contains("1337 Krew") && page.contains(REFUSED), "{page}");
    }
}

#[tokio::test]
async fn not_found_is_an_answer_and_replaces_old_data() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    assert!(browser.get(GUILDS).await.body.contains("1337 Krew"));
    app.fault(&[("route", GUILDS_CALL), ("kind", "error"), ("status", "404")]).await;
    app.clock.advance(Duration::from_secs(61));
    app.reset_counters().await;
    for _ in 0..3 {
        let page = browser.get(GUILDS).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(!page.body.contains("1337 Krew"), "{}", page.body);
        app.clock.advance(Duration::from_secs(60));
    }
    assert_eq!(app.calls(GUILDS_CALL).await, 1, "the answer is cached");
    app.clear_faults().await;
    // The Refresh button still asks Discord.
    browser.post("/dashboard/refresh", &[("return_to", GUILDS)]).await;
    assert!(browser.get(GUILDS).await.body.contains("1337 Krew"));
}

#[tokio::test]
async fn a_grant_that_was_refreshed_meanwhile_is_not_given_up() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    let login = crate::sign_in::find_login(&app, &browser).await;
    let old = app.state.tokens.access_token(&login.grant_id).await.unwrap();
    app.clock.advance(A_WEEK);
    let new = app.state.tokens.access_token(&login.grant_id).await.unwrap();
    assert!(new.version > old.version);
    app.state.tokens.give_up(&login.grant_id, &old).await.unwrap();
    assert_eq!(browser.get(GUILDS).await.status, StatusCode::OK, "the refused token is not the one it has now");
    app.state.tokens.give_up(&login.grant_id, &new).await.unwrap();
    assert_eq!(browser.get(GUILDS).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_permission_the_bot_lacks_is_known_without_calling_discord() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    // The bot does not have the permission Manage Server there.
    let page = browser.get("/dashboard/guilds/675300476190851076").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("The bot lacks a permission in this server: Manage Server."), "{}", page.body);
    assert_eq!(app.calls("GET /guilds/{guild_id}/integrations").await, 0);
}
