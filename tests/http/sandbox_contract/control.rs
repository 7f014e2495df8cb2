//! The control page: its settings and counters.

use axum::Router;
use reqwest::header::{ACCEPT, LOCATION};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use super::{
    NELLY, WORKSHOP, client, control, get, json_of, refresh, sandbox, sign_in, sign_in_as, start_sandbox, switch_on,
    text,
};
use crate::test_app::serve;

async fn read(base: &str, what: &str) -> Value {
    json_of(client().get(format!("{base}/control/{what}")).send().await.unwrap(), 200).await
}

#[tokio::test]
async fn the_page_is_plain_html_that_shows_what_is_on() {
    let base = start_sandbox(None).await;
    let page = async || client().get(format!("{base}/control")).send().await.unwrap().text().await.unwrap();
    let home = client().get(&base).send().await.unwrap().text().await.unwrap();
    assert!(home.contains("href=\"sandbox/control\""), "{home}");

    let empty = page().await;
    for needed in
        ["lang=\"en\"", "<main>", "<h1>", "not Discord", "None: everything works.", "No request yet.", "604800"]
    {
        assert!(empty.contains(needed), "no {needed} in {empty}");
    }
    for action in [
        "faults",
        "faults/clear",
        "settings",
        "reset",
        "bot/leave",
        "channels/delete",
        "guilds/reset",
        "members/join",
        "members/leave",
    ] {
        assert!(empty.contains(&format!("<form method=\"post\" action=\"control/{action}\">")), "{action}");
    }
    for kind in [
        "slow",
        "rate_limit",
        "global_rate_limit",
        "cloudflare",
        "empty_rate_limit",
        "unauthorized",
        "error",
        "broken_json",
        "reset",
        "denied",
        "missing_scope",
    ] {
        assert!(empty.contains(&format!("<option value=\"{kind}\">")), "{kind}");
    }
    let fields = ["route", "kind", "status", "seconds", "times", "retry_after_header", "same_token", "token_lifetime"];
    for field in fields.into_iter().chain(["refresh_ends_access"]) {
        assert!(empty.contains(&format!("name=\"{field}\"")), "{field}");
    }

    sign_in(&base, "identify").await;
    switch_on(&base, &[("kind", "error"), ("route", "<script>alert(1)</script>"), ("times", "3")]).await;
    let shown = page().await;
    assert!(shown.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && shown.contains("times 3"), "{shown}");
    assert!(shown.contains("1 × POST /oauth2/token (authorization_code)"), "{shown}");
    assert!(!shown.contains("<script") && !shown.contains("style="), "{shown}");
}

#[tokio::test]
async fn every_form_leads_back_to_the_page_wherever_the_sandbox_is_nested() {
    let browser = Client::new();
    for prefix in ["", "/sandbox", "/a/b"] {
        let router = sandbox(None).router();
        let router = if prefix.is_empty() { router } else { Router::new().nest(prefix, router) };
        let base = format!("{}{prefix}", serve(router).await);
        for (path, form) in [
            ("faults", &[("kind", "slow")][..]),
            ("faults/clear", &[]),
            ("settings", &[("same_token", "off")]),
            ("channels/delete", &[("guild_id", WORKSHOP), ("channel_id", "420904194539653001")]),
            ("bot/leave", &[("guild_id", WORKSHOP)]),
            ("members/join", &[("guild_id", WORKSHOP), ("person_id", NELLY)]),
            ("members/leave", &[("guild_id", WORKSHOP), ("person_id", NELLY)]),
            ("guilds/reset", &[]),
            ("reset", &[]),
        ] {
            let request = browser.post(format!("{base}/control/{path}")).form(form).header(ACCEPT, "text/html,*/*");
            let response = request.send().await.unwrap();
            assert_eq!((response.status(), response.url().as_str()), (StatusCode::OK, &*format!("{base}/control")));
        }
        let redirect = control(&base, "faults/clear", &[]).await;
        assert_eq!((redirect.status(), redirect.headers()[LOCATION].as_bytes()[0]), (StatusCode::SEE_OTHER, b'.'));
    }
}

#[tokio::test]
async fn another_site_changes_nothing() {
    let base = start_sandbox(None).await;
    sign_in(&base, "identify").await;
    switch_on(&base, &[("kind", "error")]).await;
    let before = (read(&base, "state").await, read(&base, "counters").await);
    for (path, form) in [
        ("faults", &[("kind", "slow")][..]),
        ("faults/clear", &[]),
        ("settings", &[("same_token", "on")]),
        ("bot/leave", &[("guild_id", WORKSHOP)]),
        ("members/join", &[("guild_id", WORKSHOP), ("person_id", NELLY)]),
        ("guilds/reset", &[]),
        ("reset", &[]),
    ] {
        for site in ["cross-site", "same-site", "none"] {
            let request = client().post(format!("{base}/control/{path}")).form(form).header("sec-fetch-site", site);
            assert_eq!(request.send().await.unwrap().status(), StatusCode::BAD_REQUEST, "{path}");
        }
    }
    assert_eq!((read(&base, "state").await, read(&base, "counters").await), before);
    let own = client().post(format!("{base}/control/reset")).header("sec-fetch-site", "same-origin");
    assert_eq!(own.send().await.unwrap().status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn requests_are_counted_by_route_and_grant() {
    let base = start_sandbox(None).await;
    assert_eq!(read(&base, "counters").await, json!({}));
    let tokens = sign_in(&base, "identify guilds").await;
    refresh(&base, text(&tokens, "refresh_token")).await;
    refresh(&base, "unknown").await;
    client().post(format!("{base}/api/v10/oauth2/token")).body("grant_type=magic").send().await.unwrap();
    for path in ["/users/@me", "/users/@me/guilds?limit=1", "/users/@me/guilds", "/nowhere"] {
        get(&base, path, text(&tokens, "access_token")).await;
    }
    let expected = json!({
        "POST /oauth2/token": 4,
        "POST /oauth2/token (authorization_code)": 1,
        "POST /oauth2/token (refresh_token)": 2,
        "GET /users/@me": 1,
        "GET /users/@me/guilds": 2,
        "GET (unknown)": 1
    });
    assert_eq!(read(&base, "counters").await, expected);
    assert_eq!(control(&base, "reset", &[]).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(read(&base, "counters").await, json!({}));
}

#[tokio::test]
async fn a_second_sign_in_gets_tokens_of_its_own_or_those_of_the_first() {
    let base = start_sandbox(None).await;
    let pair = |tokens: &Value| (tokens["access_token"].clone(), tokens["refresh_token"].clone());
    let first = sign_in(&base, "identify guilds").await;
    assert_ne!(pair(&first), pair(&sign_in(&base, "identify guilds").await));

    control(&base, "settings", &[("same_token", "on")]).await;
    let same = sign_in(&base, "guilds identify").await;
    assert_eq!(pair(&same), pair(&first), "the scopes in any order");
    assert!(same["expires_in"].as_u64().unwrap() <= 604_800);
    assert_ne!(pair(&sign_in(&base, "identify").await), pair(&first), "other scopes");
    assert_ne!(pair(&sign_in_as(&base, NELLY, "identify guilds").await), pair(&first), "another person");
    control(&base, "settings", &[("same_token", "off")]).await;
    assert_ne!(pair(&sign_in(&base, "identify guilds").await), pair(&first));
}

#[tokio::test]
async fn a_refresh_ends_the_old_access_token_if_the_setting_is_on() {
    let base = start_sandbox(None).await;
    let works = async |tokens: &Value| get(&base, "/users/@me", text(tokens, "access_token")).await.status() == 200;
    for (setting, old_lives) in [("off", true), ("on", false)] {
        control(&base, "settings", &[("refresh_ends_access", setting)]).await;
        let old = sign_in(&base, "identify").await;
        let bystander = sign_in(&base, "identify").await;
        let new = json_of(refresh(&base, text(&old, "refresh_token")).await, 200).await;
        assert_eq!(
            (works(&old).await, works(&new).await, works(&bystander).await),
            (old_lives, true, true),
            "{setting}"
        );
    }
}

#[tokio::test]
async fn a_form_changes_only_the_settings_it_names_and_only_to_valid_values() {
    let base = start_sandbox(None).await;
    let defaults = json!({"same_token": false, "refresh_ends_access": false, "token_lifetime": 604_800});
    assert_eq!(read(&base, "state").await["settings"], defaults);
    control(&base, "settings", &[("refresh_ends_access", "on"), ("token_lifetime", "60")]).await;
    control(&base, "settings", &[("same_token", "")]).await;
    let changed = json!({"same_token": false, "refresh_ends_access": true, "token_lifetime": 60});
    for form in [[("same_token", "maybe")], [("token_lifetime", "-1")], [("token_lifetime", "on")], [("unknown", "on")]]
    {
        let refused = control(&base, "settings", &form).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{form:?}");
        assert!(refused.text().await.unwrap().ends_with("Nothing was changed.\n"));
    }
    assert_eq!(read(&base, "state").await["settings"], changed);
    assert_eq!(sign_in(&base, "identify").await["expires_in"], 60);
    control(&base, "settings", &[("token_lifetime", "0")]).await;
    let dead = sign_in(&base, "identify").await;
    assert_eq!(get(&base, "/users/@me", text(&dead, "access_token")).await.status(), StatusCode::UNAUTHORIZED);
    json_of(refresh(&base, text(&dead, "refresh_token")).await, 200).await;
}
