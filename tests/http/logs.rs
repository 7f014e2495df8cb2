//! What the log says about a request.

use std::{
    io,
    sync::{Arc, Mutex},
};

use app::server::http::telemetry::log_panic;
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
    routing::get,
};
use serde_json::Value;
use tower::ServiceExt as _;
use tracing_subscriber::fmt::MakeWriter;

use crate::{
    gate::Gate,
    test_app::{NELLY, TestApp},
};

/// The log of one test's thread, in production's format.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn start() -> (Self, tracing::subscriber::DefaultGuard) {
        let log = Self::default();
        let subscriber = tracing_subscriber::fmt().json().with_writer(log.clone()).finish();
        let guard = tracing::subscriber::set_default(subscriber);
        (log, guard)
    }

    /// Returns the lines with this message.
    fn lines(&self, message: &str) -> Vec<Value> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.filter(|line| line["fields"]["message"].as_str().is_some_and(|it| it.starts_with(message))).collect()
    }
}

/// Returns the outermost span, which is the request's.
fn request_of(line: &Value) -> &Value {
    &line["spans"][0]
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn a_request_is_one_line_without_its_query() {
    let app = TestApp::start().await;
    let (log, _guard) = Log::start();
    for path in ["/auth/callback?code=hunter2&state=hunter3", "/pkg/app.css?x", "/healthz", "/readyz"] {
        app.anonymous().get(path).await;
    }
    let lines = log.lines("answered");
    assert_eq!(lines.len(), 1, "files and health checks are logged at the level debug: {lines:?}");
    let (fields, span) = (&lines[0]["fields"], request_of(&lines[0]));
    assert_eq!(
        (&lines[0]["level"], &fields["route"], &fields["status"], &span["method"], &span["path"]),
        (&"INFO".into(), &"/auth/callback".into(), &303.into(), &"GET".into(), &"/auth/callback".into())
    );
    assert!(fields["ms"].is_u64() && span["id"].as_str().is_some_and(|id| id.len() == 36), "{:?}", lines[0]);
    assert!(!String::from_utf8_lossy(&log.0.lock().unwrap()).contains("hunter"));
}

#[tokio::test]
async fn every_answer_is_one_line_with_the_template_of_its_route() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    let (log, _guard) = Log::start();
    for (path, route, status) in [
        ("/dashboard/guilds/80351110224678912?from=mira@example.org", "/dashboard/guilds/{id}", 200),
        ("/dashboard/guilds/1", "/dashboard/guilds/{id}", 404),
        ("/no/such/page", "unknown", 404),
    ] {
        let before = log.lines("").len();
        let answer = browser.get(path).await;
        let lines: Vec<_> = log.lines("").into_iter().skip(before).filter(|line| line["level"] == "INFO").collect();
        assert_eq!(lines.len(), 1, "{path}: {lines:?}");
        let fields = &lines[0]["fields"];
        assert_eq!((&fields["route"], &fields["status"]), (&route.into(), &status.into()), "{path}");
        assert_eq!(request_of(&lines[0])["id"], answer.header("x-request-id"));
    }
    assert!(!String::from_utf8_lossy(&log.0.lock().unwrap()).contains("mira@"));
}

#[tokio::test]
async fn a_visitor_who_leaves_before_the_answer_is_one_line_too() {
    let (app, gate) = Gate::before_an_app().await;
    let mut browser = app.signed_in(NELLY).await;
    let (log, _guard) = Log::start();
    gate.hold("/users/@me/guilds");
    tokio::select! {
        answer = browser.get("/dashboard/guilds") => panic!("answered before Discord was: {answer:?}"),
        () = gate.until_held() => {}
    }
    let lines = log.lines("the client left before the answer");
    assert_eq!((lines.len(), log.lines("answered").len()), (1, 0));
    assert_eq!(lines[0]["fields"]["route"], "/dashboard/guilds");
    assert!(request_of(&lines[0])["id"].is_string(), "{:?}", lines[0]);
}

#[tokio::test]
async fn a_failure_is_logged_with_its_cause_and_the_requests_id() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    app.run_sql("ALTER TABLE logins RENAME TO gone").await;
    let (log, _guard) = Log::start();
    let answer = browser.get("/dashboard").await;
    let lines = log.lines("the store failed");
    let error = lines[0]["fields"]["error"].as_str().unwrap();
    assert!(error.contains("the database failed") && error.contains("no such table"), "{error}");
    assert_eq!(request_of(&lines[0])["id"], answer.header("x-request-id"));
}

#[tokio::test]
async fn a_lost_connection_to_discord_is_logged_with_its_cause() {
    let app = TestApp::start_with(&[("DISCORD_API_BASE_URL", "http://127.0.0.1:9/api/v10")]).await;
    let (log, _guard) = Log::start();
    let mut browser = app.anonymous();
    let callback = browser.authorize(NELLY, "/dashboard").await;
    browser.get(&callback).await;
    let lines = log.lines("Discord did not finish a sign-in");
    let error = lines[0]["fields"]["error"].as_str().unwrap();
    assert!(error.to_lowercase().contains("connection refused"), "{error}");
    assert!(request_of(&lines[0])["id"].is_string(), "{:?}", lines[0]);
}

#[tokio::test]
async fn a_panic_is_a_page_with_the_security_headers_and_a_line_in_the_log() {
    let app = TestApp::start().await;
    let boom = async || -> &'static str { panic!("boom") };
    let routes = Router::new().route("/boom", get(boom));
    let router = app::server::http::router::guarded(routes, &app.state);
    let (log, _guard) = Log::start();
    let silent = std::panic::take_hook();
    std::panic::set_hook(Box::new(log_panic));
    let request = Request::get("/boom").header("accept", "text/html").body(Body::empty()).unwrap();
    let answer = router.oneshot(request).await.unwrap();
    std::panic::set_hook(silent);
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    for name in ["content-security-policy", "x-content-type-options", "x-request-id", "cache-control"] {
        assert!(answer.headers().contains_key(name), "{name}");
    }
    let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    let page = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    let page = String::from_utf8_lossy(&page);
    assert!(page.contains("Something went wrong on our side.") && page.contains(&id), "{page}");
    let line = &log.lines("panicked: boom")[0];
    assert!(line["fields"]["location"].as_str().unwrap().contains("logs.rs"), "{line}");
    assert_eq!(request_of(line)["id"], *id);
}

#[tokio::test]
async fn a_request_id_from_outside_is_kept_when_it_is_short_and_plain() {
    let app = TestApp::start().await;
    let (longest, too_long) = ("a".repeat(64), "a".repeat(65));
    for (sent, is_kept) in
        [("abc-1_2.3", true), (&*longest, true), (&*too_long, false), ("<b>", false), ("a b", false), ("", false)]
    {
        let request = Request::get("/login").header("x-request-id", sent).body(Body::empty()).unwrap();
        let answer = app.request(request).await;
        let id = answer.header("x-request-id");
        assert_eq!((id == sent, id.is_empty()), (is_kept, false), "{sent:?}: {id:?}");
    }
}
