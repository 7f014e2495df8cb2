//! API requests with a token: scopes, errors, paging and rate limits.

use reqwest::header::HeaderMap;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use super::{
    CLIENT_ID, MIRA, NELLY, api, client, get, json_of, no_token, refresh, revoke, sign_in, sign_in_as, start_sandbox,
    text,
};

const RATE_LIMIT_HEADERS: [&str; 5] = [
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-ratelimit-reset-after",
    "x-ratelimit-bucket",
];

#[tokio::test]
async fn a_request_without_a_valid_token_is_refused() {
    let base = start_sandbox(None).await;
    for path in ["/oauth2/@me", "/users/@me", "/users/@me/guilds", "/users/@me/connections"] {
        for header in [None, Some("Bearer wrong"), Some("Bot wrong"), Some("Basic x")] {
            let mut request = api(&base, path);
            if let Some(header) = header {
                request = request.header("authorization", header);
            }
            let response = request.send().await.unwrap();
            assert!(RATE_LIMIT_HEADERS.iter().all(|name| response.headers().contains_key(*name)));
            assert_eq!(json_of(response, 401).await, no_token(), "{path}");
        }
    }
}

#[tokio::test]
async fn a_missing_scope_is_refused_in_discords_words() {
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
async fn an_authorization_lists_application_scopes_expiry_and_user() {
    let base = start_sandbox(None).await;
    let tokens = sign_in(&base, "identify email").await;
    let user = json_of(get(&base, "/users/@me", text(&tokens, "access_token")).await, 200).await;
    assert_eq!((&user["email"], &user["verified"]), (&json!("mira.lindqvist@example.com"), &json!(true)));

    let current = json_of(get(&base, "/oauth2/@me", text(&tokens, "access_token")).await, 200).await;
    assert_eq!(current["application"]["id"], CLIENT_ID);
    assert_eq!(current["user"]["id"], MIRA);
    assert!(current["user"].get("email").is_none(), "never here, whatever the scopes");
    assert!(current["user"].get("verified").is_none());
    // The format of 2015-04-26T06:26:56.936000+00:00.
    let digits = text(&current, "expires").replace(|it: char| it.is_ascii_digit(), "0");
    assert_eq!(digits, "0000-00-00T00:00:00.000000+00:00");

    // This route needs no particular scope. Without `identify`, its answer has no user.
    let nobody = sign_in_as(&base, NELLY, "connections").await;
    let current = json_of(get(&base, "/oauth2/@me", text(&nobody, "access_token")).await, 200).await;
    assert!(current.get("user").is_none() && current["scopes"] == json!(["connections"]));
}

#[tokio::test]
async fn scopes_add_up_until_a_revoke() {
    let base = start_sandbox(None).await;
    let user = async |tokens: &Value| json_of(get(&base, "/users/@me", text(tokens, "access_token")).await, 200).await;
    let first = sign_in(&base, "identify").await;
    let profile = user(&first).await;
    assert!(profile.get("email").is_none() && profile.get("verified").is_none());

    sign_in(&base, "identify email guilds").await;
    let narrow = sign_in(&base, "identify").await;
    assert_eq!(narrow["scope"], "identify", "the token response lists this authorization only");
    for tokens in [&first, &narrow] {
        assert!(user(tokens).await["email"].is_string(), "an email that this sign-in did not ask for");
        assert_eq!(get(&base, "/users/@me/guilds", text(tokens, "access_token")).await.status(), StatusCode::OK);
        let current = json_of(get(&base, "/oauth2/@me", text(tokens, "access_token")).await, 200).await;
        assert_eq!(current["scopes"], json!(["identify", "email", "guilds"]), "this route has the real list");
    }
    let wide = json_of(refresh(&base, text(&narrow, "refresh_token")).await, 200).await;
    assert_eq!(wide["scope"], "identify email guilds", "more than the sign-in asked for");

    revoke(&base, &vec![("token", text(&wide, "access_token"))]).await;
    let afresh = sign_in(&base, "identify").await;
    assert!(user(&afresh).await.get("email").is_none());
    let refused = get(&base, "/users/@me/guilds", text(&afresh, "access_token")).await;
    assert_eq!(json_of(refused, 403).await["code"], 50026);
}

#[tokio::test]
async fn guilds_are_paged_and_counted_as_asked() {
    let base = start_sandbox(None).await;
    let tokens = sign_in(&base, "guilds").await;
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
    assert!(list("?with_counts=true").await[0].get("approximate_member_count").is_none(), "needs guilds.members.read");
    sign_in(&base, "guilds.members.read").await;
    for (word, counts) in
        [("true", true), ("True", true), ("1", true), ("false", false), ("False", false), ("0", false), ("", false)]
    {
        for guild in list(&format!("?with_counts={word}")).await {
            assert_eq!(guild.get("approximate_member_count").is_some(), counts, "{word}");
            assert_eq!(guild.get("approximate_presence_count").is_some(), counts, "{word}");
        }
    }

    for query in ["limit=0", "limit=201", "limit=x", "limit=-1", "after=x", "with_counts=maybe"] {
        let refused = get(&base, &format!("/users/@me/guilds?{query}"), text(&tokens, "access_token")).await;
        let body = json_of(refused, 400).await;
        assert_eq!(body["code"], 50035, "{query}");
        assert!(body["errors"][query.split('=').next().unwrap()]["_errors"][0]["code"].is_string(), "{body}");
    }
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
        assert!(!response.headers().contains_key("x-ratelimit-scope"), "on a 429 only");
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
    assert!(!headers.contains_key("x-ratelimit-global"));
    assert_eq!(number(&headers, "x-ratelimit-remaining"), 0.0);

    let other_route = get(&base, "/users/@me/guilds", text(&tokens, "access_token")).await;
    assert_eq!(other_route.status(), StatusCode::OK);
    assert_ne!(other_route.headers()["x-ratelimit-bucket"], headers["x-ratelimit-bucket"]);
    let other_caller = sign_in(&base, "identify").await;
    assert_eq!(get(&base, "/users/@me", text(&other_caller, "access_token")).await.status(), StatusCode::OK);
}
