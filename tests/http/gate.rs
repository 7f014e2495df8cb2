//! A gate in front of Discord that holds requests back, for tests in which something happens in the middle of one.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use tokio::sync::{Notify, watch};

use crate::test_app::{TestApp, serve, serve_sandbox};

/// Requests whose path ends with this are held back.
type Held = Option<&'static str>;

pub struct Gate {
    closed_for: watch::Sender<Held>,
    arrived: Arc<Notify>,
}

impl Gate {
    /// Starts an app that reaches Discord through an open gate.
    pub async fn before_an_app() -> (TestApp, Self) {
        let sandbox = serve_sandbox().await;
        let (discord, gate) = Self::before(&sandbox).await;
        (TestApp::start_on(sandbox, &[("DISCORD_API_BASE_URL", &format!("{discord}/api/v10"))]).await, gate)
    }

    /// Starts an open gate in front of a sandbox and returns its address.
    pub async fn before(sandbox: &str) -> (String, Self) {
        let gate = Self { closed_for: watch::Sender::new(None), arrived: Arc::default() };
        let state = (sandbox.to_owned(), gate.closed_for.subscribe(), gate.arrived.clone());
        (serve(Router::new().fallback(pass).with_state(state)).await, gate)
    }

    pub fn hold(&self, route: &'static str) {
        self.closed_for.send_replace(Some(route));
    }

    pub fn open(&self) {
        self.closed_for.send_replace(None);
    }

    /// Waits until a request is held.
    pub async fn until_held(&self) {
        self.arrived.notified().await;
    }
}

type Passing = (String, watch::Receiver<Held>, Arc<Notify>);

async fn pass(State((sandbox, mut closed_for, arrived)): State<Passing>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let is_held = |route: &Held| route.is_some_and(|route| path.ends_with(route));
    let held = is_held(&closed_for.borrow());
    if held {
        arrived.notify_one();
        let _ = closed_for.wait_for(|route| !is_held(route)).await;
    }
    parts.headers.remove("host");
    let url = format!("{sandbox}{}", parts.uri.path_and_query().unwrap());
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let request = reqwest::Client::new().request(parts.method, url).headers(parts.headers).body(body);
    let answer = request.send().await.unwrap();
    (answer.status(), Body::from(answer.bytes().await.unwrap())).into_response()
}
