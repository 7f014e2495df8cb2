//! What Prometheus reads: each series moves when the thing happens, and no label holds an id, a name or a secret.

use std::{collections::BTreeSet, fs, path::Path, time::Duration};

use app::server::{
    discord::rest::{Auth, Request},
    http::metrics_page,
    metrics::{ALL, recorder},
    secret::{Secret, Vault},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request as HttpRequest, StatusCode},
};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::{
    gate::Gate,
    server_process::Server,
    test_app::{A_WEEK, Browser, MIRA, NELLY, TestApp, decide, fresh_folder, serve_sandbox},
};

const GUILDS: &str = "/dashboard/guilds";
const GUILDS_CALL: &str = "GET /users/@me/guilds";
/// The content type of Prometheus' text format.
const TEXT_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";
/// Nelly's guild.
const KREW: &str = "80351110224678912";
/// Longer than a cached answer is fresh, and longer than a count of the signed-in browsers is kept.
const A_WHILE: Duration = Duration::from_secs(61);

/// Counts what this test's thread does, until it is dropped. The test's app runs on that thread too.
macro_rules! counting {
    ($metrics:ident, $app:ident) => {
        let recorder = recorder().unwrap();
        let _counting = ::metrics::set_default_local_recorder(&recorder);
        let $metrics = Metrics(metrics_page::router($app.state.clone(), recorder.handle()));
    };
}

/// The address of an app's metrics.
struct Metrics(Router);

impl Metrics {
    async fn scrape(&self) -> Scrape {
        let request = HttpRequest::get("/metrics").body(Body::empty()).unwrap();
        let answer = self.0.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], TEXT_FORMAT);
        Scrape(String::from_utf8(to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap())
    }
}

/// What Prometheus gets.
struct Scrape(String);

impl Scrape {
    fn lines(&self) -> impl Iterator<Item = &str> {
        self.0.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
    }

    /// Returns the sum of a series, over all lines with these labels.
    fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let has = |line: &str, (label, value): &(&str, &str)| line.contains(&format!("{label}=\"{value}\""));
        let lines = self.lines().filter(|line| line.split(['{', ' ']).next() == Some(name));
        let lines = lines.filter(|line| labels.iter().all(|label| has(line, label)));
        lines.map(|line| line.rsplit(' ').next().unwrap().parse::<f64>().unwrap()).sum()
    }

    /// Returns the names of all series, as queries write them.
    fn names(&self) -> BTreeSet<String> {
        self.lines().map(|line| line.split(['{', ' ']).next().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn requests_are_counted_by_route_template_and_status() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    counting!(metrics, app);
    browser.get(&format!("{GUILDS}/{KREW}")).await;
    app.anonymous().get(GUILDS).await;
    for missing in ["/no/such/page?code=hunter2", "/hunter2", "/api/hunter2", "/pkg/hunter2.css", "/assets/hunter2"] {
        assert_eq!(app.anonymous().get(missing).await.status, StatusCode::NOT_FOUND, "{missing}");
    }
    let foreign = HttpRequest::post("/theme").header("origin", "https://elsewhere.example").body(Body::empty());
    assert_eq!(app.request(foreign.unwrap()).await.status, StatusCode::FORBIDDEN);
    app.request(HttpRequest::builder().method("BREW").uri("/").body(Body::empty()).unwrap()).await;
    app.anonymous().get("/healthz").await;
    let scrape = metrics.scrape().await;
    for (method, route, status) in [
        ("GET", "/dashboard/guilds/{id}", "200"),
        ("GET", GUILDS, "303"),
        ("GET", "/api/{*rest}", "404"),
        ("GET", "/pkg/{*rest}", "404"),
        ("GET", "/assets/{*rest}", "404"),
        ("POST", "/theme", "403"),
        ("other", "/", "405"),
        ("GET", "/healthz", "200"),
    ] {
        let labels = [("method", method), ("route", route), ("status", status)];
        assert_eq!(scrape.sum("app_http_requests_total", &labels), 1.0, "{labels:?} in {}", scrape.0);
        let times = scrape.sum("app_http_request_duration_seconds_count", &labels[..2]);
        assert!(times >= 1.0, "{labels:?} in {}", scrape.0);
    }
    assert_eq!(
        scrape.sum("app_http_requests_total", &[("route", "unknown"), ("status", "404")]),
        2.0,
        "all missing pages have one label"
    );
    assert!(!scrape.0.contains("hunter"), "{}", scrape.0);
}

#[tokio::test]
async fn a_visitor_who_leaves_before_the_answer_is_counted() {
    let (app, gate) = Gate::before_an_app().await;
    let mut browser = app.signed_in(NELLY).await;
    counting!(metrics, app);
    gate.hold("/users/@me/guilds");
    tokio::select! {
        answer = browser.get(GUILDS) => panic!("answered before Discord was: {answer:?}"),
        () = gate.until_held() => {}
    }
    let scrape = metrics.scrape().await;
    assert_eq!(scrape.sum("app_http_requests_total", &[("route", GUILDS), ("status", "abandoned")]), 1.0);
}

#[tokio::test]
async fn requests_to_discord_are_counted_by_route_and_outcome() {
    let app = TestApp::start_with_bot().await;
    counting!(metrics, app);
    let mut browser = app.signed_in(NELLY).await;
    browser.get(&format!("{GUILDS}/{KREW}")).await;
    let token = Secret::new("hunter2");
    let ask = async |route: &str| app.state.client.request(Request::get(route, Auth::User(&token))).await.is_ok();
    assert!(!ask(&format!("/webhooks/{KREW}/hunter2")).await && !ask("/users/@me").await);
    let scrape = metrics.scrape().await;
    let count = |route, outcome| scrape.sum("app_discord_requests_total", &[("route", route), ("outcome", outcome)]);
    assert_eq!(count("POST /oauth2/token", "ok"), 1.0);
    let (ok, unauthorized) = (count("GET /users/@me", "ok"), count("GET /users/@me", "unauthorized"));
    assert!(ok >= 1.0 && unauthorized == 1.0, "{ok} {unauthorized}");
    assert!(count("GET /guilds/{id}", "ok") + count("GET /guilds/{id}", "not_found") >= 1.0, "{}", scrape.0);
    assert_eq!(
        scrape.sum("app_discord_request_duration_seconds_count", &[("route", "GET /users/@me")]),
        ok + unauthorized
    );
    assert!(scrape.0.contains("{text}") && !scrape.0.contains("hunter") && !scrape.0.contains(KREW), "{}", scrape.0);
}

#[tokio::test]
async fn limits_are_counted_and_a_request_that_is_held_back_has_no_time() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    counting!(metrics, app);
    app.fault(&[("route", GUILDS_CALL), ("kind", "rate_limit"), ("seconds", "30")]).await;
    browser.get(GUILDS).await;
    // The browser asks again as soon as the cache allows. The client still knows the limit, because its clock was not moved.
    app.clock.advance(A_WHILE);
    browser.get(GUILDS).await;
    let scrape = metrics.scrape().await;
    let count = |outcome| scrape.sum("app_discord_requests_total", &[("route", GUILDS_CALL), ("outcome", outcome)]);
    assert_eq!((count("limited"), count("held_back")), (1.0, 1.0), "{}", scrape.0);
    assert_eq!(scrape.sum("app_discord_request_duration_seconds_count", &[("route", GUILDS_CALL)]), 1.0);
    assert_eq!(scrape.sum("app_discord_rate_limits_total", &[("limited", "route")]), 1.0);
    app.clear_faults().await;
    app.fault(&[("kind", "cloudflare"), ("seconds", "30")]).await;
    browser.get("/dashboard/connections").await;
    assert!(metrics.scrape().await.sum("app_discord_rate_limits_total", &[("limited", "address")]) >= 1.0);
}

#[tokio::test]
async fn the_breakers_state_is_measured() {
    let app = TestApp::start().await;
    counting!(metrics, app);
    let state = async || {
        let scrape = metrics.scrape().await;
        let open = |pauses| scrape.sum("app_discord_breaker_open", &[("pauses", pauses)]);
        (scrape.sum("app_discord_recent_refusals", &[]), open("pages"), open("sign_ins"))
    };
    assert_eq!(state().await, (0.0, 0.0, 0.0));
    let invented = Secret::new("invented");
    let refused = async || app.state.client.request(Request::get("/users/@me", Auth::User(&invented))).await.is_err();
    assert!(refused().await);
    assert_eq!(state().await, (1.0, 0.0, 0.0));
    for number in 1..1000 {
        let invented = Secret::new(number.to_string());
        assert!(app.state.client.request(Request::get("/users/@me", Auth::User(&invented))).await.is_err());
    }
    assert_eq!(state().await, (1000.0, 1.0, 0.0));
    assert!(refused().await);
    let paused = metrics.scrape().await.sum("app_discord_requests_total", &[("outcome", "paused")]);
    assert_eq!(paused, 1.0);
}

#[tokio::test]
async fn cache_hits_misses_and_stale_answers_are_counted() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    counting!(metrics, app);
    let counts = async || {
        let scrape = metrics.scrape().await;
        let lookups = |result| scrape.sum("app_cache_lookups_total", &[("cache", "connections"), ("result", result)]);
        let stale = scrape.sum("app_cache_stale_answers_total", &[("cache", "connections")]);
        (lookups("hit"), lookups("miss"), stale)
    };
    browser.get("/dashboard/connections").await;
    assert_eq!(counts().await, (0.0, 1.0, 0.0));
    browser.get("/dashboard/connections").await;
    assert_eq!(counts().await, (1.0, 1.0, 0.0));
    app.fault(&[("route", "GET /users/@me/connections"), ("kind", "error"), ("status", "500")]).await;
    app.clock.advance(A_WHILE);
    browser.get("/dashboard/connections").await;
    assert_eq!(counts().await, (1.0, 2.0, 1.0));
}

#[tokio::test]
async fn token_refreshes_are_counted_by_outcome() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    counting!(metrics, app);
    let counts = async || {
        let scrape = metrics.scrape().await;
        ["ok", "failed", "refused"].map(|outcome| scrape.sum("app_token_refreshes_total", &[("outcome", outcome)]))
    };
    app.clock.advance(A_WEEK);
    browser.get(GUILDS).await;
    assert_eq!(counts().await, [1.0, 0.0, 0.0]);
    app.fault(&[("route", "POST /oauth2/token"), ("kind", "error"), ("status", "503")]).await;
    app.clock.advance(A_WEEK);
    browser.get(GUILDS).await;
    let [ok, failed, refused] = counts().await;
    assert!((ok, refused) == (1.0, 0.0) && failed >= 1.0, "{failed}");
    app.clear_faults().await;
    // The user removes the app at Discord.
    let grant = crate::sign_in::find_login(&app, &browser).await.grant_id;
    let row = app.state.grants.find(&grant).await.unwrap().unwrap();
    let (access, _) = app.state.grants.open(&row).unwrap();
    app.state.oauth.revoke(&access).await.unwrap();
    browser.get("/dashboard/connections").await;
    let [ok, _, refused] = counts().await;
    assert_eq!((ok, refused), (1.0, 1.0));
}

#[tokio::test]
async fn sign_ins_are_counted_by_purpose_and_outcome() {
    let app = TestApp::start().await;
    counting!(metrics, app);
    let mut browser = app.signed_in(NELLY).await;
    browser.allow(NELLY, "guilds.members.read").await;
    let mut cancels = app.anonymous();
    let started = cancels.post("/auth/login", &[]).await;
    let callback = decide(started.location(), NELLY, "cancel").await;
    cancels.get(&callback).await;
    let callback = app.anonymous().authorize(NELLY, "/dashboard").await;
    app.anonymous().get(&callback).await;
    let scrape = metrics.scrape().await;
    for (purpose, outcome) in
        [("sign_in", "ok"), ("grant_more", "ok"), ("sign_in", "denied"), ("unknown", "other_browser")]
    {
        let count = scrape.sum("app_sign_ins_total", &[("purpose", purpose), ("outcome", outcome)]);
        assert_eq!(count, 1.0, "{purpose} {outcome} in {}", scrape.0);
    }
}

#[tokio::test]
async fn signed_in_browsers_are_counted_at_most_every_half_minute() {
    let app = TestApp::start().await;
    let (mut one, _other) = (app.signed_in(NELLY).await, app.signed_in(MIRA).await);
    counting!(metrics, app);
    let count = async || metrics.scrape().await.sum("app_signed_in_browsers", &[]);
    assert_eq!(count().await, 2.0);
    one.post("/auth/logout", &[("reach", "browser")]).await;
    assert_eq!(count().await, 2.0, "the database is not asked again so soon");
    app.clock.advance(A_WHILE);
    assert_eq!(count().await, 1.0);
    // Sign-ins end after thirty days, whether the sweep has run or not.
    app.clock.advance(A_WEEK * 5);
    assert_eq!(count().await, 0.0);
    app.run_sql("ALTER TABLE logins RENAME TO gone").await;
    app.clock.advance(A_WHILE);
    assert!(count().await.is_nan(), "without the database, nobody knows");
}

#[tokio::test]
async fn database_connections_are_measured() {
    let app = TestApp::start().await;
    counting!(metrics, app);
    let used = async || metrics.scrape().await.sum("app_database_connections", &[("state", "used")]);
    let until = async |expected: f64| {
        // A connection goes back to the pool in a task of its own.
        while used().await != expected {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let all = async {
        until(0.0).await;
        let transaction = app.state.database.begin().await.unwrap();
        assert_eq!(used().await, 1.0);
        drop(transaction);
        until(0.0).await;
    };
    tokio::time::timeout(Duration::from_secs(20), all).await.unwrap();
    assert!(metrics.scrape().await.sum("app_database_connections", &[("state", "idle")]) >= 1.0);
}

/// Makes everything happen that is counted.
async fn journey(app: &TestApp) -> Browser<'_> {
    let mut browser = app.signed_in(MIRA).await;
    for page in ["/dashboard", GUILDS, "/dashboard/profile", "/dashboard/connections", "/dashboard/account", "/missing"]
    {
        browser.get(page).await;
    }
    let shown = browser.get(GUILDS).await.body;
    let is_digit = |letter: &char| letter.is_ascii_digit();
    let guild: String = shown.split("/dashboard/guilds/").nth(1).unwrap().chars().take_while(is_digit).collect();
    browser.get(&format!("{GUILDS}/{guild}")).await;
    app.clock.advance(A_WEEK);
    browser.get("/dashboard/connections").await;
    app.fault(&[("route", "GET /users/@me/connections"), ("kind", "rate_limit"), ("seconds", "30")]).await;
    app.clock.advance(A_WHILE);
    browser.get("/dashboard/connections").await;
    browser
}

#[tokio::test]
async fn no_label_holds_an_id_a_name_or_a_secret() {
    let app = TestApp::start_with_bot().await;
    counting!(metrics, app);
    let browser = journey(&app).await;
    let scrape = metrics.scrape().await;
    let values = scrape.lines().filter_map(|line| line.split_once('{')?.1.rsplit_once('}')).flat_map(|(labels, _)| {
        labels.split("\",").map(|label| label.trim_end_matches('"').split_once("=\"").unwrap()).collect::<Vec<_>>()
    });
    let mut count = 0;
    for (label, value) in values.filter(|(label, _)| !matches!(*label, "le" | "status")) {
        let is_word = |byte: u8| byte.is_ascii_alphabetic() || b" /_-@{}*".contains(&byte);
        assert!(value.replace("oauth2", "").bytes().all(is_word), "{label}=\"{value}\"");
        count += 1;
    }
    assert!(count > 100, "the labels are read: {count}");
    assert!(!scrape.0.contains("Mira") && !scrape.0.contains(browser.session().unwrap().as_str()));
    assert!(scrape.lines().count() < 1000, "{} lines", scrape.lines().count());
}

#[tokio::test]
async fn every_series_of_the_dashboard_the_alerts_and_the_docs_exists() {
    let app = TestApp::start().await;
    counting!(metrics, app);
    journey(&app).await;
    let scrape = metrics.scrape().await;
    let names = scrape.names();
    for series in ALL {
        assert!(scrape.0.contains(&format!("# HELP {} {}\n", series.name, series.help)), "{} is missing", series.name);
    }
    let dashboard: Value = serde_json::from_str(&document("docs/grafana-dashboard.json")).unwrap();
    let queries = queries(&dashboard);
    assert!(queries.len() > 10, "{queries:?}");
    let alerts = document("docs/prometheus-alerts.yml");
    let alerts: Vec<String> =
        alerts.lines().filter_map(|line| line.trim().strip_prefix("expr: ")).map(Into::into).collect();
    assert!(alerts.len() > 4, "{alerts:?}");
    for query in queries.iter().chain(&alerts) {
        let used: Vec<&str> = query.split(|letter: char| letter != '_' && !letter.is_alphanumeric()).collect();
        let used: Vec<&str> = used.into_iter().filter(|word| word.starts_with("app_")).collect();
        assert!(!used.is_empty() || query == "up == 0", "{query} asks for nothing of ours");
        for name in used {
            assert!(names.contains(name), "{name} in {query} does not exist: {names:?}");
        }
    }
    let table = document("docs/deploy/watch.md");
    let table: Vec<&str> = table.lines().filter_map(|line| line.strip_prefix("| `app_")?.split('`').next()).collect();
    assert_eq!(table, ALL.map(|series| series.name.trim_start_matches("app_")), "the table in docs/deploy/watch.md");
}

fn document(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Returns every query of a dashboard.
fn queries(part: &Value) -> Vec<String> {
    match part {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, field)| match field {
                Value::String(query) if name == "expr" => vec![query.clone()],
                field => queries(field),
            })
            .collect(),
        Value::Array(parts) => parts.iter().flat_map(queries).collect(),
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn the_metrics_have_an_address_of_their_own() {
    let (discord, folder, key) = (serve_sandbox().await, fresh_folder(), Vault::generate_key().unwrap());
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let server = Server::start_with(&[("METRICS_ADDR", &free.to_string())], &folder, &discord, &key);
    server.until_ready().await;
    server.get("/dashboard", &server.sign_in().await).await;
    let answer = reqwest::get(format!("http://{free}/metrics")).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], TEXT_FORMAT);
    let scrape = Scrape(answer.text().await.unwrap());
    assert_eq!(scrape.sum("app_sign_ins_total", &[("outcome", "ok")]), 1.0);
    assert_eq!(scrape.sum("app_signed_in_browsers", &[]), 1.0);
    assert_eq!(scrape.sum("app_http_requests_total", &[("route", "/dashboard"), ("status", "200")]), 1.0);
    assert!(scrape.0.contains("app_http_request_duration_seconds_bucket"), "{}", scrape.0);
    assert_eq!(server.get("/metrics", "").await.status(), StatusCode::NOT_FOUND, "people do not see them");
    for path in ["/", "/dashboard", "/healthz"] {
        let answer = reqwest::get(format!("http://{free}{path}")).await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "there is nothing else: {path}");
    }
    assert_eq!(server.listening_sockets(), 2);
    server.terminate();
    assert!(server.ended_within(Duration::from_secs(10)).await.success());
}

#[tokio::test]
async fn without_an_address_nothing_listens_for_prometheus() {
    let (folder, key) = (fresh_folder(), Vault::generate_key().unwrap());
    let server = Server::start(&folder, "http://127.0.0.1:9", &key);
    server.until_ready().await;
    assert_eq!(server.listening_sockets(), 1);
}
