//! The whole sign-in: form, consent page, callback, pages.

use app::{
    discord::{Scope, Scopes},
    server::config::SIGN_IN_SCOPES,
};
use axum::http::StatusCode;

use crate::test_app::{MIRA, NELLY, ORIGIN, TestApp, decide};

#[tokio::test]
async fn signing_in_leads_to_the_page_that_was_asked_for() {
    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    let answer = browser.sign_in(NELLY, "/dashboard/guilds?q=krew").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/dashboard/guilds?q=krew"));
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    let page = browser.get("/dashboard/guilds").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("1337 Krew"), "{}", page.body);
}

#[tokio::test]
async fn the_flow_asks_with_pkce_state_and_the_exact_redirect_uri() {
    let app = TestApp::start().await;
    let answer = app.anonymous().post("/auth/login", &[]).await;
    let url = answer.location();
    let scope = format!("scope={}", Scopes::from(SIGN_IN_SCOPES).to_string().replace(' ', "+"));
    for part in [
        "response_type=code",
        "code_challenge_method=S256",
        "code_challenge=",
        "state=",
        "redirect_uri=http%3A%2F%2F127.0.0.1%3A3000%2Fauth%2Fcallback",
        &scope,
    ] {
        assert!(url.contains(part), "{part} in {url}");
    }
}

#[tokio::test]
async fn only_a_plain_sign_in_skips_the_page_that_was_answered_before() {
    let app = TestApp::start_with_bot().await;
    let mut browsers = [app.anonymous(), app.signed_in(NELLY).await, app.signed_in(MIRA).await];
    let [visitor, nelly, mira] = [0, 1, 2];
    let guild = [("guild_id", "608621108920451075")];
    for (who, path, fields, prompt) in [
        (visitor, "/auth/login", &[][..], "none"),
        (visitor, "/auth/login", &[("return_to", "/dashboard/guilds")], "none"),
        (visitor, "/auth/login", &[("account", "other")], "none"),
        (visitor, "/auth/login", &[("account", "another")], "consent"),
        // A visitor cannot grant more, so this is a plain sign-in.
        (visitor, "/auth/login", &[("scope", "guilds.members.read")], "none"),
        (nelly, "/auth/login", &[("scope", "guilds.members.read")], "consent"),
        (nelly, "/auth/login", &[("account", "another")], "consent"),
        (mira, "/auth/install", &guild, "consent"),
    ] {
        let answer = browsers[who].post(path, fields).await;
        let expected = format!("prompt={prompt}");
        assert!(answer.location().contains(&expected), "{path} {fields:?}: {}", answer.location());
    }
}

#[tokio::test]
async fn who_allowed_it_before_is_signed_in_without_a_page_unless_they_want_another_account() {
    const NELLY_AT_DISCORD: &str = "sandbox_person=80351110224678912";
    let app = TestApp::start().await;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let open = async |url: &str| client.get(url).header("cookie", NELLY_AT_DISCORD).send().await.unwrap();
    let mut browser = app.anonymous();
    let first = browser.post("/auth/login", &[]).await;
    assert_eq!(open(first.location()).await.status(), 200, "at first, Discord asks");
    app.signed_in(NELLY).await;

    let again = browser.post("/auth/login", &[("return_to", "/dashboard/profile")]).await;
    let answer = open(again.location()).await;
    let callback = answer.headers()["location"].to_str().unwrap().strip_prefix(ORIGIN).unwrap();
    assert_eq!(browser.get(callback).await.location(), "/dashboard/profile");
    assert!(browser.get("/dashboard/profile").await.body.contains("Nelly"));

    let another = browser.post("/auth/login", &[("account", "another")]).await;
    let page = open(another.location()).await;
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains("Who signs in?"));
}

#[tokio::test]
async fn the_sign_in_page_tells_what_it_asks_for() {
    let page = TestApp::start().await.anonymous().get("/login").await.body;
    let list = page.split_once("login__asked").and_then(|(_, rest)| rest.split_once("</ul>")).unwrap().0;
    let scopes = Scopes::from(SIGN_IN_SCOPES);
    for scope in scopes.iter() {
        assert!(list.contains(Scope::find(scope).unwrap().unlocks), "{scope} in {list}");
    }
    assert_eq!(list.matches("<li>").count(), scopes.iter().count(), "{list}");
}

#[tokio::test]
async fn a_return_path_to_another_site_is_ignored() {
    let app = TestApp::start().await;
    for evil in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"] {
        let answer = app.anonymous().sign_in(NELLY, evil).await;
        assert_eq!(answer.location(), "/dashboard", "{evil}");
    }
}

#[tokio::test]
async fn the_session_gets_a_new_id_at_sign_in_and_the_old_login_ends() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    let before = browser.clone();
    browser.sign_in(MIRA, "/dashboard").await;
    assert_ne!(browser.session(), before.session());
    assert!(browser.get("/dashboard/profile").await.body.contains("Mira Lindqvist"));
    let stolen = { before }.get("/dashboard/profile").await;
    assert_eq!(stolen.status, StatusCode::SEE_OTHER, "the old session id signs nobody in");
}

#[tokio::test]
async fn two_tabs_may_sign_in_at_the_same_time() {
    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    let first = browser.authorize(NELLY, "/dashboard").await;
    let second = browser.authorize(NELLY, "/dashboard/profile").await;
    assert_eq!(browser.get(&first).await.location(), "/dashboard");
    assert_eq!(browser.get(&second).await.location(), "/dashboard/profile");
}

#[tokio::test]
async fn the_database_holds_no_token_and_no_session_id_in_the_clear() {
    let app = TestApp::start().await;
    let browser = app.signed_in(MIRA).await;
    let login = find_login(&app, &browser).await;
    let token = app.state.tokens.access_token(&login.grant_id).await.unwrap();
    let dump = app.dump().await;
    assert!(dump.contains(&login.grant_id.0), "the dump holds the database");
    assert!(!dump.contains(token.token.expose()));
    assert!(!dump.contains(browser.session().unwrap()));
}

#[tokio::test]
async fn a_restart_signs_nobody_out() {
    let app = TestApp::start().await;
    let browser = app.signed_in(NELLY).await;
    let restarted = app.start_another().await;
    let mut same_browser = restarted.anonymous();
    same_browser.cookies = browser.cookies.clone();
    let page = same_browser.get("/dashboard/profile").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Nelly"));
}

#[tokio::test]
async fn anonymous_visits_write_nothing_and_set_no_cookie() {
    let app = TestApp::start().await;
    for path in ["/", "/login", "/dashboard", "/no-such-page"] {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.header("set-cookie"), "", "{path}");
    }
}

#[tokio::test]
async fn cancelling_keeps_the_return_path() {
    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    let started = browser.post("/auth/login", &[("return_to", "/dashboard/guilds")]).await;
    let callback = decide(started.location(), NELLY, "cancel").await;
    let answer = browser.get(&callback).await;
    assert_eq!(answer.location(), "/login?problem=denied&return_to=%2Fdashboard%2Fguilds");
}

pub async fn find_login(app: &TestApp, browser: &crate::test_app::Browser<'_>) -> app::server::store::Login {
    use tower_sessions::{Session, SessionStore as _, session::Id};
    let id: Id = browser.session().unwrap().parse().unwrap();
    assert!(app.state.sessions.load(&id).await.unwrap().is_some());
    let session = Session::new(Some(id), std::sync::Arc::new(app.state.sessions.clone()), None);
    let login_id: String = session.get("login_id").await.unwrap().unwrap();
    app.state.logins.find(&app::server::store::LoginId(login_id)).await.unwrap().unwrap()
}
