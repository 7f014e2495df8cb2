//! Faults: what they answer, on which routes, and how often.

use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use serde_json::json;

use super::{
    MIRA, REDIRECT_URI, ask, authorization, client, code, code_form, control, decide, get, json_of, no_token, refresh,
    sent_back, sign_in, start_sandbox, switch_on, text, token,
};

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap())
}

/// Returns an answer of `GET /users/@me` with this fault, and checks that the next answer is without it.
async fn struck_once(fault: &[(&str, &str)]) -> Response {
    let base = start_sandbox(None).await;
    let tokens = sign_in(&base, "identify").await;
    switch_on(&base, &[fault, &[("times", "1")]].concat()).await;
    let response = get(&base, "/users/@me", text(&tokens, "access_token")).await;
    json_of(get(&base, "/users/@me", text(&tokens, "access_token")).await, 200).await;
    response
}

#[tokio::test]
async fn refusals_look_like_discords() {
    let refusals = [
        ("unauthorized", "", 401, no_token()),
        ("missing_scope", "", 403, json!({"message": "Missing required OAuth2 scope", "code": 50026})),
        ("error", "", 500, json!({"message": "500: Internal Server Error", "code": 0})),
        ("error", "502", 502, json!({"message": "502: Bad Gateway", "code": 0})),
        ("error", "404", 404, json!({"message": "404: Not Found", "code": 0})),
    ];
    for (kind, asked, status, body) in refusals {
        let response = struck_once(&[("kind", kind), ("status", asked)]).await;
        assert!(response.headers().contains_key("x-ratelimit-remaining"), "{kind}");
        assert_eq!(json_of(response, status).await, body);
    }
}

#[tokio::test]
async fn a_rate_limit_says_in_header_and_body_how_long() {
    for (kind, scope, is_global) in [("rate_limit", "user", false), ("global_rate_limit", "global", true)] {
        let response = struck_once(&[("kind", kind), ("seconds", "2.25")]).await;
        let headers = response.headers().clone();
        let body = json_of(response, 429).await;
        assert_eq!(body["message"], "You are being rate limited.");
        assert_eq!((&body["retry_after"], &body["global"]), (&json!(2.25), &json!(is_global)));
        assert_eq!(header(&headers, "retry-after"), Some("3"), "rounded up");
        assert_eq!(header(&headers, "x-ratelimit-scope"), Some(scope));
        assert_eq!(header(&headers, "x-ratelimit-global"), is_global.then_some("true"));
        assert_eq!(header(&headers, "x-ratelimit-limit"), Some("30"));
        assert!(headers.contains_key("x-ratelimit-bucket"));
        if !is_global {
            assert_eq!(header(&headers, "x-ratelimit-remaining"), Some("0"));
            assert_eq!(header(&headers, "x-ratelimit-reset-after"), Some("2.250"));
        }
    }
    let body = json_of(struck_once(&[("kind", "rate_limit"), ("seconds", "1e300")]).await, 429).await;
    assert_eq!(body["retry_after"], 1e300);
}

#[tokio::test]
async fn a_cloudflare_limit_has_no_json_and_no_bucket() {
    for (kind, seconds, wait, content_type) in [
        ("cloudflare", "2.5", Some("3"), Some("text/html; charset=utf-8")),
        ("cloudflare", "", None, Some("text/html; charset=utf-8")),
        ("empty_rate_limit", "4", Some("4"), None),
        ("empty_rate_limit", "", Some("1"), None),
    ] {
        let response = struck_once(&[("kind", kind), ("seconds", seconds)]).await;
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        let headers = response.headers().clone();
        assert_eq!((header(&headers, "retry-after"), header(&headers, "content-type")), (wait, content_type));
        assert!(headers.keys().all(|name| !name.as_str().starts_with("x-ratelimit")), "{headers:?}");
        assert_eq!(response.text().await.unwrap().is_empty(), kind == "empty_rate_limit");
    }
}

#[tokio::test]
async fn retry_after_can_be_any_text() {
    for kind in ["rate_limit", "cloudflare", "empty_rate_limit", "error"] {
        for text in ["NaN", "-1", "1e300", "Wed, 21 Oct 2015 07:28:00 GMT"] {
            let response = struck_once(&[("kind", kind), ("seconds", "1"), ("retry_after_header", text)]).await;
            assert_eq!(response.headers().get_all(RETRY_AFTER).iter().collect::<Vec<_>>(), [text], "{kind}");
        }
    }
}

#[tokio::test]
async fn answers_that_are_late_cut_off_or_never_end() {
    let started = Instant::now();
    let slow = struck_once(&[("kind", "slow"), ("seconds", "0.3")]).await;
    assert!(started.elapsed() >= Duration::from_millis(300));
    assert_eq!(json_of(slow, 200).await["id"], MIRA, "late, but correct");

    let broken = struck_once(&[("kind", "broken_json")]).await;
    assert_eq!(
        (broken.status(), &broken.headers()[CONTENT_TYPE]),
        (StatusCode::OK, &"application/json".parse().unwrap())
    );
    let body = broken.text().await.unwrap();
    assert!(body.starts_with('{') && serde_json::from_str::<serde_json::Value>(&body).is_err(), "{body}");

    let base = start_sandbox(None).await;
    switch_on(&base, &[("kind", "reset")]).await;
    let answer = async {
        let response = client().get(format!("{base}/api/v10/users/@me")).send().await?;
        response.bytes().await
    };
    answer.await.expect_err("no whole answer");
}

#[tokio::test]
async fn the_token_endpoint_fails_in_its_own_way() {
    let base = start_sandbox(None).await;
    let tokens = sign_in(&base, "identify").await;
    let spare = code(&base, MIRA, "identify").await;

    switch_on(&base, &[("kind", "unauthorized"), ("route", "POST /oauth2/token"), ("times", "1")]).await;
    assert_eq!(json_of(token(&base, &code_form(&spare)).await, 401).await, json!({"error": "invalid_client"}));
    switch_on(&base, &[("kind", "rate_limit"), ("route", "/oauth2/token"), ("times", "1")]).await;
    let limited = token(&base, &code_form(&spare)).await;
    assert!(limited.headers().contains_key(RETRY_AFTER) && !limited.headers().contains_key("x-ratelimit-scope"));
    assert_eq!(json_of(limited, 429).await["global"], false);

    // It hits only refreshes, and spends neither a code nor a refresh token.
    switch_on(&base, &[("kind", "error"), ("route", "POST /oauth2/token (refresh_token)"), ("times", "2")]).await;
    json_of(token(&base, &code_form(&spare)).await, 200).await;
    assert_eq!(refresh(&base, text(&tokens, "refresh_token")).await.status(), 500);
    assert_eq!(refresh(&base, text(&tokens, "refresh_token")).await.status(), 500);
    json_of(refresh(&base, text(&tokens, "refresh_token")).await, 200).await;
    let counters = json_of(client().get(format!("{base}/control/counters")).send().await.unwrap(), 200).await;
    assert_eq!(counters["POST /oauth2/token (refresh_token)"], 3, "faulty answers count");
    assert_eq!(counters["POST /oauth2/token"], 7);
}

#[tokio::test]
async fn faults_on_a_route_apply_in_turn_until_they_are_cleared() {
    let base = start_sandbox(None).await;
    let tokens = sign_in(&base, "identify guilds").await;
    let status = async |path: &str| get(&base, path, text(&tokens, "access_token")).await.status().as_u16();
    switch_on(&base, &[("kind", "rate_limit"), ("route", "GET /users/@me/guilds"), ("times", "2")]).await;
    switch_on(&base, &[("kind", "error"), ("route", "/users/@me/guilds")]).await;
    assert_eq!(status("/users/@me").await, 200, "another route");
    for expected in [429, 429, 500, 500] {
        assert_eq!(status("/users/@me/guilds?limit=1").await, expected);
    }
    switch_on(&base, &[("kind", "missing_scope")]).await;
    assert_eq!((status("/users/@me").await, status("/oauth2/@me").await, status("/nowhere").await), (403, 403, 403));
    assert_eq!(ask(&base, &authorization("identify")).await.status(), StatusCode::OK, "every route is every API route");

    assert_eq!(control(&base, "faults/clear", &[]).await.status(), StatusCode::SEE_OTHER);
    assert_eq!((status("/users/@me").await, status("/users/@me/guilds").await), (200, 200));
}

#[tokio::test]
async fn the_fault_denied_makes_the_consent_page_refuse_everybody() {
    let base = start_sandbox(None).await;
    let denied = format!(
        "{REDIRECT_URI}?error=access_denied&error_description=The+resource+owner+or+authorization+server+denied+\
         the+request&state=st%26te"
    );
    switch_on(&base, &[("kind", "denied"), ("times", "2")]).await;
    for response in [
        ask(&base, &authorization("identify")).await,
        decide(&base, authorization("identify"), MIRA, "authorize").await,
    ] {
        assert_eq!(
            (response.status(), &response.headers()[LOCATION]),
            (StatusCode::SEE_OTHER, &denied.parse().unwrap())
        );
    }
    switch_on(&base, &[("kind", "denied"), ("route", "POST /oauth2/authorize")]).await;
    assert_eq!(ask(&base, &authorization("identify")).await.status(), StatusCode::OK, "until the button is pressed");
    let query = sent_back(&decide(&base, authorization("identify"), MIRA, "authorize").await);
    assert_eq!(query["error"], "access_denied");
    let unknown = [("redirect_uri", "http://evil.example"), ("client_id", "1")].to_vec();
    assert_eq!(ask(&base, &unknown).await.status(), StatusCode::BAD_REQUEST, "an unknown address is not redirected to");
    control(&base, "faults/clear", &[]).await;
    sign_in(&base, "identify").await;
}

#[tokio::test]
async fn a_fault_that_makes_no_sense_is_refused_with_a_sentence() {
    let base = start_sandbox(None).await;
    let state = async || json_of(client().get(format!("{base}/control/state")).send().await.unwrap(), 200).await;
    assert_eq!(state().await["faults"], json!([]));
    for (form, word) in [
        (&[][..], "kind"),
        (&[("kind", "earthquake")], "kind"),
        (&[("kind", "slow"), ("seconds", "soon")], "seconds"),
        (&[("kind", "slow"), ("seconds", "-1")], "seconds"),
        (&[("kind", "slow"), ("seconds", "NaN")], "seconds"),
        (&[("kind", "slow"), ("seconds", "inf")], "seconds"),
        (&[("kind", "error"), ("status", "200")], "status"),
        (&[("kind", "error"), ("status", "x")], "status"),
        (&[("kind", "error"), ("times", "0")], "times"),
        (&[("kind", "error"), ("times", "1.5")], "times"),
        (&[("kind", "rate_limit"), ("retry_after_header", "a\nb")], "retry_after_header"),
        (&[("kind", "denied"), ("route", "GET /users/@me")], "denied"),
    ] {
        let response = control(&base, "faults", form).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{form:?}");
        let sentence = response.text().await.unwrap();
        assert!(sentence.contains(word) && sentence.ends_with(".\n"), "{sentence}");
    }
    assert_eq!(state().await["faults"], json!([]));
    switch_on(&base, &[("kind", "error"), ("status", "503"), ("seconds", "0.5"), ("times", "3")]).await;
    let expected = json!([{
        "route": "*", "kind": "error", "status": 503, "seconds": 0.5, "times": 3, "retry_after_header": null
    }]);
    assert_eq!(state().await["faults"], expected);
}
