//! Discord's webhook events: only signed ones count, and one of them ends a person's logins on every server of the site.

use std::time::Duration;

use aws_lc_rs::signature::Ed25519KeyPair;
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use leptos::server_fn;
use sandbox::{PUBLIC_KEY, SIGNING_SEED};
use serde_json::{Value, json};

use crate::{
    scripted::{Scripted, answer},
    server_process::browser,
    test_app::{Answer, Browser, MIRA, NELLY, TestApp, serve_sandbox_with},
};

const PATH: &str = "/webhooks/discord";
const KEY: [(&str, &str); 1] = [("DISCORD_PUBLIC_KEY", PUBLIC_KEY)];
const NELLYS_ID: &str = "80351110224678912";
/// Longer than the database waits for anything.
const A_MINUTE: Duration = Duration::from_secs(60);

/// A request as Discord sends it, signed with the sandbox's key.
struct Event {
    body: String,
    timestamp: String,
    signature: String,
}

impl Event {
    fn new(body: &Value, sent_at_ms: u64) -> Self {
        let (body, timestamp) = (body.to_string(), (sent_at_ms / 1000).to_string());
        let key = Ed25519KeyPair::from_seed_unchecked(SIGNING_SEED).unwrap();
        let signature = key.sign(format!("{timestamp}{body}").as_bytes());
        let signature = signature.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        Self { body, timestamp, signature }
    }

    fn now(app: &TestApp, body: &Value) -> Self {
        Self::new(body, app.clock.now_ms())
    }

    /// Sends it. Discord sends neither cookies nor `Origin`.
    async fn send(&self, app: &TestApp) -> Answer {
        let request = Request::post(PATH)
            .header("x-signature-ed25519", &self.signature)
            .header("x-signature-timestamp", &self.timestamp)
            .header(header::CONTENT_TYPE, "application/json");
        app.request(request.body(Body::from(self.body.clone())).unwrap()).await
    }
}

fn ping() -> Value {
    json!({ "version": 1, "application_id": sandbox::CLIENT_ID, "type": 0 })
}

/// Returns the event of a person who removed the app at a time. Without a time, the app takes the time of the signature.
fn deauthorized(user_id: &str, at: Option<&str>) -> Value {
    json!({
        "version": 1, "application_id": sandbox::CLIENT_ID, "type": 1,
        "event": { "type": "APPLICATION_DEAUTHORIZED", "timestamp": at, "data": { "user": { "id": user_id, "username": "nelly" } } },
    })
}

#[tokio::test]
async fn a_ping_is_acknowledged_without_a_body_and_without_cookies() {
    let app = TestApp::start_with(&KEY).await;
    let answer = Event::now(&app, &ping()).send(&app).await;
    assert_eq!((answer.status, &*answer.body), (StatusCode::NO_CONTENT, ""));
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("set-cookie"), "");
    assert_eq!(app.rows().await, [0, 0, 0]);
}

#[tokio::test]
async fn a_missing_or_wrong_signature_is_refused_and_ends_no_login() {
    let app = TestApp::start_with(&KEY).await;
    let mut nelly = app.signed_in(NELLY).await;
    let good = || Event::now(&app, &deauthorized(NELLYS_ID, None));
    let now = app.clock.now_ms();
    let ago = |seconds: u64| Event::new(&deauthorized(NELLYS_ID, None), now - seconds * 1000);
    let ahead = |seconds: u64| Event::new(&deauthorized(NELLYS_ID, None), now + seconds * 1000);
    for (what, event) in [
        ("no signature", Event { signature: String::new(), ..good() }),
        ("half a signature", Event { signature: good().signature[..64].to_owned(), ..good() }),
        ("not hex", Event { signature: "x".repeat(128), ..good() }),
        ("the signature of a ping", Event { signature: Event::now(&app, &ping()).signature, ..good() }),
        ("another time", Event { timestamp: (now / 1000 - 1).to_string(), ..good() }),
        ("no time", Event { timestamp: String::new(), ..good() }),
        ("another body", Event { body: deauthorized("1", None).to_string(), ..good() }),
        ("a space more", Event { body: format!("{} ", good().body), ..good() }),
        ("an old request", ago(902)),
        ("a request of the future", ahead(902)),
    ] {
        let answer = event.send(&app).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{what}: {}", answer.body);
    }
    let bare = Request::post(PATH).body(Body::from(good().body)).unwrap();
    assert_eq!(app.request(bare).await.status, StatusCode::UNAUTHORIZED, "no headers");
    assert_eq!(nelly.get("/dashboard").await.status, StatusCode::OK);
    for event in [ago(890), ahead(890)] {
        assert_eq!(event.send(&app).await.status, StatusCode::NO_CONTENT, "Discord repeats an event for ten minutes");
    }
}

#[tokio::test]
async fn without_a_key_there_is_no_endpoint() {
    let app = TestApp::start().await;
    let mut nelly = app.signed_in(NELLY).await;
    let answer = Event::now(&app, &deauthorized(NELLYS_ID, None)).send(&app).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(nelly.get("/dashboard").await.status, StatusCode::OK);
}

#[tokio::test]
async fn removing_the_app_at_discord_ends_the_persons_logins_on_every_server_at_once() {
    let one = TestApp::start_with(&KEY).await;
    let two = one.start_another_with(&KEY).await;
    let (mut here, mut there, mut mira) =
        (one.signed_in(NELLY).await, two.signed_in(NELLY).await, two.signed_in(MIRA).await);
    let answer = Event::now(&one, &deauthorized(NELLYS_ID, None)).send(&one).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(one.rows().await[1..], [1, 1], "only Mira's login and tokens are left");
    for browser in [&mut here, &mut there] {
        let page = browser.get("/dashboard/profile").await;
        assert_eq!(page.location(), "/login?return_to=%2Fdashboard%2Fprofile", "{}", page.body);
    }
    assert_eq!(mira.get("/dashboard").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_replay_or_a_late_delivery_leaves_a_newer_login_alone() {
    for at in [Some(&*now_in_words()), Some("yesterday"), None] {
        let app = TestApp::start_with(&KEY).await;
        let mut before = app.signed_in(NELLY).await;
        let event = Event::now(&app, &deauthorized(NELLYS_ID, at));
        for time in ["once", "twice"] {
            assert_eq!(event.send(&app).await.status, StatusCode::NO_CONTENT, "{time}");
        }
        assert_eq!(before.get("/dashboard").await.status, StatusCode::SEE_OTHER);
        app.clock.advance(Duration::from_secs(120));
        let mut after = app.signed_in(NELLY).await;
        assert_eq!(event.send(&app).await.status, StatusCode::NO_CONTENT);
        assert_eq!(after.get("/dashboard").await.status, StatusCode::OK, "the event is older than this login: {at:?}");
        app.clock.advance(Duration::from_secs(900));
        assert_eq!(event.send(&app).await.status, StatusCode::UNAUTHORIZED, "a copy does not work for ever");
    }
}

/// Returns the answer to an event, which has to come while Discord waits for it.
async fn answer_in_time(app: &TestApp, event: &Event) -> Answer {
    let discord_waits = Duration::from_secs(3);
    tokio::time::timeout(discord_waits, event.send(app)).await.expect("Discord gives up before the answer")
}

/// Sends events in the middle of a trouble with the database: a ping is answered, and the event of a person who removed the app fails.
async fn refused_in_trouble(app: &TestApp) -> Event {
    assert_eq!(answer_in_time(app, &Event::now(app, &ping())).await.status, StatusCode::NO_CONTENT);
    let event = Event::now(app, &deauthorized(NELLYS_ID, None));
    let answer = answer_in_time(app, &event).await;
    assert_eq!((answer.status, answer.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"));
    assert!(answer.body.contains("This site's database is not answering."), "{}", answer.body);
    event
}

/// Sends the same event until it is accepted, as Discord does, and checks that its person is then signed out everywhere.
async fn accepted_after_trouble(app: &TestApp, event: &Event, nelly: &mut Browser<'_>) {
    let accepted = async {
        while event.send(app).await.status != StatusCode::NO_CONTENT {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(A_MINUTE, accepted).await.expect("the event is recorded once the trouble is over");
    assert_eq!(app.rows().await[1..], [0, 0]);
    assert_eq!(nelly.get("/dashboard").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_ping_needs_no_database() {
    let app = TestApp::start_with(&KEY).await;
    app.state.database.close().await;
    refused_in_trouble(&app).await;
}

#[tokio::test]
async fn while_all_connections_are_in_use_discord_is_told_in_time_to_send_the_event_again() {
    let app = TestApp::start_with(&[KEY[0], ("DATABASE_MAX_CONNECTIONS", "1")]).await;
    let mut nelly = app.signed_in(NELLY).await;
    let in_use = app.state.database.begin().await.unwrap();
    let event = refused_in_trouble(&app).await;
    assert_eq!(app.rows().await[1..], [1, 1], "nothing is recorded yet");
    drop(in_use);
    accepted_after_trouble(&app, &event, &mut nelly).await;
}

#[tokio::test]
async fn while_the_database_is_slow_discord_is_told_in_time_to_send_the_event_again() {
    let app = TestApp::start_with(&KEY).await;
    let mut nelly = app.signed_in(NELLY).await;
    let pool = sqlx::AnyPool::connect(app.state.config.database_url.expose()).await.unwrap();
    let mut writer = pool.acquire().await.unwrap();
    // SQLite has one writer at a time, and the others wait for it.
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut *writer).await.unwrap();
    let event = refused_in_trouble(&app).await;
    sqlx::raw_sql("ROLLBACK").execute(&mut *writer).await.unwrap();
    accepted_after_trouble(&app, &event, &mut nelly).await;
}

#[tokio::test]
async fn an_event_that_failed_counts_when_discord_sends_it_again_ten_minutes_later() {
    let app = TestApp::start_with(&KEY).await;
    let mut nelly = app.signed_in(NELLY).await;
    app.run_sql("CREATE TRIGGER trouble BEFORE DELETE ON logins BEGIN SELECT RAISE(ABORT, 'trouble'); END").await;
    let event = refused_in_trouble(&app).await;
    assert_eq!(nelly.get("/dashboard").await.status, StatusCode::OK);
    app.run_sql("DROP TRIGGER trouble").await;
    app.clock.advance(Duration::from_secs(600));
    accepted_after_trouble(&app, &event, &mut nelly).await;
}

#[tokio::test]
async fn an_event_is_recorded_even_if_discord_stops_waiting() {
    let app = TestApp::start_with(&[KEY[0], ("DATABASE_MAX_CONNECTIONS", "1")]).await;
    let mut nelly = app.signed_in(NELLY).await;
    let in_use = app.state.database.begin().await.unwrap();
    let event = Event::now(&app, &deauthorized(NELLYS_ID, None));
    let left = tokio::time::timeout(Duration::from_millis(100), event.send(&app)).await;
    assert!(left.is_err(), "answered before there was a connection: {left:?}");
    drop(in_use);
    let recorded = async {
        while app.rows().await[1..] != [0, 0] {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(A_MINUTE, recorded).await.expect("the task goes on without its request");
    assert_eq!(nelly.get("/dashboard").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn other_events_are_acknowledged_and_change_nothing() {
    let app = TestApp::start_with(&KEY).await;
    let mut nelly = app.signed_in(NELLY).await;
    let named = |kind: &str| {
        let mut event = deauthorized(NELLYS_ID, None);
        event["event"]["type"] = json!(kind);
        event
    };
    for body in [
        named("APPLICATION_AUTHORIZED"),
        named("ENTITLEMENT_CREATE"),
        named("SOMETHING_NEW"),
        deauthorized("1", None),
        deauthorized("not an id", None),
        json!({ "type": 1 }),
        json!({ "type": 1, "event": { "type": "APPLICATION_DEAUTHORIZED" } }),
    ] {
        assert_eq!(Event::now(&app, &body).send(&app).await.status, StatusCode::NO_CONTENT, "{body}");
    }
    assert_eq!(Event::now(&app, &json!("hello")).send(&app).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(nelly.get("/dashboard").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let app = TestApp::start_with(&KEY).await;
    let body = json!({ "type": 0, "padding": "x".repeat(70_000) });
    assert_eq!(Event::now(&app, &body).send(&app).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn the_endpoint_answers_by_any_host_name() {
    let app = TestApp::start_with(&KEY).await;
    for host in ["127.0.0.1:3000", "10.0.0.7", "other.example"] {
        let event = Event::now(&app, &ping());
        let request = Request::post(PATH)
            .header(header::HOST, host)
            .header("x-signature-ed25519", &event.signature)
            .header("x-signature-timestamp", &event.timestamp);
        let answer = app.request(request.body(Body::from(event.body)).unwrap()).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::NO_CONTENT, ""), "{host}");
    }
}

/// Returns the paths that our own forms post to, and some that look like the endpoint.
fn form_paths() -> Vec<String> {
    let forms = [
        "/auth/login",
        "/auth/install",
        "/auth/logout",
        "/dashboard/join",
        "/dashboard/refresh",
        "/theme",
        "/dashboard/guilds/1/anything",
        "/admin/sign-out",
        "/admin/ban",
        "/admin/unban",
        "/",
        "/nowhere",
        "/webhooks",
        "/webhooks/",
        "/webhooks/discord/",
        "/webhooks/discord/x",
        "/webhooks/other",
        "/Webhooks/discord",
        "/api/webhooks/discord",
    ];
    let functions = server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned());
    forms.into_iter().map(str::to_owned).chain(functions).collect()
}

#[tokio::test]
async fn only_the_endpoint_is_exempt_from_the_same_origin_check() {
    let app = TestApp::start_with(&KEY).await;
    let foreign = [&[][..], &[("origin", "https://evil.example")], &[("sec-fetch-site", "cross-site")]];
    for headers in foreign {
        let send = async |method: Method, path: &str| {
            let mut request = Request::builder().method(method).uri(path);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            app.request(request.body(Body::empty()).unwrap()).await.status
        };
        for path in form_paths() {
            for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                assert_eq!(send(method.clone(), &path).await, StatusCode::FORBIDDEN, "{method} {path} {headers:?}");
            }
        }
        // This one asks for a signature instead.
        assert_eq!(send(Method::POST, PATH).await, StatusCode::UNAUTHORIZED, "{headers:?}");
        for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE] {
            assert_eq!(send(method, PATH).await, StatusCode::METHOD_NOT_ALLOWED);
        }
    }
}

#[tokio::test]
async fn the_sandbox_sends_the_event_when_a_person_deauthorizes_the_app_there() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}{PATH}", listener.local_addr().unwrap());
    let app = TestApp::start_on(serve_sandbox_with(Some(url.clone())).await, &KEY).await;
    let router = app.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut nelly = app.signed_in(NELLY).await;
    let page = format!("{}/authorized-apps", app.discord);
    let list = reqwest::get(&page).await.unwrap().text().await.unwrap();
    assert!(list.contains("Deauthorize as Nelly") && !list.contains("Deauthorize as Mira"), "{list}");
    assert!(list.contains(&url), "{list}");
    let press = async || {
        let answer = browser().post(&page).form(&[("person", NELLYS_ID)]).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    };
    let (status, said) = press().await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        said.contains("Nelly removed the application. The application was told, and answered 204 No Content."),
        "{said}"
    );
    assert!(said.contains("Nobody."), "{said}");
    assert_eq!(
        nelly.get("/dashboard").await.status,
        StatusCode::SEE_OTHER,
        "at once, and without a request to Discord"
    );
    assert_eq!(app.rows().await[1..], [0, 0]);
    let (status, said) = press().await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(said.contains("Nothing was changed."), "{said}");
}

#[tokio::test]
async fn the_sandbox_says_if_the_application_was_not_told() {
    for (url, words) in [
        (None, "has no webhook URL"),
        (Some("http://127.0.0.1:9/webhooks/discord".to_owned()), "did not answer"),
        (Some(format!("{}/x", Scripted::serve_by(|_| answer(401, &[], "no")).await.url)), "answered 401"),
    ] {
        let app = TestApp::start_on(serve_sandbox_with(url).await, &[]).await;
        app.signed_in(NELLY).await;
        let page = format!("{}/authorized-apps", app.discord);
        let answer = browser().post(page).form(&[("person", NELLYS_ID)]).send().await.unwrap();
        let said = answer.text().await.unwrap();
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[tokio::test]
async fn a_sandbox_inside_the_app_knows_its_webhook_url_and_its_key() {
    let nothing_set = [
        ("DISCORD_CLIENT_ID", ""),
        ("DISCORD_CLIENT_SECRET", ""),
        ("DISCORD_API_BASE_URL", ""),
        ("DISCORD_AUTHORIZE_URL", ""),
        ("DISCORD_CDN_BASE_URL", ""),
    ];
    let app = TestApp::start_with(&nothing_set).await;
    let page = app.anonymous().get("/sandbox/authorized-apps").await;
    assert!(page.body.contains("<code>http://127.0.0.1:3000/webhooks/discord</code>"), "{}", page.body);
    assert_eq!(Event::now(&app, &ping()).send(&app).await.status, StatusCode::NO_CONTENT);
}

/// Returns the current time as Discord writes it.
fn now_in_words() -> String {
    let now = time::OffsetDateTime::now_utc();
    let (hour, minute, second) = now.to_hms();
    format!("{}T{hour:02}:{minute:02}:{second:02}.000000", now.date())
}
