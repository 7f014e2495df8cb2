//! Adding the bot to a guild: from the guild's page to Discord, and back to the page of the guild that Discord names.

use app::{
    discord::{InstallTo, Permissions, Scopes},
    server::{
        auth::{Flow, LocalPath, LoggedIn, Purpose},
        config::SIGN_IN_SCOPES,
        discord::rest::{Authorize, Prompt},
        http::router::router,
    },
};
use axum::http::{HeaderMap, StatusCode, header};
use sandbox::BOT_TOKEN;
use serde_json::json;
use tower::ServiceExt as _;

use crate::test_app::{Answer, Browser, MIRA, NELLY, ORIGIN, TestApp, VERA, decide};

/// Mira is an administrator of it, and the bot is not in it.
const RUSTACEANS: &str = "608621108920451075";
const RUSTACEANS_PAGE: &str = "/dashboard/guilds/608621108920451075";
/// Mira owns it, and the bot is not in it.
const BENCH: &str = "531794881413251074";

async fn start(browser: &mut Browser<'_>, guild: &str) -> String {
    let answer = browser.post("/auth/install", &[("guild_id", guild)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.location().to_owned()
}

fn query(url: &str, name: &str) -> Option<String> {
    let url = reqwest::Url::parse(url).unwrap();
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

#[tokio::test]
async fn the_bot_is_added_and_list_and_page_know_it_at_once() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    assert!(browser.get(RUSTACEANS_PAGE).await.body.contains("The bot is not in this server"));
    assert_eq!(browser.get("/dashboard/guilds").await.body.matches("Bot added").count(), 2);
    let url = start(&mut browser, RUSTACEANS).await;
    for (name, value) in [
        ("guild_id", RUSTACEANS),
        ("disable_guild_select", "true"),
        ("permissions", "3073"),
        ("integration_type", "0"),
        ("scope", "bot applications.commands"),
        ("response_type", "code"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(query(&url, name).as_deref(), Some(value), "{url}");
    }
    let before = app.rows().await;
    let callback = decide(&url, MIRA, "authorize").await;
    app.reset_counters().await;
    let answer = browser.get(&callback).await;
    assert_eq!(answer.location(), RUSTACEANS_PAGE, "{}", answer.body);
    assert_eq!(app.all_calls().await, 1, "the code exchange is the only call");
    let page = browser.get(RUSTACEANS_PAGE).await.body;
    assert!(page.contains("The bot is here now.") && page.contains("In this server"), "{page}");
    assert_eq!(browser.get("/dashboard/guilds").await.body.matches("Bot added").count(), 3);
    let after = app.rows().await;
    assert_eq!(after, before, "no login, no grant: the token is dropped");
    assert_eq!(app.calls("POST /oauth2/token/revoke").await, 0, "and not revoked, which would end Mira's login");
}

#[tokio::test]
async fn only_the_token_response_decides_which_guild_it_was() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    let url = start(&mut browser, "").await;
    assert_eq!((query(&url, "guild_id"), query(&url, "disable_guild_select")), (None, None), "{url}");
    let picked = decide(&format!("{url}&guild_id={BENCH}"), MIRA, "authorize").await;
    let forged = picked.replace(BENCH, "420904194539651073");
    assert_ne!(forged, picked, "Discord's hint is in the address");
    assert_eq!(browser.get(&forged).await.location(), format!("/dashboard/guilds/{BENCH}"));
}

#[tokio::test]
async fn cancelling_leads_back_to_the_page_and_keeps_the_person_signed_in() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    let url = start(&mut browser, RUSTACEANS).await;
    let callback = decide(&url, MIRA, "cancel").await;
    assert_eq!(browser.get(&callback).await.location(), RUSTACEANS_PAGE);
    let page = browser.get(RUSTACEANS_PAGE).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("The bot was not added"), "{}", page.body);
    assert_eq!(
        browser.get(&callback).await.location(),
        "/dashboard",
        "an old callback leads a signed-in person to the dashboard"
    );
}

#[tokio::test]
async fn a_form_cannot_change_the_permissions_the_bot_asks_for() {
    let app = TestApp::start_with(&[("DISCORD_BOT_TOKEN", BOT_TOKEN), ("DISCORD_BOT_PERMISSIONS", "2048")]).await;
    let mut browser = app.signed_in(MIRA).await;
    let fields =
        [("guild_id", RUSTACEANS), ("permissions", "8"), ("scope", "identify"), ("return_to", "//evil.example")];
    let answer = browser.post("/auth/install", &fields).await;
    assert_eq!(query(answer.location(), "permissions").as_deref(), Some("2048"));
    assert_eq!(query(answer.location(), "scope").as_deref(), Some("bot applications.commands"));
    let visitor = app.anonymous().post("/auth/install", &fields).await;
    assert_eq!((visitor.status, visitor.location()), (StatusCode::SEE_OTHER, "/login"));
}

/// Starts a custom flow, as a fork's handler would, and stores its cookie in the browser. Returns Discord's address.
async fn begin(app: &TestApp, browser: &mut Browser<'_>, authorize: Authorize, data: serde_json::Value) -> String {
    let return_to = LocalPath::parse("/dashboard/profile");
    let flow = Flow { purpose: Purpose::SignIn, authorize, return_to, data };
    let response = flow.start(&app.state, &HeaderMap::new()).unwrap();
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
    browser.cookies.insert(name.to_owned(), value.to_owned());
    response.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

/// Returns what the callback's response carries for a middleware around the route.
async fn finish(app: &TestApp, browser: &Browser<'_>, callback: &str) -> LoggedIn {
    let cookies: Vec<_> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = axum::http::Request::get(callback).header(header::COOKIE, cookies.join("; "));
    let response = router(&app.state).oneshot(request.body(axum::body::Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.extensions().get::<LoggedIn>().cloned().expect("handed back")
}

#[tokio::test]
async fn a_flow_hands_back_its_data_with_the_user_and_the_return_path() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.anonymous();
    let data = json!({ "from": "the pricing page", "seats": 7 });
    let url =
        begin(&app, &mut browser, Authorize::new(Scopes::from(SIGN_IN_SCOPES)).param("nonce", "n-1"), data.clone())
            .await;
    assert_eq!(query(&url, "nonce").as_deref(), Some("n-1"));
    assert!(!url.contains("pricing"), "the data stays here: {url}");
    let callback = decide(&url, NELLY, "authorize").await;
    let logged_in = finish(&app, &browser, &callback).await;
    assert_eq!(logged_in.data, data);
    assert_eq!(
        (logged_in.user.unwrap().to_string().as_str(), logged_in.return_to.as_str()),
        ("Nelly#1337", "/dashboard/profile")
    );
    assert!(logged_in.guild.is_none() && logged_in.webhook.is_none());
}

#[tokio::test]
async fn signing_in_can_add_the_bot_and_a_webhook() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.anonymous();
    let scopes = Scopes::from(SIGN_IN_SCOPES).union(&Scopes::parse(Scopes::WEBHOOK_INCOMING));
    let authorize = Authorize::new(scopes)
        .and_install(InstallTo::OnlyGuild(Permissions::from_bits(8), RUSTACEANS.parse().unwrap()));
    let url = begin(&app, &mut browser, authorize, json!(null)).await;
    let callback = decide(&url, MIRA, "authorize").await;
    let logged_in = finish(&app, &browser, &callback).await;
    assert_eq!(logged_in.guild.as_ref().map(|guild| guild.name.as_str()), Some("Nordic Rustaceans"));
    let webhook = logged_in.webhook.as_ref().unwrap();
    assert_eq!(webhook.guild_id, Some(RUSTACEANS.parse().unwrap()));
    assert!(webhook.url.expose().contains(webhook.token.expose()));
    assert!(!format!("{logged_in:?}").contains(webhook.token.expose()), "redacted");
}

#[tokio::test]
async fn without_a_prompt_a_person_who_allowed_it_before_is_sent_straight_back() {
    let app = TestApp::start_with_bot().await;
    app.signed_in(VERA).await;
    let mut browser = app.anonymous();
    let authorize = Authorize::new(Scopes::from(SIGN_IN_SCOPES)).prompt(Prompt::None);
    let url = begin(&app, &mut browser, authorize, json!(null)).await;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let vera = format!("sandbox_person={}", "952341870236794880");
    let answer = client.get(&url).header(header::COOKIE, vera).send().await.unwrap();
    let location = answer.headers()[header::LOCATION].to_str().unwrap();
    assert!(location.starts_with(&format!("{ORIGIN}/auth/callback?code=")), "{location}");
    let answer: Answer = browser.get(location.strip_prefix(ORIGIN).unwrap()).await;
    assert_eq!(answer.location(), "/dashboard/profile");
}
