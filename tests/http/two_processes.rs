//! Two servers as people start them, on one database: what holds within a process has to hold between two.

use std::{
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command},
    time::Duration,
};

use app::server::{sandbox, secret::Vault};
use reqwest::{Response, header, redirect::Policy};

use crate::test_app::{BINARY, NELLY, ORIGIN, decide, fresh_folder, serve_sandbox};

/// The host of [`ORIGIN`].
const HOST: &str = "127.0.0.1:3000";
/// Seconds a token lives: one that ends within the next minute is refreshed, so there are two seconds for each.
const TOKEN_LIFETIME: &str = "62";
/// Longer than those two seconds, and than an answer counts as fresh.
const ROUND: Duration = Duration::from_millis(2100);

#[tokio::test]
async fn twenty_rounds_of_strict_rotation_sign_nobody_out() {
    let (discord, folder) = (serve_sandbox().await, fresh_folder());
    let set = [("token_lifetime", TOKEN_LIFETIME), ("refresh_ends_access", "on"), ("same_token", "off")];
    let answer = browser().post(format!("{discord}/control/settings")).form(&set).send().await.unwrap();
    assert!(answer.status().is_redirection());
    let key = Vault::generate_key().unwrap();
    let [one, two] = [(); 2].map(|()| Server::start(&folder, &discord, &key));
    one.until_ready().await;
    two.until_ready().await;
    let cookie = sign_in(&one).await;
    for round in 1..=20 {
        tokio::time::sleep(ROUND).await;
        let pages = [&one, &two]
            .map(|server| ["/dashboard/guilds", "/dashboard/connections"].map(|path| server.get(path, &cookie)));
        let [[a, b], [c, d]] = pages;
        let (a, b, c, d) = tokio::join!(a, b, c, d);
        let statuses = [a, b, c, d].map(|page| page.status().as_u16());
        assert_eq!(statuses, [200; 4], "round {round}");
    }
    let counters: std::collections::HashMap<String, u64> =
        reqwest::get(format!("{discord}/control/counters")).await.unwrap().json().await.unwrap();
    let refreshes = counters["POST /oauth2/token (refresh_token)"];
    // One a round; a machine that is busy for longer than a token's two seconds may need another.
    assert!((20..=40).contains(&refreshes), "{counters:?}");
    assert_eq!(two.get("/dashboard", &cookie).await.status(), 200, "still signed in");
}

/// The binary on a port of its own; ends with the test.
struct Server {
    child: Child,
    url: String,
    /// What it said.
    log: PathBuf,
}

impl Server {
    fn start(folder: &Path, discord: &str, key: &str) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let log = folder.join(format!("{free}.log"));
        let child = Command::new(BINARY)
            .current_dir(folder)
            .env_clear()
            .env("LEPTOS_SITE_ADDR", &free)
            .env("PUBLIC_URL", ORIGIN)
            .env("SECRET_KEY", key)
            .env("DATABASE_URL", format!("sqlite://{}/app.db", folder.display()))
            .env("DISCORD_CLIENT_ID", sandbox::CLIENT_ID)
            .env("DISCORD_CLIENT_SECRET", sandbox::CLIENT_SECRET)
            .env("DISCORD_API_BASE_URL", format!("{discord}/api/v10"))
            .env("DISCORD_AUTHORIZE_URL", format!("{discord}/oauth2/authorize"))
            .env("DISCORD_CDN_BASE_URL", format!("{discord}/cdn"))
            .env("DISCORD_CACHE_TTL_SECONDS", "1")
            .stdout(File::create(&log).unwrap())
            .stderr(File::options().append(true).open(&log).unwrap())
            .spawn()
            .unwrap();
        Self { child, url: format!("http://{free}"), log }
    }

    async fn until_ready(&self) {
        let ready = async {
            while reqwest::get(format!("{}/readyz", self.url)).await.is_err() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let started = tokio::time::timeout(Duration::from_secs(60), ready).await;
        assert!(started.is_ok(), "it does not start: {}", std::fs::read_to_string(&self.log).unwrap());
    }

    async fn get(&self, path: &str, cookie: &str) -> Response {
        let request = browser().get(format!("{}{path}", self.url)).header(header::COOKIE, cookie);
        // As behind a proxy: the address that people use is another.
        let request = request.header(header::HOST, HOST);
        request.header(header::ACCEPT, "text/html").send().await.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Signs in at one server; the browser's cookies come back.
async fn sign_in(server: &Server) -> String {
    let start =
        browser().post(format!("{}/auth/login", server.url)).header(header::ORIGIN, ORIGIN).header(header::HOST, HOST);
    let started = start.form(&[("return_to", "/dashboard")]).send().await.unwrap();
    let authorize = started.headers()[header::LOCATION].to_str().unwrap().to_owned();
    let callback = decide(&authorize, NELLY, "authorize").await;
    let signed_in = server.get(&callback, &cookie_of(&started)).await;
    assert_eq!(signed_in.headers()[header::LOCATION], "/dashboard");
    cookie_of(&signed_in)
}

fn cookie_of(answer: &Response) -> String {
    let set = answer.headers().get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
    set.map(|cookie| cookie.split(';').next().unwrap()).collect::<Vec<_>>().join("; ")
}

fn browser() -> reqwest::Client {
    reqwest::Client::builder().redirect(Policy::none()).build().unwrap()
}
