//! Token responses that RFC 6749 allows and Discord rarely sends.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Json, http::StatusCode, response::IntoResponse as _};
use serde_json::{Value, json};

use crate::{
    overridden::{app_with, count},
    test_app::{Answer, Browser, NELLY, TestApp},
};

/// The user, whom the sandbox cannot return: the tests replace the token endpoint, so it does not know the tokens.
const ME: &str = r#"{"id":"80351110224678912","username":"nelly","global_name":"Nelly"}"#;

/// Starts an app whose token endpoint gives these answers in order, and records which refresh tokens it gets.
async fn app_whose_tokens_are(answers: Vec<Value>) -> (TestApp, crate::overridden::Asked, Arc<Mutex<Vec<String>>>) {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let (answers, notes) = (Mutex::new(answers.into_iter()), sent.clone());
    let (app, asked) = app_with(move |parts, body| match parts.uri.path() {
        "/api/v10/oauth2/token" => {
            let fields = reqwest::Url::parse(&format!("http://x/?{body}")).unwrap();
            let token = fields.query_pairs().find(|(name, _)| name == "refresh_token");
            notes.lock().unwrap().extend(token.map(|(_, value)| value.into_owned()));
            let answer = answers.lock().unwrap().next().unwrap_or_else(|| json!({ "error": "invalid_grant" }));
            let status = if answer.get("error").is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
            Some((status, Json(answer)).into_response())
        }
        "/api/v10/users/@me" => Some(([("content-type", "application/json")], ME).into_response()),
        _ => None,
    })
    .await;
    (app, asked, sent)
}

async fn sign_in(browser: &mut Browser<'_>) -> Answer {
    let callback = browser.authorize(NELLY, "/dashboard/profile").await;
    browser.get(&callback).await
}

#[tokio::test]
async fn a_lifetime_sent_as_text_is_read() {
    let answer = json!({ "access_token": "a", "refresh_token": "r", "expires_in": "604800", "scope": "identify" });
    let (app, asked, _) = app_whose_tokens_are(vec![answer]).await;
    let mut browser = app.anonymous();
    assert_eq!(sign_in(&mut browser).await.location(), "/dashboard/profile");
    app.clock.advance(Duration::from_secs(604_800 - 120));
    assert_eq!(browser.get("/dashboard/profile").await.status, StatusCode::OK);
    assert_eq!(count(&asked, "/oauth2/token"), 1, "it lives for a week");
}

#[tokio::test]
async fn without_a_refresh_token_the_login_ends_with_its_access_token() {
    let answer = json!({ "access_token": "a", "token_type": "Bearer", "expires_in": 3600, "scope": "identify" });
    let (app, asked, _) = app_whose_tokens_are(vec![answer]).await;
    let mut browser = app.anonymous();
    assert_eq!(sign_in(&mut browser).await.location(), "/dashboard/profile");
    // The token is used until its last second, and the token endpoint is not called.
    app.clock.advance(Duration::from_secs(3_590));
    assert_eq!(browser.get("/dashboard/profile").await.status, StatusCode::OK);
    app.clock.advance(Duration::from_secs(120));
    let page = browser.get("/dashboard/profile").await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert!(page.body.contains("You need to sign in to see this."), "{}", page.body);
    assert_eq!(count(&asked, "/oauth2/token"), 1);
    assert_eq!(app.rows().await[1..], [0, 0]);
    assert_eq!(browser.get("/dashboard/profile").await.location(), "/login?return_to=%2Fdashboard%2Fprofile");
}

#[tokio::test]
async fn a_refresh_without_a_new_refresh_token_keeps_the_old_one() {
    let tokens = |access: &str| json!({ "access_token": access, "expires_in": 3600, "scope": "identify" });
    let mut first = tokens("a1");
    first["refresh_token"] = json!("r1");
    let (app, _, sent) = app_whose_tokens_are(vec![first, tokens("a2"), tokens("a3")]).await;
    let mut browser = app.anonymous();
    sign_in(&mut browser).await;
    for _ in 0..2 {
        app.clock.advance(Duration::from_secs(3_600));
        assert_eq!(browser.get("/dashboard/profile").await.status, StatusCode::OK);
    }
    assert_eq!(*sent.lock().unwrap(), ["r1", "r1"]);
}

#[tokio::test]
async fn a_huge_lifetime_does_not_overflow() {
    for lifetime in [json!(1e18), json!(u64::MAX), json!("99999999999999999999999")] {
        let answer = json!({ "access_token": "a", "refresh_token": "r", "expires_in": lifetime });
        let (app, ..) = app_whose_tokens_are(vec![answer]).await;
        let mut browser = app.anonymous();
        assert_eq!(sign_in(&mut browser).await.location(), "/dashboard/profile", "{lifetime}");
        assert_eq!(browser.get("/dashboard/profile").await.status, StatusCode::OK, "{lifetime}");
    }
}

#[tokio::test]
async fn data_that_a_refreshed_token_no_longer_covers_is_hidden() {
    let covers_guilds = Arc::new(Mutex::new(true));
    let scopes = covers_guilds.clone();
    let (app, _) = app_with(move |parts, body| {
        let is_refresh = body.contains("grant_type=refresh_token");
        let mut covers_guilds = scopes.lock().unwrap();
        let all = |covers: bool| if covers { "identify guilds" } else { "identify" };
        let answer = match parts.uri.path() {
            "/api/v10/oauth2/token" => {
                *covers_guilds &= !is_refresh;
                let scope = all(*covers_guilds);
                json!({ "access_token": "a", "refresh_token": format!("r{is_refresh}"), "expires_in": 600, "scope": scope })
            }
            "/api/v10/users/@me" => serde_json::from_str(ME).unwrap(),
            "/api/v10/users/@me/guilds" if !crate::overridden::is_bot(parts) => {
                json!([{ "id": "7", "name": "Old and gone", "permissions": "0" }])
            }
            "/api/v10/oauth2/@me" => {
                let scopes: Vec<&str> = all(*covers_guilds).split(' ').collect();
                json!({ "scopes": scopes, "application": { "id": "1" }, "expires": "2030-01-01T00:00:00Z" })
            }
            _ => return None,
        };
        Some(Json(answer).into_response())
    })
    .await;
    let mut browser = app.anonymous();
    sign_in(&mut browser).await;
    assert!(browser.get("/dashboard/guilds").await.body.contains("Old and gone"));
    app.clock.advance(Duration::from_secs(595));
    browser.get("/dashboard/profile").await;
    let page = browser.get("/dashboard/guilds").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.body);
    assert!(!page.body.contains("Old and gone") && page.body.contains("guilds"), "{}", page.body);
}
