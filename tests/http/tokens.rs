//! Refresh tokens are spent once, however many requests and processes need one. Stored tokens are useless outside their row.

use std::{
    io::Write,
    sync::{Arc, Mutex},
    time::Duration,
};

use app::{
    error::AppError,
    server::{
        discord::{
            TokenError,
            rest::{Auth, DiscordError, Request},
        },
        secret::Vault,
        store::GrantId,
    },
};
use axum::http::StatusCode;
use futures_util::future::join_all;

use crate::{
    gate::Gate,
    test_app::{A_WEEK, MIRA, NELLY, TestApp},
};

const REFRESHES: &str = "POST /oauth2/token (refresh_token)";
const GUILDS: &str = "/dashboard/guilds";

#[tokio::test]
async fn a_hundred_requests_at_expiry_refresh_once() {
    let app = TestApp::start().await;
    let browser = app.signed_in(NELLY).await;
    app.clock.advance(A_WEEK);
    // Three resources are fetched at the same time and need a token, as do the direct calls.
    let grant = only_grant(&app).await;
    let pages = ["/dashboard/profile", GUILDS, "/dashboard/connections"].into_iter().cycle().take(50).map(|path| {
        let mut browser = browser.clone();
        async move { browser.get(path).await.status }
    });
    let mut direct = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (tokens, grant) = (app.state.tokens.clone(), grant.clone());
        direct.spawn(async move { tokens.access_token(&grant).await.unwrap().version });
    }
    let statuses = join_all(pages).await;
    assert!(statuses.iter().all(|status| *status == StatusCode::OK), "{statuses:?}");
    assert!(direct.join_all().await.iter().all(|version| *version == 2));
    assert_eq!(app.calls(REFRESHES).await, 1);
}

#[tokio::test]
async fn two_processes_and_strict_rotation_sign_nobody_out_in_twenty_rounds() {
    let app = TestApp::start().await;
    // The strictest reading of Discord's documents: a refresh also ends the old access token.
    app.set("refresh_ends_access", "on").await;
    // With week-long tokens, twenty rounds would take longer than a sign-in lasts.
    app.set("token_lifetime", "600").await;
    let browser = app.signed_in(NELLY).await;
    let other = app.start_another().await;
    let mut elsewhere = other.anonymous();
    elsewhere.cookies = browser.cookies.clone();
    for round in 1..=20_u64 {
        // In every other round the old token is not expired yet, so requests that do not refresh may still use it.
        let step = Duration::from_secs(if round % 2 == 0 { 600 } else { 570 });
        for process in [&app, &other] {
            process.clock.advance(step);
        }
        let pages = [&browser, &elsewhere].into_iter().flat_map(|browser| [browser.clone(), browser.clone()]);
        let pages = pages.map(|mut browser| async move {
            let (guilds, profile) = (browser.get(GUILDS).await, browser.get("/dashboard/profile").await);
            [guilds.status, profile.status]
        });
        let statuses = join_all(pages).await;
        assert!(statuses.iter().flatten().all(|status| *status == StatusCode::OK), "round {round}: {statuses:?}");
        assert_eq!(app.calls(REFRESHES).await, round, "one refresh a round, whichever process");
    }
    assert_eq!(app.calls("GET /oauth2/@me").await, 0, "no token looked revoked");
}

#[tokio::test]
async fn a_refresh_outlives_the_visitor_who_started_it() {
    let (app, gate) = Gate::before_an_app().await;
    let mut browser = app.signed_in(NELLY).await;
    app.clock.advance(A_WEEK);
    gate.hold("/oauth2/token");
    let mut leaving = browser.clone();
    tokio::select! {
        answer = leaving.get(GUILDS) => panic!("answered before the refresh was: {answer:?}"),
        () = gate.until_held() => {}
    }
    gate.open();
    // The request is cancelled here, in the middle of the refresh that it started.
    let page = browser.get(GUILDS).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(app.calls(REFRESHES).await, 1, "the answer was not lost with the visitor");
}

#[tokio::test]
async fn a_refresh_that_fails_for_now_signs_nobody_out() {
    let app = TestApp::start().await;
    // Shorter than the hour for which old data is kept.
    app.set("token_lifetime", "600").await;
    let mut browser = app.signed_in(NELLY).await;
    browser.get(GUILDS).await;
    app.clock.advance(Duration::from_secs(600));
    app.fault(&[("route", "POST /oauth2/token"), ("kind", "error"), ("status", "503")]).await;
    let page = browser.get(GUILDS).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("This may be out of date"), "{}", page.body);
    assert_eq!(browser.get("/dashboard/connections").await.status, StatusCode::SERVICE_UNAVAILABLE);
    app.clear_faults().await;
    app.clock.advance(Duration::from_secs(61));
    let page = browser.get(GUILDS).await;
    assert!(page.status == StatusCode::OK && !page.body.contains("This may be out of date"), "{}", page.body);
}

#[tokio::test]
async fn a_dead_grant_leads_back_to_signing_in() {
    for (moment, looked_into) in [(A_WEEK, 0..=0), (Duration::from_secs(61), 1..=2)] {
        let app = TestApp::start().await;
        let mut browser = app.signed_in(NELLY).await;
        let mut other_person = app.signed_in(MIRA).await;
        // The user removes the app at Discord, which revokes all their tokens.
        let token = app.state.tokens.access_token(&only_grant(&app).await).await.unwrap();
        app.state.oauth.revoke(&token.token).await.unwrap();
        app.clock.advance(moment);
        let page = browser.get("/dashboard/guilds?q=krew").await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{}", page.body);
        assert!(page.body.contains(r#"value="/dashboard/guilds?q=krew""#), "the sign-in keeps the path: {}", page.body);
        let calls = app.calls("GET /oauth2/@me").await;
        assert!(looked_into.contains(&calls), "once for each of the page's two resources: {calls}");
        assert!(app.calls(REFRESHES).await <= 2, "one for each person at the most");
        let next = browser.get("/dashboard/guilds?q=krew").await;
        assert_eq!(next.location(), "/login?return_to=%2Fdashboard%2Fguilds%3Fq%3Dkrew");
        assert_eq!(browser.sign_in(NELLY, "/dashboard/guilds?q=krew").await.location(), "/dashboard/guilds?q=krew");
        assert_eq!(browser.get(GUILDS).await.status, StatusCode::OK);
        assert_eq!(other_person.get(GUILDS).await.status, StatusCode::OK, "other people stay signed in");
    }
}

#[tokio::test]
async fn a_single_401_is_retried_without_a_refresh() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    app.fault(&[("route", "GET /users/@me/guilds"), ("kind", "unauthorized"), ("times", "1")]).await;
    let page = browser.get(GUILDS).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!((app.calls("GET /users/@me/guilds").await, app.calls(REFRESHES).await), (2, 0));
}

#[tokio::test]
async fn a_missing_scope_is_named_and_signs_nobody_out() {
    for as_401 in [true, false] {
        let app = TestApp::start().await;
        let mut browser = app.anonymous();
        // People can leave a scope out only by editing Discord's address, but older grants may have fewer too.
        let started = browser.post("/auth/login", &[]).await;
        let narrow = started.location().replace("identify+email+guilds+connections", "identify+guilds");
        let callback = crate::test_app::decide(&narrow, NELLY, "authorize").await;
        browser.get(&callback).await;
        if as_401 {
            app.fault(&[("route", "GET /users/@me/connections"), ("kind", "unauthorized")]).await;
        }
        let page = browser.get("/dashboard/connections").await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.body);
        assert!(page.body.contains("connections."), "{}", page.body);
        assert_eq!(browser.get(GUILDS).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_custom_request_uses_the_users_token_and_fails_with_a_typed_error() {
    let app = TestApp::start().await;
    let browser = app.signed_in(NELLY).await;
    let session = app.state.discord_session(crate::sign_in::find_login(&app, &browser).await);
    let me = session.request(Request::get("/users/@me", Auth::None)).await.unwrap();
    assert_eq!((me.status, &me.json_or_text()["id"]), (200, &session.user_id().to_string().into()));
    let refused = session.request(Request::get("/no/such/route", Auth::None)).await;
    assert_eq!(refused.unwrap_err(), AppError::NotFound);
    app.fault(&[("route", "GET /users/@me"), ("kind", "rate_limit"), ("seconds", "30")]).await;
    let limited = session.request(Request::get("/users/@me", Auth::None)).await;
    assert_eq!(limited.unwrap_err(), AppError::RateLimited { retry_after_s: 30 });
}

#[tokio::test]
async fn two_logins_with_the_same_token_share_one_grant() {
    let app = TestApp::start().await;
    app.set("same_token", "on").await;
    let (mut here, mut there) = (app.signed_in(NELLY).await, app.signed_in(NELLY).await);
    assert_eq!(grants(&app).await.len(), 1);
    assert_eq!(here.get(GUILDS).await.status, StatusCode::OK);
    assert_eq!(there.get(GUILDS).await.status, StatusCode::OK);
    app.clock.advance(A_WEEK);
    let pages =
        join_all([here.clone(), there.clone()].map(|mut browser| async move { browser.get(GUILDS).await.status }))
            .await;
    assert_eq!((pages, app.calls(REFRESHES).await), (vec![StatusCode::OK; 2], 1));
    here.post("/auth/logout", &[]).await;
    assert_eq!(there.get("/dashboard/connections").await.status, StatusCode::OK, "the other login keeps the grant");
    there.post("/auth/logout", &[]).await;
    assert_eq!(grants(&app).await.len(), 0, "the last login removes it");
}

#[tokio::test]
async fn secret_keys_can_be_rotated_without_signing_anybody_out() {
    let (old, new) = (Vault::generate_key().unwrap(), Vault::generate_key().unwrap());
    let app = TestApp::start_with(&[("SECRET_KEY", &old)]).await;
    app.set("same_token", "on").await;
    let browser = app.signed_in(NELLY).await;
    let page_of = async |process: &TestApp| {
        let mut same = process.anonymous();
        same.cookies = browser.cookies.clone();
        same.get(GUILDS).await.status
    };
    let both = app.start_another_with(&[("SECRET_KEY", &format!("{new},{old}"))]).await;
    assert_eq!(page_of(&both).await, StatusCode::OK, "the old key reads");
    let _same_token = both.signed_in(NELLY).await;
    assert_eq!(grants(&app).await.len(), 1, "a token that was noted under the old key is recognised");

    let lost = app.start_another_with(&[("SECRET_KEY", &new)]).await;
    assert_eq!(page_of(&lost).await, StatusCode::UNAUTHORIZED, "without the old key: sign in again, no crash");
    both.clock.advance(A_WEEK);
    assert_eq!(page_of(&both).await, StatusCode::OK);
    let rotated = app.start_another_with(&[("SECRET_KEY", &new)]).await;
    assert_eq!(page_of(&rotated).await, StatusCode::OK, "a refresh writes with the new key");
}

#[tokio::test]
async fn a_ciphertext_moved_to_another_row_is_refused() {
    let app = TestApp::start().await;
    let (mut nelly, mut mira) = (app.signed_in(NELLY).await, app.signed_in(MIRA).await);
    let rows = grants(&app).await;
    let pool = pool(&app).await;
    // An attacker who can write to the table tries to see somebody else's servers.
    sqlx::query("UPDATE grants SET tokens = (SELECT tokens FROM grants WHERE id = $1) WHERE id = $2")
        .bind(&rows[1])
        .bind(&rows[0])
        .execute(&pool)
        .await
        .unwrap();
    let moved = app.state.tokens.access_token(&GrantId(rows[0].clone())).await;
    assert!(matches!(moved, Err(TokenError::Gone)), "{moved:?}");
    let answers = [nelly.get(GUILDS).await.status, mira.get(GUILDS).await.status];
    assert!(answers.contains(&StatusCode::UNAUTHORIZED) && answers.contains(&StatusCode::OK), "{answers:?}");
}

#[tokio::test]
async fn neither_the_database_nor_the_most_talkative_log_holds_a_token() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // `tracing` caches whether anybody listens to an event. With one subscriber in the process, another test's thread could decide that
    // for this one. With a second subscriber, all of them are asked.
    let _another = tracing::Dispatch::new(tracing_subscriber::fmt().with_writer(std::io::sink).finish());
    let listening = tracing::subscriber::set_default(subscriber);

    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    let callback = browser.authorize(MIRA, GUILDS).await;
    browser.get(&callback).await;
    let first = tokens(&app).await;
    app.clock.advance(A_WEEK);
    for page in [GUILDS, "/dashboard/profile", "/dashboard/connections"] {
        assert_eq!(browser.get(page).await.status, StatusCode::OK);
    }
    app.fault(&[("kind", "unauthorized"), ("route", "GET /users/@me/guilds")]).await;
    app.clock.advance(Duration::from_secs(61));
    browser.get(GUILDS).await;
    let second = tokens(&app).await;
    let session = browser.session().unwrap().clone();
    let dump = app.dump().await;
    browser.post("/auth/logout", &[("reach", "discord")]).await;
    drop(listening);

    let log = log.text();
    assert!(log.contains("token refreshed") && log.contains("TRACE"), "the log is recorded");
    assert!(dump.contains(&first.grant), "the dump holds the database");
    let code = callback.split("code=").nth(1).unwrap().split('&').next().unwrap();
    let secrets = [&first.access, &first.refresh, &second.access, &second.refresh, &session];
    assert!(secrets.iter().all(|secret| secret.len() > 15) && first.access != second.access);
    for secret in secrets {
        assert!(!dump.contains(secret.as_str()), "the database holds {secret}");
    }
    for secret in [&first.access, &first.refresh, &second.access, &second.refresh, &code.to_owned()] {
        let line = log.lines().find(|line| line.contains(secret.as_str()));
        assert_eq!(line, None, "the log holds {secret}");
    }
    let client_secret = sandbox::CLIENT_SECRET;
    assert!(!log.contains(client_secret), "nor the application's own secret");
}

#[tokio::test]
async fn a_refresh_error_says_what_discord_said() {
    let app = TestApp::start().await;
    let _browser = app.signed_in(NELLY).await;
    app.clock.advance(A_WEEK);
    app.fault(&[("route", "POST /oauth2/token"), ("kind", "rate_limit"), ("seconds", "9"), ("times", "1")]).await;
    let grant = only_grant(&app).await;
    let refused = app.state.tokens.access_token(&grant).await;
    let Err(TokenError::Refresh(DiscordError::RateLimited { retry_after, .. })) = refused else {
        panic!("{refused:?}")
    };
    assert!(retry_after > Duration::from_secs(8), "{retry_after:?}");
}

struct TokenTexts {
    grant: String,
    access: String,
    refresh: String,
}

async fn tokens(app: &TestApp) -> TokenTexts {
    let grant = only_grant(app).await;
    let row = app.state.grants.find(&grant).await.unwrap().unwrap();
    let (access, refresh) = app.state.grants.open(&row).unwrap();
    TokenTexts { grant: grant.0, access: access.expose().into(), refresh: refresh.unwrap().expose().into() }
}

async fn pool(app: &TestApp) -> sqlx::AnyPool {
    sqlx::AnyPool::connect(app.state.config.database_url.expose()).await.unwrap()
}

/// Returns the ids of all grants, in the order of their logins.
async fn grants(app: &TestApp) -> Vec<String> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "SELECT id FROM grants ORDER BY (SELECT MIN(created_at) FROM logins WHERE grant_id = grants.id)",
    )
    .fetch_all(&pool(app).await)
    .await
    .unwrap();
    rows.into_iter().map(|row| row.0).collect()
}

async fn only_grant(app: &TestApp) -> GrantId {
    GrantId(grants(app).await.swap_remove(0))
}

/// A log in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
