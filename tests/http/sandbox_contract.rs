//! The sandbox's contract: what it answers over HTTP, and what it refuses.
//!
//! These tests do not use the application. They compare the sandbox with Discord's wire format, in its documentation and its schema,
//! so that the application's own tests can rely on it.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod api;
mod authorize;
mod control;
mod faults;
mod guilds;
mod images;
mod install;
mod members;
mod memory;
mod people;
mod token;

use std::collections::HashMap;
use std::path::PathBuf;

use axum::Router;
use reqwest::header::{AUTHORIZATION, LOCATION};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use sandbox::{BOT_TOKEN, CLIENT_ID, CLIENT_SECRET, Options, Sandbox};
use serde_json::{Value, json};

use crate::schema::validate;
use crate::test_app::serve;

const REDIRECT_URI: &str = "http://127.0.0.1:3000/auth/callback";
const USER_AGENT: &str = "DiscordBot (https://example.com, 1.0)";
const MIRA: &str = "268473310986240001";
const NELLY: &str = "80351110224678912";
const NOOR: &str = "1187654321098765312";
const VERA: &str = "952341870236794880";
/// Mira owns it, and the bot is in it from the start.
const WORKSHOP: &str = "420904194539651073";
/// Mira owns it too. The bot has few permissions there.
const CINNAMON: &str = "675300476190851076";
const HOSTILE: &str = "154014842880000005";
/// Mira is an administrator of it, and the bot is not in it.
const RUSTACEANS: &str = "608621108920451075";
// From RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Starts a sandbox on a free port, nested as the application nests it, and returns its base URL.
async fn start_sandbox(state_file: Option<PathBuf>) -> String {
    let router = Router::new().nest("/sandbox", sandbox(state_file).router());
    format!("{}/sandbox", serve(router).await)
}

fn sandbox(state_file: Option<PathBuf>) -> Sandbox {
    Sandbox::new(Options {
        client_id: CLIENT_ID.into(),
        client_secret: CLIENT_SECRET.into(),
        bot_token: BOT_TOKEN.into(),
        redirect_uris: vec![REDIRECT_URI.into(), "http://127.0.0.1:3000/other".into()],
        webhook_url: None,
        state_file,
    })
}

fn client() -> Client {
    Client::builder().user_agent(USER_AGENT).redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

type Pairs<'a> = Vec<(&'a str, &'a str)>;

/// Returns a valid authorization request.
fn authorization<'a>(scope: &'a str) -> Pairs<'a> {
    vec![
        ("client_id", CLIENT_ID),
        ("redirect_uri", REDIRECT_URI),
        ("response_type", "code"),
        ("scope", scope),
        ("state", "st&te"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]
}

/// Replaces or adds `name` in `pairs`, or removes it if `value` is `None`.
fn with<'a>(mut pairs: Pairs<'a>, name: &'a str, value: Option<&'a str>) -> Pairs<'a> {
    pairs.retain(|(key, _)| *key != name);
    pairs.extend(value.map(|value| (name, value)));
    pairs
}

async fn ask(base: &str, pairs: &Pairs<'_>) -> Response {
    client().get(format!("{base}/oauth2/authorize")).query(pairs).send().await.unwrap()
}

async fn decide(base: &str, pairs: Pairs<'_>, person: &str, decision: &str) -> Response {
    let form = with(with(pairs, "person", Some(person)), "decision", Some(decision));
    client().post(format!("{base}/oauth2/authorize")).form(&form).send().await.unwrap()
}

/// Returns the query of the redirect back to the application.
fn sent_back(response: &Response) -> HashMap<String, String> {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let target = reqwest::Url::parse(response.headers()[LOCATION].to_str().unwrap()).unwrap();
    assert!(target.as_str().starts_with(&format!("{REDIRECT_URI}?")), "{target}");
    target.query_pairs().into_owned().collect()
}

async fn code(base: &str, person: &str, scope: &str) -> String {
    sent_back(&decide(base, authorization(scope), person, "authorize").await).remove("code").unwrap()
}

fn code_form(code: &str) -> Pairs<'_> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ]
}

/// Sends a token request with the client's id and secret in a `Basic` header.
async fn token(base: &str, form: &Pairs<'_>) -> Response {
    let url = format!("{base}/api/v10/oauth2/token");
    client().post(url).basic_auth(CLIENT_ID, Some(CLIENT_SECRET)).form(form).send().await.unwrap()
}

/// Returns the body of an answer, after checking it against Discord's schema. The token endpoint is not in the schema.
async fn json_of(response: Response, status: u16) -> Value {
    let path = response.url().path().to_owned();
    let found = response.status();
    let text = response.text().await.unwrap();
    assert_eq!(found.as_u16(), status, "{text}");
    let body: Value = serde_json::from_str(&text).unwrap();
    if let Some((_, route)) = path.split_once("/api/v10")
        && !route.starts_with("/oauth2/token")
    {
        // All refusals have one format, also on unknown routes and where the schema has none.
        let operation = match route.split('/').skip(1).collect::<Vec<_>>()[..] {
            ["oauth2", "@me"] => "/oauth2/@me",
            ["applications", "@me"] | ["oauth2", "applications", "@me"] => "/oauth2/applications/@me",
            ["users", "@me", "guilds"] => "/users/@me/guilds",
            ["users", "@me", "guilds", _, "member"] => "/users/@me/guilds/{guild_id}/member",
            ["users", "@me", "connections"] => "/users/@me/connections",
            ["guilds", _] => "/guilds/{guild_id}",
            ["guilds", _, "channels"] => "/guilds/{guild_id}/channels",
            ["guilds", _, "roles"] => "/guilds/{guild_id}/roles",
            ["guilds", _, "members", _] => "/guilds/{guild_id}/members/{user_id}",
            // This answer is only in the documentation.
            ["guilds", _, "integrations"] if status == 200 => return body,
            _ => "/users/@me",
        };
        validate(operation, if status == 201 { "put" } else { "get" }, status.min(499), &body).unwrap();
    }
    body
}

/// Signs Mira in and returns the token response.
async fn sign_in(base: &str, scope: &str) -> Value {
    sign_in_as(base, MIRA, scope).await
}

async fn sign_in_as(base: &str, person: &str, scope: &str) -> Value {
    json_of(token(base, &code_form(&code(base, person, scope).await)).await, 200).await
}

/// Posts a form of the control page.
async fn control(base: &str, path: &str, form: &[(&str, &str)]) -> Response {
    client().post(format!("{base}/control/{path}")).form(form).send().await.unwrap()
}

async fn switch_on(base: &str, fault: &[(&str, &str)]) {
    assert_eq!(control(base, "faults", fault).await.status(), StatusCode::SEE_OTHER, "{fault:?}");
}

async fn refresh(base: &str, refresh_token: &str) -> Response {
    token(base, &vec![("grant_type", "refresh_token"), ("refresh_token", refresh_token)]).await
}

fn text<'a>(body: &'a Value, key: &str) -> &'a str {
    body[key].as_str().unwrap_or_else(|| panic!("no {key} in {body}"))
}

fn api(base: &str, path: &str) -> RequestBuilder {
    client().get(format!("{base}/api/v10{path}"))
}

async fn get(base: &str, path: &str, access_token: &str) -> Response {
    api(base, path).bearer_auth(access_token).send().await.unwrap()
}

/// Returns a request with the bot's token.
fn bot(method: Method, base: &str, path: &str) -> RequestBuilder {
    client().request(method, format!("{base}/api/v10{path}")).header(AUTHORIZATION, format!("Bot {BOT_TOKEN}"))
}

async fn bot_get(base: &str, path: &str) -> Response {
    bot(Method::GET, base, path).send().await.unwrap()
}

/// Returns an authorization request that adds the bot to a guild.
fn bot_authorization<'a>(guild: &'a str, permissions: &'a str) -> Pairs<'a> {
    [authorization("identify bot"), vec![("guild_id", guild), ("permissions", permissions)]].concat()
}

/// Adds the bot to a guild and returns the token response.
async fn install(base: &str, person: &str, guild: &str, permissions: &str) -> Value {
    let decision = decide(base, bot_authorization(guild, permissions), person, "authorize").await;
    json_of(token(base, &code_form(&sent_back(&decision)["code"])).await, 200).await
}

fn no_token() -> Value {
    json!({"message": "401: Unauthorized", "code": 0})
}

fn invalid_code() -> Value {
    json!({"error": "invalid_grant", "error_description": "Invalid \"code\" in request."})
}

fn invalid_refresh_token() -> Value {
    json!({"error": "invalid_grant", "error_description": "Invalid \"refresh_token\" in request"})
}

async fn revoke(base: &str, form: &Pairs<'_>) -> Response {
    let url = format!("{base}/api/v10/oauth2/token/revoke");
    client().post(url).basic_auth(CLIENT_ID, Some(CLIENT_SECRET)).form(form).send().await.unwrap()
}
