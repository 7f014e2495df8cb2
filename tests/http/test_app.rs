//! An app whose Discord is a sandbox on another port, configured with `DISCORD_*` exactly as for Discord.

// The benchmark includes this file from another folder.
#[path = "test_app/browser.rs"]
mod browser;

use std::{collections::HashMap, net::SocketAddr, path::PathBuf, time::Duration};

use app::server::{
    clock::Clock,
    config::{Config, Variables},
    http::router::router,
    state::AppState,
};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use leptos::prelude::LeptosOptions;
use sandbox::{self, Sandbox};
use sqlx::Row as _;
use tower::ServiceExt as _;

pub use browser::*;

/// The server's binary, which has the package's name.
pub const BINARY: &str = env!(concat!("CARGO_BIN_EXE_", env!("CARGO_PKG_NAME")));
/// The origin the test's browser uses.
pub const ORIGIN: &str = "http://127.0.0.1:3000";
/// People of the sandbox, each there to show something (`crates/sandbox/src/people/`).
pub const NELLY: &str = "Nelly";
pub const MIRA: &str = "Mira Lindqvist";
pub const PIM: &str = "Pim de Boer";
pub const ODALYS: &str = "Odalys Reyes";
pub const NOOR: &str = "Noor Haddad";
pub const KAITO: &str = "Kaito Mori";
pub const VERA: &str = "Vera Sol";
pub const BOBBY: &str = "Bobby Tables";
pub const INES: &str = "Ines Futura";

/// The app, its clock, and the sandbox it talks to.
pub struct TestApp {
    pub state: AppState,
    pub clock: Clock,
    /// Where the sandbox answers.
    pub discord: String,
    router: Router,
    folder: PathBuf,
}

impl TestApp {
    /// Starts an app on a new database.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts an app with more variables.
    pub async fn start_with(variables: &[(&str, &str)]) -> Self {
        Self::start_on(serve_sandbox().await, variables).await
    }

    /// Starts an app with the sandbox's bot.
    pub async fn start_with_bot() -> Self {
        Self::start_with(&[("DISCORD_BOT_TOKEN", sandbox::BOT_TOKEN)]).await
    }

    /// Starts an app that uses a Discord which runs already.
    pub async fn start_on(discord: String, variables: &[(&str, &str)]) -> Self {
        Self::start_in(fresh_folder(), discord, variables).await
    }

    /// Starts a second app on the same database and the same Discord, as another process would be.
    pub async fn start_another(&self) -> Self {
        self.start_another_with(&[]).await
    }

    /// Starts a second app as [`TestApp::start_another`] does, with more variables.
    pub async fn start_another_with(&self, variables: &[(&str, &str)]) -> Self {
        Self::start_in(self.folder.clone(), self.discord.clone(), variables).await
    }

    /// Resets the sandbox's counters to zero.
    pub async fn reset_counters(&self) {
        let url = format!("{}/control/reset", self.discord);
        assert!(reqwest::Client::new().post(url).send().await.unwrap().status().is_success());
    }

    /// Switches a fault on, with the fields of the sandbox's control page.
    pub async fn fault(&self, fields: &[(&str, &str)]) {
        self.control("faults", fields).await;
    }

    /// Switches all faults off.
    pub async fn clear_faults(&self) {
        self.control("faults/clear", &[]).await;
    }

    /// Changes one of the sandbox's settings.
    pub async fn set(&self, name: &str, value: &str) {
        self.control("settings", &[(name, value)]).await;
    }

    /// Sends any other form of the sandbox's control page.
    pub async fn control(&self, what: &str, fields: &[(&str, &str)]) {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let answer = client.post(format!("{}/control/{what}", self.discord)).form(fields).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{fields:?}: {}", answer.text().await.unwrap());
    }

    async fn start_in(folder: PathBuf, discord: String, more: &[(&str, &str)]) -> Self {
        let mut variables: Variables = [
            ("APP_ENV", "development".to_owned()),
            ("PUBLIC_URL", ORIGIN.to_owned()),
            ("DISCORD_CLIENT_ID", sandbox::CLIENT_ID.to_owned()),
            ("DISCORD_CLIENT_SECRET", sandbox::CLIENT_SECRET.to_owned()),
            ("DISCORD_API_BASE_URL", format!("{discord}/api/v10")),
            ("DISCORD_AUTHORIZE_URL", format!("{discord}/oauth2/authorize")),
            ("DISCORD_CDN_BASE_URL", format!("{discord}/cdn")),
            ("DATABASE_URL", format!("sqlite://{}/app.db", folder.display())),
            ("DATA_DIR", folder.display().to_string()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
        variables.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let config = Config::from_variables(&variables, SocketAddr::from(([127, 0, 0, 1], 3000))).unwrap();
        let leptos = LeptosOptions::builder().output_name("app").site_root("target/site").build();
        let clock = Clock::default();
        let state = AppState::new(config, leptos, clock.clone(), app::features::migrations()).await.unwrap();
        Self { router: router(&state), state, clock, discord, folder }
    }

    /// Returns a browser in which nobody is signed in.
    pub fn anonymous(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// Returns a browser in which this person is signed in.
    pub async fn signed_in(&self, person: &str) -> Browser<'_> {
        let mut browser = self.anonymous();
        let answer = browser.sign_in(person, "/dashboard").await;
        assert_eq!(answer.location(), "/dashboard", "{}", answer.body);
        browser
    }

    /// Returns how often the sandbox answered a route, such as `GET /users/@me`.
    pub async fn calls(&self, route: &str) -> u64 {
        let counters: HashMap<String, u64> =
            reqwest::get(format!("{}/control/counters", self.discord)).await.unwrap().json().await.unwrap();
        counters.get(route).copied().unwrap_or(0)
    }

    /// Returns how often the sandbox answered at all. A token request is also counted under its grant, which is left out here.
    pub async fn all_calls(&self) -> u64 {
        let counters: HashMap<String, u64> =
            reqwest::get(format!("{}/control/counters", self.discord)).await.unwrap().json().await.unwrap();
        counters.iter().filter(|(route, _)| !route.ends_with(')')).map(|(_, count)| count).sum()
    }

    /// Returns all bytes of the database's files as text, to look for what must not be stored.
    pub async fn dump(&self) -> String {
        let bytes = std::fs::read_dir(&self.folder)
            .unwrap()
            .filter_map(|entry| std::fs::read(entry.unwrap().path()).ok())
            .flatten()
            .collect::<Vec<u8>>();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Returns the numbers of rows of `sessions`, `logins` and `grants`.
    pub async fn rows(&self) -> [i64; 3] {
        let pool = sqlx::AnyPool::connect(self.state.config.database_url.expose()).await.unwrap();
        let count = "SELECT (SELECT COUNT(*) FROM sessions), (SELECT COUNT(*) FROM logins), \
                     (SELECT COUNT(*) FROM grants)";
        // `raw_sql` prepares no statement, which a pooler would not keep.
        let row = sqlx::raw_sql(count).fetch_one(&pool).await.unwrap();
        pool.close().await;
        [0, 1, 2].map(|column| row.get(column))
    }

    /// Runs a statement on the database outside the app, such as one that breaks it.
    pub async fn run_sql(&self, statement: &'static str) {
        let pool = sqlx::AnyPool::connect(self.state.config.database_url.expose()).await.unwrap();
        sqlx::query(statement).execute(&pool).await.unwrap();
        pool.close().await;
    }

    /// Returns the app's router, to serve it on a port.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    pub async fn request(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() }
    }
}

/// Serves a sandbox on a free port until the test ends.
pub async fn serve_sandbox() -> String {
    serve_sandbox_with(None).await
}

/// Serves a sandbox that sends webhook events to a URL.
pub async fn serve_sandbox_with(webhook_url: Option<String>) -> String {
    let sandbox = Sandbox::new(sandbox::Options {
        client_id: sandbox::CLIENT_ID.into(),
        client_secret: sandbox::CLIENT_SECRET.into(),
        bot_token: sandbox::BOT_TOKEN.into(),
        redirect_uris: vec![format!("{ORIGIN}/auth/callback")],
        webhook_url,
        state_file: None,
    });
    serve(sandbox.router()).await
}

/// Serves a router on a free port.
pub async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// Returns the name of a cookie at [`ORIGIN`]: `session`, `sign_in`, `notice` or `theme`.
pub fn cookie(which: &str) -> String {
    format!("{}_3000_{which}", app::brand::SLUG)
}

/// Returns the name of a cookie at an https address with the default port.
pub fn https_cookie(which: &str) -> String {
    format!("__Host-{}_{which}", app::brand::SLUG)
}

/// Creates a folder for one test.
pub fn fresh_folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("app-test-{}", app::server::secret::random_token().unwrap()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

pub fn encode(fields: &[(&str, &str)]) -> String {
    let url = reqwest::Url::parse_with_params("http://x/", fields).unwrap();
    url.query().unwrap_or_default().to_owned()
}

impl Drop for TestApp {
    fn drop(&mut self) {
        // This can fail while a second app uses the folder. The rest is deleted with the system's temporary files.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Longer than an access token lives.
pub const A_WEEK: Duration = Duration::from_secs(7 * 24 * 3600);
