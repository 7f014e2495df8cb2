//! The sandbox behind a middleware that records which codes and tokens were spent, and can refuse or delay one person's requests.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, Instant},
};

use axum::{
    RequestExt as _,
    body::{Body, to_bytes},
    extract::{DefaultBodyLimit, Request, State},
    http::{StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse as _, Response},
};
use sandbox::{self, Sandbox};
use serde_json::Value;

use crate::test_app::{ORIGIN, serve};

const TOKEN_PATH: &str = "/api/v10/oauth2/token";
/// No token request and no answer to one is longer.
const MAX_FORM: usize = 64 * 1024;

/// A running sandbox.
#[derive(Clone)]
pub struct Discord {
    pub url: String,
    seen: Arc<Mutex<Seen>>,
}

/// A refresh that the sandbox answered.
#[derive(Debug, Clone)]
pub struct Refresh {
    pub began: Instant,
    pub spent: String,
    pub access: String,
    pub refresh: String,
}

#[derive(Default)]
struct Seen {
    codes: Vec<String>,
    refreshes: Vec<Refresh>,
    under_way: usize,
    /// All access and refresh tokens of each sign-in, by the code that it began with.
    sign_ins: HashMap<String, HashSet<String>>,
    treatment: HashMap<String, Treatment>,
    token_delay: Duration,
    /// How many requests were refused or delayed.
    treated: u64,
}

/// What happens to every API request of one sign-in.
#[derive(Debug, Clone, Copy)]
pub enum Treatment {
    /// It is refused with 403.
    Refused,
    /// It is refused with 429, and may be sent again at once.
    Limited,
    /// It takes this long.
    Slow(Duration),
}

impl Discord {
    pub async fn start() -> Self {
        let sandbox = Sandbox::new(sandbox::Options {
            client_id: sandbox::CLIENT_ID.into(),
            client_secret: sandbox::CLIENT_SECRET.into(),
            bot_token: sandbox::BOT_TOKEN.into(),
            redirect_uris: vec![format!("{ORIGIN}/auth/callback")],
            webhook_url: None,
            state_file: None,
        });
        let seen = Arc::<Mutex<Seen>>::default();
        let router = sandbox.router().layer(from_fn_with_state(seen.clone(), watch));
        Self { url: serve(router).await, seen }
    }

    /// Gives access tokens a lifetime after which the app refreshes them in `seconds`. It does so a minute before they expire.
    pub async fn short_tokens(&self, seconds: u32, refresh_ends_access: bool) {
        let lifetime = (60 + seconds).to_string();
        let ends = if refresh_ends_access { "on" } else { "off" };
        self.control("settings", &[("token_lifetime", &lifetime), ("refresh_ends_access", ends)]).await;
    }

    pub async fn fault(&self, fields: &[(&str, &str)]) {
        self.control("faults", fields).await;
    }

    pub async fn clear_faults(&self) {
        self.control("faults/clear", &[]).await;
    }

    /// Returns every route that was called so far.
    pub async fn routes(&self) -> Vec<String> {
        let counters: HashMap<String, u64> =
            reqwest::get(format!("{}/control/counters", self.url)).await.unwrap().json().await.unwrap();
        let mut routes: Vec<_> = counters.into_keys().filter(|route| !route.ends_with(')')).collect();
        routes.sort();
        routes
    }

    /// Applies a treatment, from now on, to the sign-in that began with this code.
    pub fn treat(&self, code: &str, treatment: Treatment) {
        self.seen().treatment.insert(code.to_owned(), treatment);
    }

    /// Returns how many requests were refused or delayed.
    pub fn treated(&self) -> u64 {
        self.seen().treated
    }

    /// Delays the answers to token requests from now on. The old token is spent before the delay.
    pub fn delay_tokens(&self, delay: Duration) {
        self.seen().token_delay = delay;
    }

    /// Returns how many token requests are under way.
    pub fn under_way(&self) -> usize {
        self.seen().under_way
    }

    /// Returns how many refreshes were answered.
    pub fn refreshes(&self) -> usize {
        self.seen().refreshes.len()
    }

    /// Returns how often a code was sent to the token endpoint again.
    pub fn codes_used_twice(&self) -> usize {
        let seen = self.seen();
        seen.codes.len() - seen.codes.iter().collect::<HashSet<_>>().len()
    }

    /// Returns when the last refresh of a code's sign-in began, or `None` if there was none.
    pub fn last_refresh(&self, code: &str) -> Option<Instant> {
        let seen = self.seen();
        let tokens = seen.sign_ins.get(code)?;
        seen.refreshes.iter().rev().find(|refresh| tokens.contains(&refresh.access)).map(|refresh| refresh.began)
    }

    async fn control(&self, what: &str, fields: &[(&str, &str)]) {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let answer = client.post(format!("{}/control/{what}", self.url)).form(fields).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{fields:?}: {}", answer.text().await.unwrap());
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }
}

async fn watch(State(seen): State<Arc<Mutex<Seen>>>, request: Request, next: Next) -> Response {
    if request.uri().path() == TOKEN_PATH {
        return watch_token(&seen, request, next).await;
    }
    let treatment = treatment(&seen.lock().unwrap(), &request);
    match treatment {
        None => return next.run(request).await,
        Some(_) => seen.lock().unwrap().treated += 1,
    }
    match treatment {
        Some(Treatment::Slow(time)) => tokio::time::sleep(time).await,
        Some(Treatment::Refused) => {
            return refusal(StatusCode::FORBIDDEN, r#"{"message": "Missing Access", "code": 50001}"#);
        }
        Some(Treatment::Limited) => {
            let body = r#"{"message": "You are being rate limited.", "retry_after": 0.05, "global": false}"#;
            return refusal(StatusCode::TOO_MANY_REQUESTS, body);
        }
        None => {}
    }
    next.run(request).await
}

fn refusal(status: StatusCode, body: &'static str) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

fn treatment(seen: &Seen, request: &Request) -> Option<Treatment> {
    let token = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?;
    let code = seen.sign_ins.iter().find(|(_, tokens)| tokens.contains(token))?.0;
    seen.treatment.get(code).copied()
}

async fn watch_token(seen: &Mutex<Seen>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let (parts, body) = request.into_parts();
    let form = to_bytes(body, MAX_FORM).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&form).into_owned();
    let field =
        |name: &str| text.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}="))).unwrap_or_default();
    let (code, spent) = (field("code").to_owned(), field("refresh_token").to_owned());
    seen.lock().unwrap().under_way += 1;
    let answer = next.run(Request::from_parts(parts, Body::from(form))).await;
    // The sandbox did not look at a code that it answered with 429, so the app may send it again.
    if !code.is_empty() && answer.status() != StatusCode::TOO_MANY_REQUESTS {
        seen.lock().unwrap().codes.push(code.clone());
    }
    let (parts, body) = answer.into_parts();
    let body = to_bytes(body, MAX_FORM).await;
    let delay = note(&mut seen.lock().unwrap(), body.as_deref().unwrap_or_default(), code, spent, began);
    tokio::time::sleep(delay).await;
    seen.lock().unwrap().under_way -= 1;
    match body {
        Ok(body) => Response::from_parts(parts, Body::from(body)),
        // The sandbox's fault `reset` breaks the connection; pass that on.
        Err(_) => Response::from_parts(parts, breaking_body()),
    }
}

/// Returns a body that fails when it is read.
fn breaking_body() -> Body {
    let mut request = Request::new(Body::from("cut off"));
    DefaultBodyLimit::max(1).apply(&mut request);
    request.into_limited_body()
}

fn note(seen: &mut Seen, body: &[u8], code: String, spent: String, began: Instant) -> Duration {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let (Some(access), Some(refresh)) = (answer["access_token"].as_str(), answer["refresh_token"].as_str()) else {
        return seen.token_delay;
    };
    if code.is_empty() {
        // The spent refresh token tells whose sign-in this is.
        let both = [access.to_owned(), refresh.to_owned()];
        if let Some(tokens) = seen.sign_ins.values_mut().find(|tokens| tokens.contains(&spent)) {
            tokens.extend(both);
        }
        seen.refreshes.push(Refresh { began, spent, access: access.to_owned(), refresh: refresh.to_owned() });
    } else {
        seen.sign_ins.insert(code, [access.to_owned(), refresh.to_owned()].into());
    }
    seen.token_delay
}
