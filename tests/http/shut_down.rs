//! A server that is told to stop in the middle of a refresh or a sign-in.

use std::{path::PathBuf, sync::Arc, time::Duration};

use app::server::secret::Vault;

use crate::{
    gate::Gate,
    server_process::{Server, browser},
    test_app::{fresh_folder, serve_sandbox},
};

/// Longer than a stopping server waits for anything.
const TIMEOUT: Duration = Duration::from_secs(25);

/// A server with a refresh that Discord has not answered yet.
struct Refreshing {
    server: Arc<Server>,
    cookie: String,
    sandbox: String,
    gate: Gate,
    folder: PathBuf,
    key: String,
}

impl Refreshing {
    async fn start() -> Self {
        let (sandbox, folder, key) = (serve_sandbox().await, fresh_folder(), Vault::generate_key().unwrap());
        let (address, gate) = Gate::before(&sandbox).await;
        let strict = [("token_lifetime", "62"), ("refresh_ends_access", "on"), ("same_token", "off")];
        set(&sandbox, &strict).await;
        let server = Arc::new(Server::start_behind(&address, &folder, &sandbox, &key));
        server.until_ready().await;
        let cookie = server.sign_in().await;
        // The next token lives long enough that nobody has to refresh again.
        set(&sandbox, &[("token_lifetime", "604800"), ("refresh_ends_access", "on"), ("same_token", "off")]).await;
        tokio::time::sleep(Duration::from_millis(2100)).await;
        gate.hold("/oauth2/token");
        let (visited, visitor) = (server.clone(), cookie.clone());
        tokio::spawn(async move { visited.try_get("/dashboard/guilds", &visitor).await });
        until_held(&gate).await;
        Self { server, cookie, sandbox, gate, folder, key }
    }
}

async fn until_held(gate: &Gate) {
    tokio::time::timeout(TIMEOUT, gate.until_held()).await.expect("Discord is asked for a token");
}

async fn set(sandbox: &str, settings: &[(&str, &str)]) {
    let answer = browser().post(format!("{sandbox}/control/settings")).form(settings).send().await.unwrap();
    assert!(answer.status().is_redirection());
}

#[tokio::test]
async fn a_stopping_server_waits_for_a_refresh_and_stores_it() {
    let Refreshing { server, cookie, sandbox, gate, folder, key } = Refreshing::start().await;
    server.terminate();
    // The page fails after three seconds. The token request may wait six seconds for the head of its answer.
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert!(server.is_running(), "the refresh is lost: {}", server.log());
    gate.open();
    assert!(server.ended_within(TIMEOUT).await.success(), "a stop is not a failure");
    assert!(server.log().contains("waiting for refreshes"), "{}", server.log());
    let next = Server::start(&folder, &sandbox, &key);
    next.until_ready().await;
    assert_eq!(next.get("/dashboard/guilds", &cookie).await.status(), 200, "still signed in");
    let counters: std::collections::HashMap<String, u64> =
        reqwest::get(format!("{sandbox}/control/counters")).await.unwrap().json().await.unwrap();
    assert_eq!(counters["POST /oauth2/token (refresh_token)"], 1, "the token is stored: {counters:?}");
}

#[tokio::test]
async fn a_second_signal_stops_the_server_at_once() {
    let Refreshing { server, gate: _held, .. } = Refreshing::start().await;
    server.terminate();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(server.is_running(), "{}", server.log());
    server.terminate();
    assert!(server.ended_within(Duration::from_secs(3)).await.success());
}

#[tokio::test]
async fn a_stopping_server_waits_for_a_sign_in() {
    let (sandbox, folder, key) = (serve_sandbox().await, fresh_folder(), Vault::generate_key().unwrap());
    let (address, gate) = Gate::before(&sandbox).await;
    let server = Arc::new(Server::start_behind(&address, &folder, &sandbox, &key));
    server.until_ready().await;
    gate.hold("/oauth2/token");
    let visited = server.clone();
    // The browser leaves before Discord has answered.
    let visitor = tokio::spawn(async move { visited.sign_in().await });
    until_held(&gate).await;
    visitor.abort();
    server.terminate();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(server.is_running(), "the sign-in is lost: {}", server.log());
    gate.open();
    assert!(server.ended_within(TIMEOUT).await.success());
    assert!(server.log().contains("signed in"), "{}", server.log());
}

#[tokio::test]
async fn readyz_fails_while_a_stopping_server_still_answers() {
    let (folder, key) = (fresh_folder(), Vault::generate_key().unwrap());
    let server = Server::start_in_production(&folder, "http://127.0.0.1:9", &key);
    server.until_ready().await;
    assert_eq!(server.get("/readyz", "").await.status(), 200);
    server.terminate();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let told = server.get("/readyz", "").await;
    assert_eq!((told.status().as_u16(), told.text().await.unwrap().as_str()), (503, "stopping\n"));
    assert_eq!(server.get("/healthz", "").await.status(), 200);
    assert!(server.ended_within(TIMEOUT).await.success());
}
