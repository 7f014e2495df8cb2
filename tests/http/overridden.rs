//! The sandbox with some answers replaced, for things that Discord does and the sandbox does not.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::request::Parts,
    response::{IntoResponse as _, Response},
};
use sandbox::BOT_TOKEN;

use crate::test_app::{TestApp, serve, serve_sandbox};

/// Answers a request in place of the sandbox, or returns `None` to leave it to the sandbox. The second argument is the body.
type Override = Arc<dyn Fn(&Parts, &str) -> Option<Response> + Send + Sync>;

/// The requests so far: method, path and query.
pub type Asked = Arc<Mutex<Vec<String>>>;

/// Starts an app with the sandbox's bot. `answer` replaces some of the sandbox's answers.
pub async fn app_with(answer: impl Fn(&Parts, &str) -> Option<Response> + Send + Sync + 'static) -> (TestApp, Asked) {
    let (sandbox, asked) = (serve_sandbox().await, Asked::default());
    let state: (String, Override, Asked) = (sandbox.clone(), Arc::new(answer), asked.clone());
    let discord = serve(Router::new().fallback(pass).with_state(state)).await;
    let variables = [("DISCORD_API_BASE_URL", &*format!("{discord}/api/v10")), ("DISCORD_BOT_TOKEN", BOT_TOKEN)];
    (TestApp::start_on(sandbox, &variables).await, asked)
}

/// Returns whether the request carries the bot's token.
pub fn is_bot(parts: &Parts) -> bool {
    parts.headers.get("authorization").is_some_and(|value| value.as_bytes().starts_with(b"Bot "))
}

/// Counts the requests whose line contains a text.
pub fn count(asked: &Asked, text: &str) -> usize {
    asked.lock().unwrap().iter().filter(|line| line.contains(text)).count()
}

async fn pass(State((sandbox, answer, asked)): State<(String, Override, Asked)>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let text = String::from_utf8_lossy(&body).into_owned();
    asked.lock().unwrap().push(format!("{} {}", parts.method, parts.uri));
    if let Some(answer) = answer(&parts, &text) {
        return answer;
    }
    parts.headers.remove("host");
    let url = format!("{sandbox}{}", parts.uri.path_and_query().unwrap());
    let request = reqwest::Client::new().request(parts.method, url).headers(parts.headers).body(body);
    let answer = request.send().await.unwrap();
    let status = answer.status();
    (status, Body::from(answer.bytes().await.unwrap())).into_response()
}
