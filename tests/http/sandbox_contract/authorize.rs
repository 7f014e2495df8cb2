//! The consent page, and every redirect from it.

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};

use super::{
    MIRA, REDIRECT_URI, WORKSHOP, ask, authorization, client, code_form, decide, json_of, revoke, sent_back,
    start_sandbox, text, token, with,
};

#[tokio::test]
async fn the_consent_page_is_plain_html_that_says_what_it_is() {
    let base = start_sandbox(None).await;
    let scope = "identify guilds <script>";
    let response = ask(&base, &authorization(scope)).await;
    assert_eq!(response.status(), StatusCode::OK);
    let policy = response.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("form-action"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    let html = response.text().await.unwrap();
    for needed in
        ["lang=\"en\"", "<title>", "<main>", "<h1>", "<legend>", "name=\"viewport\"", "not Discord", "Mira", "Nelly"]
    {
        assert!(html.contains(needed), "no {needed} in {html}");
    }
    assert!(html.contains("which servers you are in"), "scopes are described in words");
    assert!(html.contains("value=\"st&amp;te\""), "the request is in hidden fields");
    assert!(!html.contains("<script") && !html.contains("style="), "{html}");
    assert!(html.contains("action=\"authorize\"") && html.contains("href=\"../sandbox.css\""), "links are relative");

    let style = client().get(format!("{base}/sandbox.css")).send().await.unwrap();
    assert_eq!(style.headers()[CONTENT_TYPE], "text/css; charset=utf-8");
    let home = client().get(&base).send().await.unwrap().text().await.unwrap();
    assert!(home.contains("href=\"sandbox/sandbox.css\""), "{home}");
}

#[tokio::test]
async fn an_unknown_address_or_application_is_never_redirected_to() {
    let base = start_sandbox(None).await;
    let good = || authorization("identify");
    let (uri, request) = ("Invalid OAuth2 redirect_uri", "Invalid request");
    for (pairs, heading) in [
        (with(good(), "redirect_uri", Some("http://127.0.0.1:3000/auth/callback/")), uri),
        (with(good(), "redirect_uri", Some("http://localhost:3000/auth/callback")), uri),
        (with(good(), "redirect_uri", None), uri),
        (with(good(), "client_id", Some("1")), request),
        (with(good(), "client_id", None), request),
        ([good(), vec![("redirect_uri", "http://evil.example")]].concat(), request),
    ] {
        for response in [ask(&base, &pairs).await, decide(&base, pairs.clone(), MIRA, "authorize").await] {
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{pairs:?}");
            assert!(response.headers().get(LOCATION).is_none());
            assert!(response.text().await.unwrap().contains(&format!("<h1>{heading}</h1>")), "{pairs:?}");
        }
    }
}

#[tokio::test]
async fn a_malformed_request_is_sent_back_with_its_error() {
    let base = start_sandbox(None).await;
    let good = || authorization("identify");
    for (pairs, error, description) in [
        (with(good(), "response_type", None), "invalid_request", "Missing response_type parameter."),
        (with(good(), "response_type", Some("token")), "unsupported_response_type", ""),
        (
            with(good(), "code_challenge_method", Some("plain")),
            "invalid_request",
            "Unsupported \"code_challenge_method\"",
        ),
        (with(good(), "code_challenge_method", None), "invalid_request", "Unsupported \"code_challenge_method\""),
        (with(good(), "code_challenge", Some("short")), "invalid_request", "Invalid \"code_challenge\""),
        (with(good(), "code_challenge", None), "invalid_request", "Missing \"code_challenge\""),
        (with(good(), "prompt", Some("login")), "invalid_request", "Invalid \"prompt\""),
        (with(good(), "scope", None), "invalid_scope", ""),
        (authorization("identify role_connections.write"), "invalid_scope", ""),
    ] {
        for response in [ask(&base, &pairs).await, decide(&base, pairs.clone(), MIRA, "authorize").await] {
            let query = sent_back(&response);
            assert_eq!(query["error"], error, "{pairs:?}");
            assert!(description.is_empty() || query["error_description"] == description, "{query:?}");
            assert_eq!(query["state"], "st&te");
            assert!(!query.contains_key("code"));
        }
    }
}

#[tokio::test]
async fn success_returns_a_code_and_the_state_if_there_was_one() {
    let base = start_sandbox(None).await;
    let query = sent_back(&decide(&base, authorization("identify"), MIRA, "authorize").await);
    assert_eq!((query.len(), &*query["state"]), (2, "st&te"));
    assert!(!query["code"].is_empty());
    let without = with(authorization("identify"), "state", None);
    assert!(sent_back(&decide(&base, without.clone(), MIRA, "authorize").await).keys().eq(["code"]));
    let denied = sent_back(&decide(&base, without, MIRA, "cancel").await);
    assert_eq!((denied.len(), &*denied["error"]), (2, "access_denied"));
    // Parameters about the choice of a server change nothing in a sign-in, which has no such choice.
    let steered = [
        authorization("identify applications.commands"),
        vec![("permissions", "8"), ("guild_id", "1"), ("disable_guild_select", "true"), ("integration_type", "0")],
    ];
    assert_eq!(sent_back(&decide(&base, steered.concat(), MIRA, "authorize").await).len(), 2);
}

#[tokio::test]
async fn a_scope_that_is_not_open_to_every_application_is_invalid() {
    let base = start_sandbox(None).await;
    let answer = async |scope: &'static str| {
        let without_pkce = with(with(authorization(scope), "code_challenge", None), "code_challenge_method", None);
        sent_back(&decide(&base, with(without_pkce, "guild_id", Some(WORKSHOP)), MIRA, "authorize").await)
    };
    for open in [
        "identify",
        "email",
        "guilds",
        "guilds.members.read",
        "guilds.join",
        "connections",
        "role_connections.write",
        "bot",
        "applications.commands",
        "applications.commands.permissions.update",
        "webhook.incoming",
        "applications.builds.read",
        "applications.entitlements",
        "applications.store.update",
        "gdm.join",
        "identify guilds connections",
    ] {
        assert!(answer(open).await.contains_key("code"), "{open}");
    }
    for closed in [
        // Scopes of the client-credentials grant, of partners, of nobody, and misspelt ones.
        "applications.commands.update",
        "applications.builds.upload",
        "identify.premium",
        "relationships.read",
        "activities.read",
        "rpc",
        "voice",
        "dm_channels.read",
        "guilds.channels.read",
        "guild.members.read",
        "Identify",
        "identify,email",
    ] {
        assert_eq!(answer(closed).await["error"], "invalid_scope", "{closed}");
    }
}

#[tokio::test]
async fn an_unknown_scope_is_refused_only_after_authorize() {
    let base = start_sandbox(None).await;
    let pairs = authorization("identify guilds.channels.read");
    assert_eq!(ask(&base, &pairs).await.status(), StatusCode::OK);
    let response = decide(&base, pairs, MIRA, "authorize").await;
    assert!(response.headers()[LOCATION].to_str().unwrap().contains(
        "?error=invalid_scope&error_description=The+requested+scope+is+invalid%2C+unknown%2C+or+malformed.&state="
    ));
}

#[tokio::test]
async fn a_cancelled_request_is_reported_to_the_application() {
    let base = start_sandbox(None).await;
    let response = decide(&base, authorization("identify"), MIRA, "cancel").await;
    assert_eq!(
        response.headers()[LOCATION].to_str().unwrap(),
        format!(
            "{REDIRECT_URI}?error=access_denied&error_description=The+resource+owner+or+authorization+server+denied+\
             the+request&state=st%26te"
        )
    );
}

#[tokio::test]
async fn a_decision_needs_a_person_a_button_and_the_same_site() {
    let base = start_sandbox(None).await;
    assert_eq!(decide(&base, authorization("identify"), "1", "authorize").await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(decide(&base, authorization("identify"), MIRA, "").await.status(), StatusCode::BAD_REQUEST);
    let form = [authorization("identify"), vec![("person", MIRA), ("decision", "authorize")]].concat();
    let request = client().post(format!("{base}/oauth2/authorize")).form(&form);
    assert_eq!(request.header("Sec-Fetch-Site", "cross-site").send().await.unwrap().status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn prompt_none_skips_consent_for_scopes_already_given() {
    let base = start_sandbox(None).await;
    let ask_as = async |cookie: &str, scope| {
        let pairs = with(authorization(scope), "prompt", Some("none"));
        let request = client().get(format!("{base}/oauth2/authorize")).query(&pairs);
        request.header(COOKIE, cookie).send().await.unwrap()
    };
    let consent = decide(&base, authorization("identify guilds"), MIRA, "authorize").await;
    let cookie = consent.headers()[SET_COOKIE].to_str().unwrap();
    assert!(cookie.contains("; Path=/sandbox/; HttpOnly; SameSite=Lax"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();

    let skipped = sent_back(&ask_as(cookie, "guilds").await);
    assert!(skipped.contains_key("code") && skipped["state"] == "st&te");
    assert_eq!(ask_as(cookie, "identify email").await.status(), StatusCode::OK, "a new scope is asked for");
    for always in ["identify bot", "identify webhook.incoming"] {
        sent_back(&decide(&base, with(authorization(always), "guild_id", Some(WORKSHOP)), MIRA, "authorize").await);
        assert_eq!(ask_as(cookie, always).await.status(), StatusCode::OK, "{always} is always asked for");
    }
    assert_eq!(ask_as("sandbox_person=1", "identify").await.status(), StatusCode::OK);
    assert_eq!(ask_as("", "identify").await.status(), StatusCode::OK, "no consent is remembered");

    let tokens = json_of(token(&base, &code_form(&skipped["code"])).await, 200).await;
    revoke(&base, &vec![("token", text(&tokens, "access_token"))]).await;
    assert_eq!(ask_as(cookie, "guilds").await.status(), StatusCode::OK, "a revoke ends the consent");
}
