//! A Discord behind a gate: everything passes on to a sandbox, until the gate is closed for a route.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use tokio::sync::{Notify, watch};

use crate::test_app::{TestApp, serve, serve_sandbox};

/// What happens to requests whose path ends with the route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Refuse(StatusCode),
    Hold,
}

pub struct Gate {
    rule: watch::Sender<Option<(&'static str, Rule)>>,
    held: Arc<Notify>,
}

impl Gate {
    /// An app whose Discord stands behind an open gate.
    pub async fn before_an_app() -> (TestApp, Self) {
        let sandbox = serve_sandbox().await;
        let gate = Self { rule: watch::Sender::new(None), held: Arc::default() };
        let state = (sandbox.clone(), gate.rule.subscribe(), gate.held.clone());
        let discord = serve(Router::new().fallback(pass).with_state(state)).await;
        let app = TestApp::start_with(&[
            ("DISCORD_API_BASE_URL", &format!("{discord}/api/v10")),
            ("DISCORD_AUTHORIZE_URL", &format!("{sandbox}/oauth2/authorize")),
        ])
        .await;
        (app, gate)
    }

    pub fn open(&self) {
        self.rule.send_replace(None);
    }

    pub fn refuse(&self, route: &'static str, status: StatusCode) {
        self.rule.send_replace(Some((route, Rule::Refuse(status))));
    }

    pub fn hold(&self, route: &'static str) {
        self.rule.send_replace(Some((route, Rule::Hold)));
    }

    /// Until a request is held.
    pub async fn until_held(&self) {
        self.held.notified().await;
    }
}

type Passing = (String, watch::Receiver<Option<(&'static str, Rule)>>, Arc<Notify>);

async fn pass(State((sandbox, mut rule, held)): State<Passing>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let hit = |rule: &Option<(&str, Rule)>| rule.filter(|(route, _)| path.ends_with(route)).map(|(_, rule)| rule);
    let now = hit(&rule.borrow());
    match now {
        Some(Rule::Refuse(status)) => return (status, "{}").into_response(),
        Some(Rule::Hold) => {
            held.notify_one();
            let _ = rule.wait_for(|rule| hit(rule) != Some(Rule::Hold)).await;
        }
        None => {}
    }
    parts.headers.remove("host");
    let url = format!("{sandbox}{}", parts.uri.path_and_query().unwrap());
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let request = reqwest::Client::new().request(parts.method, url).headers(parts.headers).body(body);
    let answer = request.send().await.unwrap();
    (answer.status(), Body::from(answer.bytes().await.unwrap())).into_response()
}
