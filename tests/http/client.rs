//! The HTTP client, against servers that behave as Discord and Cloudflare do on a bad day.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use app::server::{
    config::DiscordConfig,
    discord::rest::{Auth, Client, DiscordError, Reply, Request, Timeouts},
    secret::Secret,
};
use axum::body::Body;
use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::scripted::{Scripted, answer};

const ME: &str = "/users/@me";

/// Long enough for a busy machine, and short enough for a test that waits for a timeout.
const SHORT: Timeouts = Timeouts {
    connect: Duration::from_secs(2),
    head: Duration::from_millis(400),
    body: Duration::from_millis(400),
    total: Duration::from_secs(4),
};

fn client_of(url: &str, timeouts: Timeouts) -> Client {
    let config = DiscordConfig {
        client_id: sandbox::CLIENT_ID.parse().unwrap(),
        client_secret: Secret::new("secret"),
        redirect_uri: String::new(),
        bot_token: Some(Secret::new("bot-token")),
        public_key: None,
        webhook_url: String::new(),
        bot_permissions: app::discord::Permissions::default(),
        community_guild_id: None,
        required_guild: None,
        api_base_url: format!("{url}/api/v10"),
        authorize_url: format!("{url}/oauth2/authorize"),
        cdn_base_url: url.into(),
        user_agent: "DiscordBot (https://example.org, 1.2.3)".into(),
    };
    Client::new(config, timeouts).unwrap()
}

/// Starts a server with these answers, sends one GET, and returns the server, the client and the outcome.
async fn get(answers: Vec<axum::http::Response<Body>>) -> (Scripted, Client, Result<Reply, DiscordError>) {
    let discord = Scripted::serve(answers).await;
    let client = client_of(&discord.url, Timeouts::default());
    let outcome = client.request(Request::get(ME, Auth::User(&Secret::new("token")))).await;
    (discord, client, outcome)
}

#[tokio::test]
async fn a_request_carries_everything_it_was_given() {
    let discord = Scripted::serve(vec![answer(200, &[], r#"{"a":1}"#)]).await;
    let client = client_of(&discord.url, SHORT);
    let token = Secret::new("user-token");
    let nick = json!({"nick": "Mira"});
    for request in [
        Request::get("/users/@me/guilds", Auth::User(&token)).query(&[("with_counts", "true"), ("after", "1")]),
        Request::new(Method::PATCH, "/guilds/1/members/2", Auth::Bot).json(&nick).audit_log_reason("new name"),
        Request::new(Method::POST, "/oauth2/token", Auth::None).form(&[("grant_type", "x"), ("scope", "a b")]),
    ] {
        client.request(request).await.unwrap();
    }
    let asked = discord.asked();
    let header = |index: usize, name: &str| asked[index].headers.get(name).map_or("", |value| value.to_str().unwrap());
    assert_eq!(asked[0].line, "GET /api/v10/users/@me/guilds?with_counts=true&after=1");
    assert_eq!(header(0, "authorization"), "Bearer user-token");
    assert_eq!(
        (asked[1].line.as_str(), asked[1].body.as_str()),
        ("PATCH /api/v10/guilds/1/members/2", r#"{"nick":"Mira"}"#)
    );
    assert_eq!((header(1, "authorization"), header(1, "x-audit-log-reason")), ("Bot bot-token", "new%20name"));
    assert_eq!((header(2, "authorization"), asked[2].body.as_str()), ("", "grant_type=x&scope=a+b"));
    assert_eq!(header(2, "content-type"), "application/x-www-form-urlencoded");
    for index in 0..3 {
        let agent = header(index, "user-agent");
        assert!(agent.starts_with("DiscordBot (https://") && agent.ends_with(')') && agent.contains(", "), "{agent}");
    }
}

#[tokio::test]
async fn an_answer_is_json_or_text_with_its_status_and_headers() {
    for (body, is) in [(r#"{"id":"1"}"#, json!({"id": "1"})), ("plain", json!("plain"))] {
        let (_, _, outcome) = get(vec![answer(201, &[("x-ratelimit-limit", "5")], body)]).await;
        let reply = outcome.unwrap();
        assert_eq!((reply.status, reply.json_or_text()), (201, is));
        assert_eq!(reply.headers["x-ratelimit-limit"], "5");
    }
    let (_, _, empty) = get(vec![answer(204, &[], "")]).await;
    assert_eq!(empty.unwrap().body, "");
}

#[tokio::test]
async fn a_bot_request_carries_the_bots_token_and_the_answer_is_json_or_text() {
    let discord = Scripted::serve(vec![answer(200, &[], r#"{"bot":true}"#), answer(200, &[], "plain")]).await;
    let client = client_of(&discord.url, SHORT);
    let reply = client.bot_request(Method::GET, ME).await.unwrap();
    assert_eq!(reply.json_or_text(), json!({"bot": true}));
    let reply = client.bot_request(Method::DELETE, "/guilds/1/members/2").await.unwrap();
    assert_eq!(reply.json_or_text(), json!("plain"));
    let asked = discord.asked();
    assert_eq!(asked[1].line, "DELETE /api/v10/guilds/1/members/2");
    assert!(asked.iter().all(|request| request.headers["authorization"] == "Bot bot-token"));
}

#[tokio::test]
async fn without_a_bot_token_or_with_an_odd_route_nothing_is_sent() {
    let discord = Scripted::serve(vec![answer(200, &[], "")]).await;
    let mut config = client_of(&discord.url, SHORT).config().clone();
    config.bot_token = None;
    let client = Client::new(config, SHORT).unwrap();
    assert!(matches!(client.bot_request(Method::GET, ME).await, Err(DiscordError::Unsendable(_))));
    for route in ["/guilds/../users/@me", "/guilds/1?x=y", "users"] {
        let outcome = client.request(Request::get(route, Auth::None)).await;
        assert!(matches!(outcome, Err(DiscordError::Unsendable(_))), "{route}");
    }
    assert_eq!(discord.asked().len(), 0);
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_the_token() {
    let elsewhere = Scripted::serve(vec![answer(200, &[], "gotcha")]).await;
    let (_, _, outcome) = get(vec![answer(302, &[("location", &elsewhere.url)], "")]).await;
    assert_eq!(outcome.unwrap_err().status(), Some(302));
    assert_eq!(elsewhere.asked().len(), 0);
}

#[tokio::test]
async fn any_form_of_429_is_waited_for_once() {
    let json = r#"{"message":"You are being rate limited.","retry_after":0.06,"global":false}"#;
    for (headers, body) in [
        (&[("retry-after", "1")][..], json),
        (&[("retry-after", "0.06")], ""),
        (&[("retry-after", "0.06")], "<html>error code: 1015</html>"),
    ] {
        let (discord, _, outcome) = get(vec![answer(429, headers, body), answer(200, &[], "{}")]).await;
        assert_eq!(outcome.unwrap().status, 200, "{body}");
        assert_eq!(discord.asked().len(), 2, "{body}");
        // It waits only once: a second 429 is an error.
        let (discord, _, outcome) = get(vec![answer(429, headers, body), answer(429, headers, body)]).await;
        assert!(matches!(outcome, Err(DiscordError::RateLimited { .. })), "{body}");
        assert_eq!(discord.asked().len(), 2, "{body}");
    }
}

#[tokio::test]
async fn a_long_or_odd_wait_is_reported_at_once_and_nothing_is_sent_meanwhile() {
    for (retry_after, seconds) in [
        ("30", 30.0),
        ("99999999999", 3600.0),
        ("1e300", 3600.0),
        ("NaN", 5.0),
        ("-1", 5.0),
        ("inf", 5.0),
        ("soon", 5.0),
        ("", 5.0),
    ] {
        let (discord, client, outcome) = get(vec![answer(429, &[("retry-after", retry_after)], "")]).await;
        let Err(DiscordError::RateLimited { retry_after: wait, is_global, refusal }) = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!((wait.as_secs_f64(), is_global, refusal.status), (seconds, true, 429), "{retry_after:?}");
        let next = client.request(Request::get(ME, Auth::User(&Secret::new("token")))).await;
        let Err(DiscordError::RateLimited { retry_after: left, .. }) = next else { panic!("{next:?}") };
        assert!(left <= wait, "{left:?} of {wait:?}");
        assert_eq!(discord.asked().len(), 1, "{retry_after:?}: the second request was not sent");
    }
}

#[tokio::test]
async fn an_exhausted_bucket_is_not_used_before_its_reset() {
    let used_up = [("x-ratelimit-bucket", "b"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset-after", "30")];
    let (discord, client, first) = get(vec![answer(200, &used_up, "{}"), answer(200, &[], "{}")]).await;
    assert!(first.is_ok());
    let token = Secret::new("token");
    let same = client.request(Request::get(ME, Auth::User(&token))).await;
    assert!(matches!(same, Err(DiscordError::RateLimited { is_global: false, .. })), "{same:?}");
    let other = Secret::new("another");
    assert!(client.request(Request::get(ME, Auth::User(&other))).await.is_ok(), "limits are per token");
    assert!(client.request(Request::get("/users/@me/guilds", Auth::User(&token))).await.is_ok(), "and per route");
    assert_eq!(discord.asked().len(), 3);
}

#[tokio::test]
async fn a_get_is_repeated_when_discord_is_in_trouble_but_not_for_ever() {
    for status in [500, 502, 503, 504] {
        let (discord, _, outcome) = get(vec![answer(status, &[], "<html>"), answer(200, &[], "{}")]).await;
        assert_eq!((outcome.unwrap().status, discord.asked().len()), (200, 2), "{status}");
    }
    let (discord, _, outcome) = get(vec![answer(503, &[], "")]).await;
    assert_eq!((outcome.unwrap_err().status(), discord.asked().len()), (Some(503), 3));
    for status in [400, 401, 403, 404] {
        let (discord, _, outcome) = get(vec![answer(status, &[], "{}")]).await;
        assert_eq!((outcome.unwrap_err().status(), discord.asked().len()), (Some(status), 1), "a retry would not help");
    }
}

#[tokio::test]
async fn a_write_is_never_sent_twice() {
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        let discord = Scripted::serve(vec![answer(503, &[], "")]).await;
        let client = client_of(&discord.url, SHORT);
        let outcome = client.request(Request::new(method, "/guilds/1/members/2", Auth::Bot)).await;
        assert_eq!((outcome.unwrap_err().status(), discord.asked().len()), (Some(503), 1));
    }
    let (url, connections) = raw(cut_off()).await;
    let outcome = client_of(&url, SHORT).request(Request::new(Method::PUT, "/guilds/1/members/2", Auth::Bot)).await;
    assert!(matches!(outcome, Err(DiscordError::Unreachable(_))), "{outcome:?}");
    assert_eq!(connections.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_connection_that_breaks_in_the_middle_of_an_answer_is_tried_again() {
    let (url, connections) = raw(cut_off()).await;
    let outcome = client_of(&url, SHORT).request(Request::get(ME, Auth::None)).await;
    assert!(matches!(outcome, Err(DiscordError::Unreachable(_))), "{outcome:?}");
    assert_eq!(connections.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn a_refused_connection_is_reported() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let outcome = client_of(&url, SHORT).request(Request::get(ME, Auth::None)).await;
    assert!(matches!(outcome, Err(DiscordError::Unreachable(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_head_or_body_that_never_arrives_times_out() {
    // Only one timeout is short in each case, so that no other one can end the wait.
    let long = Duration::from_secs(600);
    let endless = Timeouts { connect: long, head: long, body: long, total: long };
    // Accepts connections and never answers.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    assert_eq!(gives_up(&url, Timeouts { head: SHORT.head, ..endless }).await, DiscordError::TimedOut);
    // Sends a head and a part of the body, then nothing more.
    let (url, _) = raw(vec![(HEAD.into(), long)]).await;
    assert_eq!(gives_up(&url, Timeouts { body: SHORT.body, ..endless }).await, DiscordError::TimedOut);
    // Sends one small part after the other, each in time.
    let trickle = vec![(b" ".to_vec(), Duration::from_millis(50)); 20_000];
    let (url, _) = raw([vec![(HEAD.into(), Duration::ZERO)], trickle].concat()).await;
    assert_eq!(gives_up(&url, Timeouts { total: Duration::from_millis(600), ..endless }).await, DiscordError::TimedOut);
}

/// Sends a GET and returns its error. Fails if that takes half a minute.
async fn gives_up(url: &str, timeouts: Timeouts) -> DiscordError {
    let client = client_of(url, timeouts);
    let outcome = client.request(Request::get(ME, Auth::None));
    tokio::time::timeout(Duration::from_secs(30), outcome).await.expect("it gives up").unwrap_err()
}

#[tokio::test]
async fn an_endless_answer_is_too_large() {
    let (url, _) =
        raw([vec![(HEAD.into(), Duration::ZERO)], vec![(vec![b' '; 100_000], Duration::ZERO); 100]].concat()).await;
    let outcome = client_of(&url, Timeouts::default()).request(Request::get(ME, Auth::None)).await;
    assert_eq!(outcome.unwrap_err(), DiscordError::TooLarge);
}

#[tokio::test]
async fn too_many_refusals_stop_the_app_before_discord_bans_it() {
    let discord = Scripted::serve(vec![answer(401, &[], "{}")]).await;
    let client = client_of(&discord.url, Timeouts::default());
    let mut sent = 0;
    while sent < 10_000 {
        match client.request(Request::get(ME, Auth::None)).await {
            Err(DiscordError::Unauthorized(_)) => sent += 1,
            Err(DiscordError::Paused { retry_after }) => {
                assert!(retry_after > Duration::ZERO && retry_after <= Duration::from_secs(600));
                break;
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((sent, discord.asked().len()), (1000, 1000), "a tenth of the number at which Discord bans an address");
}

/// Starts a server that sends these bytes to each connection, with a pause after each part, and then closes it. Returns its address
/// and a counter of connections.
async fn raw(pieces: Vec<(Vec<u8>, Duration)>) -> (String, Arc<AtomicUsize>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let connections = Arc::new(AtomicUsize::new(0));
    let count = connections.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::Relaxed);
            let pieces = pieces.clone();
            tokio::spawn(async move {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                for (piece, pause) in pieces {
                    if stream.write_all(&piece).await.is_err() {
                        return;
                    }
                    tokio::time::sleep(pause).await;
                }
            });
        }
    });
    (url, connections)
}

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n{}";

/// Returns an answer whose connection breaks before its end.
fn cut_off() -> Vec<(Vec<u8>, Duration)> {
    vec![(HEAD.into(), Duration::ZERO)]
}
