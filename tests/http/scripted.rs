//! A server that gives the answers that a test wrote down, in order, and records the requests.

use std::sync::{Arc, Mutex};

use axum::{Router, body::Body, extract::Request, http::Response};

use crate::test_app::serve;

/// The recorded requests and the remaining answers. The last answer is repeated.
#[derive(Clone)]
pub struct Scripted {
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Asked {
    pub line: String,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

impl Scripted {
    pub async fn serve(answers: Vec<Response<Body>>) -> Self {
        let answers = Mutex::new(answers.into_iter().rev().collect::<Vec<_>>());
        Self::serve_by(move |_| {
            let mut answers = answers.lock().unwrap();
            if answers.len() == 1 { again(&mut answers[0]) } else { answers.pop().unwrap() }
        })
        .await
    }

    /// Starts a server whose answer depends on the path, for requests that come at the same time.
    pub async fn serve_by(answer_to: impl Fn(&str) -> Response<Body> + Send + Sync + 'static) -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (notes, answer_to) = (asked.clone(), Arc::new(answer_to));
        let answer = move |request: Request| {
            let (notes, answer_to) = (notes.clone(), answer_to.clone());
            async move {
                let (parts, body) = request.into_parts();
                let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
                let answer = answer_to(parts.uri.path());
                notes.lock().unwrap().push(Asked {
                    line: format!("{} {}", parts.method, parts.uri),
                    headers: parts.headers,
                    body: String::from_utf8_lossy(&body).into_owned(),
                });
                answer
            }
        };
        Self { url: serve(Router::new().fallback(answer)).await, asked }
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

/// Copies an answer without its body, which can be read only once.
fn again(answer: &mut Response<Body>) -> Response<Body> {
    let body = std::mem::take(answer.body_mut());
    let mut copy = Response::new(body);
    *copy.status_mut() = answer.status();
    *copy.headers_mut() = answer.headers().clone();
    copy
}

pub fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Body>) -> Response<Body> {
    let mut builder = Response::builder().status(status);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(body.into()).unwrap()
}
