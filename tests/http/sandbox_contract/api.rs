//! Persons, guilds and connections; scopes, errors, rate limits and counters.

use guildhall::server::sandbox::{BOT_TOKEN, CLIENT_ID};
use reqwest::header::HeaderMap;
use reqwest::{Client, StatusCode};
use serde_json::json;

use super::{
    MIRA, NELLY, api, authorization, client, code_form, decide, get, json_of, no_token, sent_back, sign_in,
    start_sandbox, text, token,
};

#[tokio::test]
async fn nothing_is_answered_without_a_living_token() {
    let base = start_sandbox(None).await;
    for path in ["/oauth2/@me", "/users/@me", "/users/@me/guilds", "/users/@me/connections"] {
        for header in [None, Some("Bearer wrong"), Some("Bot wrong"), Some("Basic x")] {
            let mut request = api(&base, path);
            if let Some(header) = header {
                request = request.header("authorization", header);
            }
            let response = request.send().await.unwrap();
            assert!(response.headers().contains_key("x-ratelimit-bucket"));
            assert_eq!(json_of(response, 401).await, no_token(), "{path}");
        }
    }
}

#[tokio::test]
async fn a_missing_scope_is_told_as_discord_tells_it() {
    let base = start_sandbox(None).await;
    let email = sign_in(&base, "email").await;
    let missing = json!({"message": "Missing required OAuth2 scope", "code": 50026});
    for path in ["/users/@me", "/users/@me/guilds", "/users/@me/connections"] {
        assert_eq!(json_of(get(&base, path, text(&email, "access_token")).await, 403).await, missing, "{path}");
    }
    let current = json_of(get(&base, "/oauth2/@me", text(&email, "access_token")).await, 200).await;
    assert_eq!(current["scopes"], json!(["email"]));
    assert!(current.get("user").is_none());
}

#[tokio::test]
async fn a_person_is_described_as_far_as_the_scopes_reach() {
    let base = start_sandbox(None).await;
    let (narrow, wide) = (sign_in(&base, "identify").await, sign_in(&base, "identify email").await);
    let without = json_of(get(&base, "/users/@me", text(&narrow, "access_token")).await, 200).await;
    assert_eq!((&without["id"], &without["discriminator"]), (&json!(MIRA), &json!("0")));
    assert!(text(&without, "avatar").starts_with("a_") && text(&without, "banner").starts_with("a_"));
    assert!(without.get("email").is_none() && without.get("verified").is_none());
    let with = json_of(get(&base, "/users/@me", text(&wide, "access_token")).await, 200).await;
    assert_eq!((&with["email"], &with["verified"]), (&json!("mira.lindqvist@example.com"), &json!(true)));

    let current = json_of(get(&base, "/oauth2/@me", text(&wide, "access_token")).await, 200).await;
    assert_eq!(current["application"]["id"], CLIENT_ID);
    assert_eq!(current["user"]["id"], MIRA);
    assert!(current["user"].get("email").is_none(), "never here, whatever the scopes");
    assert!(text(&current, "expires").ends_with(".000000+00:00"));
}

#[tokio::test]
async fn nelly_is_the_documented_example() {
    let base = start_sandbox(None).await;
    let scope = "identify email guilds guilds.members.read connections";
    let query = sent_back(&decide(&base, authorization(scope), NELLY, "authorize").await);
    let tokens = json_of(token(&base, &code_form(&query["code"])).await, 200).await;
    let user = json_of(get(&base, "/users/@me", text(&tokens, "access_token")).await, 200).await;
    let documented = json!({
        "id": "80351110224678912", "username": "Nelly", "discriminator": "1337",
        "avatar": "8342729096ea3675442027381ff50dfe", "verified": true, "email": "nelly@discord.com", "flags": 64,
        "banner": "06c16474723fe537c283b8efa61a30c8", "accent_color": 16711680, "premium_type": 1, "public_flags": 64
    });
    for (key, value) in documented.as_object().unwrap() {
        assert_eq!(&user[key], value, "{key}");
    }
    let guilds =
        json_of(get(&base, "/users/@me/guilds?with_counts=true", text(&tokens, "access_token")).await, 200).await;
    assert_eq!(
        guilds,
        json!([{
            "id": "80351110224678912", "name": "1337 Krew", "icon": "8342729096ea3675442027381ff50dfe",
            "banner": "bb42bdc37653b7cf58c4c8cc622e76cb", "owner": true, "permissions": "36953089",
            "features": ["COMMUNITY", "NEWS", "ANIMATED_ICON", "INVITE_SPLASH", "BANNER", "ROLE_ICONS"],
            "approximate_member_count": 3268, "approximate_presence_count": 784
        }])
    );
    let connections = json_of(get(&base, "/users/@me/connections", text(&tokens, "access_token")).await, 200).await;
    assert_eq!((connections.as_array().unwrap().len(), &connections[0]["type"]), (1, &json!("twitch")));
}

#[tokio::test]
async fn guilds_are_paged_and_counted_as_asked() {
    let base = start_sandbox(None).await;
    let tokens = sign_in(&base, "guilds connections").await;
    let list = async |query: &str| {
        let path = format!("/users/@me/guilds{query}");
        json_of(get(&base, &path, text(&tokens, "access_token")).await, 200).await.as_array().unwrap().clone()
    };
    let all = list("").await;
    assert_eq!(all.len(), 12);
    let id = |index: usize| text(&all[index], "id");
    assert_eq!(list("?limit=3").await, all[..3]);
    assert_eq!(list(&format!("?after={}&limit=2", id(3))).await, all[4..6]);
    assert_eq!(list(&format!("?before={}&limit=2", id(3))).await, all[1..3]);
    assert_eq!(list(&format!("?after={}&before={}", id(3), id(6))).await, all[4..6]);
    assert!(all.iter().any(|guild| guild["name"] == "</title><script>alert(1)</script>"));
    assert!(list("?with_counts=true").await[0].get("approximate_member_count").is_none(), "needs guilds.members.read");

    for query in ["limit=0", "limit=201", "limit=x", "limit=-1", "after=x", "with_counts=maybe"] {
        let refused = get(&base, &format!("/users/@me/guilds?{query}"), text(&tokens, "access_token")).await;
        let body = json_of(refused, 400).await;
        assert_eq!(body["code"], 50035, "{query}");
        assert!(body["errors"][query.split('=').next().unwrap()]["_errors"][0]["code"].is_string(), "{body}");
    }
    let connections = json_of(get(&base, "/users/@me/connections", text(&tokens, "access_token")).await, 200).await;
    assert_eq!(connections.as_array().unwrap().len(), 8);
}

#[tokio::test]
async fn the_bot_has_a_profile_and_guilds_but_no_authorization() {
    let base = start_sandbox(None).await;
    let get =
        async |path: &str| api(&base, path).header("authorization", format!("Bot {BOT_TOKEN}")).send().await.unwrap();
    assert_eq!(json_of(get("/users/@me").await, 200).await["bot"], true);
    let guilds = json_of(get("/users/@me/guilds?with_counts=1").await, 200).await;
    assert!(guilds.as_array().unwrap().iter().all(|guild| guild["owner"] == false));
    assert!(guilds[0]["approximate_member_count"].is_number());
    assert_eq!(json_of(get("/oauth2/@me").await, 401).await, no_token());
    assert_eq!(json_of(get("/users/@me/connections").await, 403).await["code"], 20001);
}

#[tokio::test]
async fn unknown_routes_methods_and_clients_are_refused_in_json() {
    let base = start_sandbox(None).await;
    let not_found = json!({"message": "404: Not Found", "code": 0});
    for path in ["/api/v10/guilds", "/api/v10", "/api/v9/users/@me", "/api/users/@me"] {
        let response = client().get(format!("{base}{path}")).send().await.unwrap();
        assert_eq!(json_of(response, 404).await, not_found, "{path}");
    }
    let wrong_method = client().post(format!("{base}/api/v10/users/@me")).send().await.unwrap();
    assert_eq!(json_of(wrong_method, 405).await, json!({"message": "405: Method Not Allowed", "code": 0}));
    for agent in ["", "curl/8", "Mozilla/5.0 DiscordBot ("] {
        for path in ["/api/v10/users/@me", "/api/v10/oauth2/token"] {
            let request = Client::new().post(format!("{base}{path}")).header("user-agent", agent);
            assert_eq!(json_of(request.send().await.unwrap(), 403).await["code"], 40333);
        }
    }
    let nowhere = client().get(format!("{base}/nowhere")).send().await.unwrap();
    assert_eq!(nowhere.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_answer_shows_its_rate_limit_and_a_loop_is_stopped() {
    let base = start_sandbox(None).await;
    let tokens = sign_in(&base, "identify guilds").await;
    let number = |headers: &HeaderMap, name: &str| headers[name].to_str().unwrap().parse::<f64>().unwrap();
    let mut last = None;
    for used in 1..=30 {
        let response = get(&base, "/users/@me", text(&tokens, "access_token")).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(number(response.headers(), "x-ratelimit-remaining"), f64::from(30 - used));
        last = Some(response);
    }
    let headers = last.unwrap().headers().clone();
    assert_eq!(number(&headers, "x-ratelimit-limit"), 30.0);
    assert!(number(&headers, "x-ratelimit-reset") > 1.7e9);
    assert!(number(&headers, "x-ratelimit-reset-after") <= 10.0);

    let refused = get(&base, "/users/@me", text(&tokens, "access_token")).await;
    let headers = refused.headers().clone();
    let body = json_of(refused, 429).await;
    assert_eq!((&body["message"], &body["global"]), (&json!("You are being rate limited."), &json!(false)));
    let retry_after = body["retry_after"].as_f64().unwrap();
    assert!((0.0..=10.0).contains(&retry_after));
    assert_eq!(headers["retry-after"].to_str().unwrap().parse::<f64>().unwrap(), retry_after.ceil());
    assert_eq!(headers["x-ratelimit-scope"], "user");
    assert_eq!(number(&headers, "x-ratelimit-remaining"), 0.0);

    let other_route = get(&base, "/users/@me/guilds", text(&tokens, "access_token")).await;
    assert_eq!(other_route.status(), StatusCode::OK);
    assert_ne!(other_route.headers()["x-ratelimit-bucket"], headers["x-ratelimit-bucket"]);
    let other_caller = sign_in(&base, "identify").await;
    assert_eq!(get(&base, "/users/@me", text(&other_caller, "access_token")).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn requests_are_counted_by_route() {
    let base = start_sandbox(None).await;
    let counters = async || json_of(client().get(format!("{base}/control/counters")).send().await.unwrap(), 200).await;
    assert_eq!(counters().await, json!({}));
    let tokens = sign_in(&base, "identify guilds").await;
    for path in ["/users/@me", "/users/@me/guilds?limit=1", "/users/@me/guilds", "/nowhere"] {
        get(&base, path, text(&tokens, "access_token")).await;
    }
    let expected = json!({
        "POST /oauth2/token": 1, "GET /users/@me": 1, "GET /users/@me/guilds": 2, "GET (unknown)": 1
    });
    assert_eq!(counters().await, expected);
    let reset = client().post(format!("{base}/control/reset")).send().await.unwrap();
    assert_eq!(reset.status(), StatusCode::NO_CONTENT);
    assert_eq!(counters().await, json!({}));
}
