//! The token endpoints: exchange, refresh and revoke.

use std::collections::HashMap;

use base64::Engine as _;
use reqwest::header::CACHE_CONTROL;
use reqwest::{RequestBuilder, StatusCode};
use sandbox::{CLIENT_ID, CLIENT_SECRET};
use serde_json::json;

use super::{
    MIRA, NELLY, VERIFIER, authorization, client, code, code_form, decide, get, invalid_code, invalid_refresh_token,
    json_of, no_token, refresh, revoke, sent_back, sign_in, sign_in_as, start_sandbox, text, token, with,
};

#[tokio::test]
async fn a_code_is_exchanged_once() {
    let base = start_sandbox(None).await;
    let code = code(&base, MIRA, "identify guilds").await;
    let response = token(&base, &code_form(&code)).await;
    assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
    assert!(response.headers().get("x-ratelimit-limit").is_none());
    let body = json_of(response, 200).await;
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["expires_in"], 604_800);
    assert_eq!(body["scope"], "identify guilds");
    let fields = ["access_token", "expires_in", "refresh_token", "scope", "token_type"];
    assert!(body.as_object().unwrap().keys().eq(fields), "{body}");
    assert!(text(&body, "access_token").len() >= 30 && text(&body, "refresh_token").len() >= 30);

    for spent in [&*code, "unknown", ""] {
        assert_eq!(json_of(token(&base, &code_form(spent)).await, 400).await, invalid_code());
    }
    assert_eq!(get(&base, "/users/@me", text(&body, "access_token")).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn an_exchange_gives_the_scopes_of_its_code_whatever_it_asks_for() {
    let base = start_sandbox(None).await;
    let code = code(&base, MIRA, "identify").await;
    let form = with(code_form(&code), "scope", Some("identify email guilds"));
    assert_eq!(json_of(token(&base, &form).await, 200).await["scope"], "identify");
}

#[tokio::test]
async fn a_verifier_may_be_43_to_128_characters_long() {
    let base = start_sandbox(None).await;
    for verifier in ["a".repeat(43), "Aa0-._~".repeat(18) + "zz"] {
        assert!(verifier.len() == 43 || verifier.len() == 128);
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes());
        let challenge = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(digest);
        let pairs = with(authorization("identify"), "code_challenge", Some(&challenge));
        let code = sent_back(&decide(&base, pairs, MIRA, "authorize").await).remove("code").unwrap();
        json_of(token(&base, &with(code_form(&code), "code_verifier", Some(&verifier))).await, 200).await;
    }
}

#[tokio::test]
async fn the_client_authenticates_by_header_or_form() {
    let base = start_sandbox(None).await;
    let url = format!("{base}/api/v10/oauth2/token");
    let credentials = |id: &'static str, secret: &'static str| vec![("client_id", id), ("client_secret", secret)];
    let send = async |request: RequestBuilder| request.send().await.unwrap();

    let spare = code(&base, MIRA, "identify").await;
    let form = [code_form(&spare), credentials(CLIENT_ID, CLIENT_SECRET)].concat();
    json_of(send(client().post(&url).form(&form)).await, 200).await;

    let spare = code(&base, MIRA, "identify").await;
    for (header, form) in [
        (None, vec![]),
        (None, credentials(CLIENT_ID, "wrong")),
        (None, credentials("1", CLIENT_SECRET)),
        (Some((CLIENT_ID, "wrong")), vec![]),
        (Some(("1", CLIENT_SECRET)), vec![]),
        (Some((CLIENT_ID, CLIENT_SECRET)), vec![("client_id", "1")]),
    ] {
        let mut request = client().post(&url).form(&[code_form(&spare), form].concat());
        if let Some((id, secret)) = header {
            request = request.basic_auth(id, Some(secret));
        }
        let response = send(request).await;
        assert!(response.headers().contains_key("www-authenticate"));
        assert_eq!(json_of(response, 401).await, json!({"error": "invalid_client"}));
    }
    let both = [code_form(&spare), credentials(CLIENT_ID, CLIENT_SECRET)].concat();
    assert_eq!(json_of(token(&base, &both).await, 400).await["error"], "invalid_request");
    json_of(token(&base, &code_form(&spare)).await, 200).await;
}

#[tokio::test]
async fn only_a_form_in_the_body_is_read() {
    let base = start_sandbox(None).await;
    let url = format!("{base}/api/v10/oauth2/token");
    let unsupported = json!({"error": "unsupported_grant_type"});
    let code = code(&base, MIRA, "identify").await;
    let form = [code_form(&code), vec![("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)]].concat();
    let as_json = client().post(&url).json(&form.iter().copied().collect::<HashMap<_, _>>()).send().await.unwrap();
    assert_eq!(json_of(as_json, 400).await, unsupported);
    assert_eq!(json_of(client().post(&url).query(&form).send().await.unwrap(), 400).await, unsupported);
    let empty = Vec::<(&str, &str)>::new();
    assert_eq!(json_of(client().post(&url).form(&empty).send().await.unwrap(), 400).await, unsupported);
    assert_eq!(json_of(client().get(&url).send().await.unwrap(), 405).await["code"], 0);
    for grant in ["implicit", "password", "Authorization_Code"] {
        let form = with(form.clone(), "grant_type", Some(grant));
        assert_eq!(json_of(client().post(&url).form(&form).send().await.unwrap(), 400).await, unsupported);
    }
    let twice = [form.clone(), vec![("grant_type", "refresh_token")]].concat();
    assert_eq!(json_of(client().post(&url).form(&twice).send().await.unwrap(), 400).await["error"], "invalid_request");
    json_of(client().post(&url).form(&form).send().await.unwrap(), 200).await;
}

#[tokio::test]
async fn the_redirect_uri_of_an_exchange_is_that_of_the_request() {
    let base = start_sandbox(None).await;
    for (uri, answer) in [
        (Some("http://127.0.0.1:3000/other"), invalid_code()),
        (
            Some("http://127.0.0.1:3000/auth/callback/"),
            json!({"error": "invalid_request", "error_description": "Invalid \"redirect_uri\" in request."}),
        ),
        (None, json!({"error": "invalid_request", "error_description": "Invalid \"redirect_uri\" in request."})),
    ] {
        let code = code(&base, MIRA, "identify").await;
        let form = with(code_form(&code), "redirect_uri", uri);
        assert_eq!(json_of(token(&base, &form).await, 400).await, answer);
    }
}

#[tokio::test]
async fn the_pkce_verifier_is_checked_and_a_failed_try_spends_the_code() {
    let base = start_sandbox(None).await;
    let short = &VERIFIER[..42];
    let long = "a".repeat(129);
    let wrong = "a".repeat(43);
    for (verifier, error, description) in [
        (None, "invalid_request", "Missing \"code_verifier\""),
        (Some(short), "invalid_request", "Invalid \"code_verifier\""),
        (Some(&*long), "invalid_request", "Invalid \"code_verifier\""),
        (Some("dBjftJeZ4CVP+mB92K27uhbUJU1p1r/wW1gFWFOEjXk"), "invalid_request", "Invalid \"code_verifier\""),
        (Some(&*wrong), "invalid_grant", "Invalid \"code_verifier\""),
    ] {
        let code = code(&base, MIRA, "identify").await;
        let form = with(code_form(&code), "code_verifier", verifier);
        let body = json_of(token(&base, &form).await, 400).await;
        assert_eq!(body, json!({"error": error, "error_description": description}));
        assert_eq!(json_of(token(&base, &code_form(&code)).await, 400).await, invalid_code());
    }

    let plain = || with(with(authorization("identify"), "code_challenge", None), "code_challenge_method", None);
    let without_pkce = async || sent_back(&decide(&base, plain(), MIRA, "authorize").await).remove("code").unwrap();
    let code = without_pkce().await;
    assert_eq!(json_of(token(&base, &code_form(&code)).await, 400).await["error"], "invalid_grant");
    let code = without_pkce().await;
    let form = with(code_form(&code), "code_verifier", None);
    json_of(token(&base, &form).await, 200).await;
    let linked = with(plain(), "scope", Some("identify role_connections.write"));
    let code = sent_back(&decide(&base, linked, MIRA, "authorize").await).remove("code").unwrap();
    json_of(token(&base, &with(code_form(&code), "code_verifier", None)).await, 200).await;
}

#[tokio::test]
async fn a_refresh_token_works_once() {
    let base = start_sandbox(None).await;
    let first = sign_in(&base, "identify").await;
    let second = json_of(refresh(&base, text(&first, "refresh_token")).await, 200).await;
    assert_eq!(second["scope"], "identify");
    assert_ne!(first["access_token"], second["access_token"]);
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    let reused = refresh(&base, text(&first, "refresh_token")).await;
    assert_eq!(json_of(reused, 400).await, invalid_refresh_token());
    for pair in [&first, &second] {
        assert_eq!(get(&base, "/users/@me", text(pair, "access_token")).await.status(), StatusCode::OK);
    }
    let as_access = get(&base, "/users/@me", text(&second, "refresh_token")).await;
    assert_eq!(json_of(as_access, 401).await, no_token());
}

#[tokio::test]
async fn of_many_simultaneous_refreshes_one_wins() {
    let base = start_sandbox(None).await;
    let tokens = sign_in(&base, "identify").await;
    let tries = (0..8).map(|_| {
        let (base, spent) = (base.clone(), text(&tokens, "refresh_token").to_owned());
        tokio::spawn(async move { refresh(&base, &spent).await.status() })
    });
    let mut won = 0;
    for attempt in tries.collect::<Vec<_>>() {
        won += u32::from(attempt.await.unwrap() == StatusCode::OK);
    }
    assert_eq!(won, 1);
}

#[tokio::test]
async fn a_refresh_gives_all_granted_scopes_or_the_part_asked_for() {
    let base = start_sandbox(None).await;
    let first = sign_in(&base, "identify guilds").await;
    let wide = json_of(refresh(&base, text(&first, "refresh_token")).await, 200).await;
    assert_eq!(wide["scope"], "identify guilds");

    let part = |scope, spent: &str| {
        let form = [("grant_type", "refresh_token"), ("refresh_token", spent), ("scope", scope)];
        form.map(|(key, value)| (key.to_owned(), value.to_owned()))
    };
    let send = async |form: [(String, String); 3]| {
        token(&base, &form.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect()).await
    };
    let too_much = send(part("identify email", text(&wide, "refresh_token"))).await;
    assert_eq!(json_of(too_much, 400).await["error"], "invalid_scope");
    let narrowed = json_of(send(part("guilds", text(&wide, "refresh_token"))).await, 200).await;
    assert_eq!(narrowed["scope"], "guilds");
    let all_again = json_of(send(part("", text(&narrowed, "refresh_token"))).await, 200).await;
    assert_eq!(all_again["scope"], "identify guilds", "an empty scope counts as no scope");
}

#[tokio::test]
async fn client_credentials_act_as_the_owner_without_a_refresh_token() {
    let base = start_sandbox(None).await;
    let grant = |scope| vec![("grant_type", "client_credentials"), ("scope", scope)];
    let body = json_of(token(&base, &grant("identify applications.commands.update")).await, 200).await;
    assert!(body.get("refresh_token").is_none());
    sign_in(&base, "identify email").await;
    let user = json_of(get(&base, "/users/@me", text(&body, "access_token")).await, 200).await;
    assert_eq!(user["id"], MIRA);
    assert!(user.get("email").is_none(), "the owner's sign-in does not extend the application's scopes");
    for scope in ["", "role_connections.write", "nonsense"] {
        assert_eq!(json_of(token(&base, &grant(scope)).await, 400).await["error"], "invalid_scope");
    }
}

#[tokio::test]
async fn a_revoke_kills_every_token_of_that_person_and_of_nobody_else() {
    let base = start_sandbox(None).await;
    let (one, two) = (sign_in(&base, "identify").await, sign_in(&base, "identify guilds").await);
    let nelly = sign_in_as(&base, NELLY, "identify").await;

    let hint = vec![("token", text(&one, "access_token")), ("token_type_hint", "id_token")];
    assert_eq!(json_of(revoke(&base, &hint).await, 400).await, json!({"error": "unsupported_token_type"}));
    assert_eq!(get(&base, "/users/@me", text(&one, "access_token")).await.status(), StatusCode::OK);
    assert_eq!(json_of(revoke(&base, &vec![("token", "unknown")]).await, 200).await, json!({}));

    let hint = vec![("token", text(&one, "refresh_token")), ("token_type_hint", "refresh_token")];
    assert_eq!(json_of(revoke(&base, &hint).await, 200).await, json!({}));
    for tokens in [&one, &two] {
        let refused = get(&base, "/users/@me", text(tokens, "access_token")).await;
        assert_eq!(json_of(refused, 401).await, no_token());
        let refused = refresh(&base, text(tokens, "refresh_token")).await;
        assert_eq!(json_of(refused, 400).await, invalid_refresh_token());
    }
    assert_eq!(get(&base, "/users/@me", text(&nelly, "access_token")).await.status(), StatusCode::OK);

    sign_in(&base, "identify").await;
    let refused = refresh(&base, text(&two, "refresh_token")).await;
    assert_eq!(json_of(refused, 400).await, invalid_refresh_token(), "a new consent revives no old token");

    let url = format!("{base}/api/v10/oauth2/token/revoke");
    let stranger = client().post(url).form(&vec![("token", text(&nelly, "access_token"))]).send().await.unwrap();
    assert_eq!(json_of(stranger, 401).await, json!({"error": "invalid_client"}));
}
