use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex},
};

use app::{error::AppError, server::auth};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
    middleware::from_fn_with_state,
    routing::get,
};
use leptos::{
    prelude::{Owner, provide_context},
    reactive::computed::ScopedFuture,
};
use tower::ServiceExt as _;
use tower_sessions::cookie::{Cookie, Expiration};

use super::{ORIGIN, TestApp, cookie, encode};

/// A browser. It keeps cookies until they expire by the app's clock, and follows no redirects.
#[derive(Clone)]
pub struct Browser<'a> {
    pub app: &'a TestApp,
    pub cookies: HashMap<String, String>,
    /// When cookies expire, in milliseconds since 1970 (UTC). Cookies without a date are not in here.
    ends_at_ms: HashMap<String, u64>,
}

impl<'a> Browser<'a> {
    pub fn new(app: &'a TestApp) -> Self {
        Self { app, cookies: HashMap::new(), ends_at_ms: HashMap::new() }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let request = Request::get(path).header(header::ACCEPT, "text/html");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Posts a form from one of our pages.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::post(path)
            .header(header::ACCEPT, "text/html")
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(encode(fields))).unwrap()).await
    }

    /// Calls a server function as an island does.
    pub async fn call(&mut self, function: &str) -> Answer {
        self.ask(function, &[]).await
    }

    /// Calls a server function with arguments.
    pub async fn ask(&mut self, function: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::post(format!("/api/{function}"))
            .header(header::ACCEPT, "application/json")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(encode(fields))).unwrap()).await
    }

    /// Calls a function as a page does: in process, with the request of this browser in context.
    pub async fn in_page<T>(&mut self, call: impl Future<Output = Result<T, AppError>>) -> Result<T, AppError> {
        let state = self.app.state.clone();
        let kept = Arc::new(Mutex::new(None));
        let keep = kept.clone();
        let page = async move |request: Request<Body>| *keep.lock().unwrap() = Some(request.into_parts().0);
        let page = Router::new()
            .route("/", get(page))
            .layer(from_fn_with_state(state.clone(), auth::attach_viewer))
            .layer(auth::session_layer(state.sessions.clone(), &state.config.public_url));
        let mut request = Request::get("/").body(Body::empty()).unwrap();
        self.add_cookies(&mut request);
        page.oneshot(request).await.unwrap();
        let parts = kept.lock().unwrap().take().unwrap();
        let call = Owner::new().with(|| {
            provide_context(state);
            provide_context(parts);
            ScopedFuture::new(call)
        });
        call.await
    }

    fn add_cookies(&mut self, request: &mut Request<Body>) {
        let now_ms = self.app.clock.now_ms();
        self.cookies.retain(|name, _| self.ends_at_ms.get(name).is_none_or(|end| *end > now_ms));
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
    }

    pub async fn send(&mut self, mut request: Request<Body>) -> Answer {
        self.add_cookies(&mut request);
        let now_ms = self.app.clock.now_ms();
        let answer = self.app.request(request).await;
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            self.store(&Cookie::parse(cookie.to_str().unwrap()).unwrap(), now_ms);
        }
        answer
    }

    /// Stores or removes a cookie. `Max-Age` wins over `Expires` (RFC 6265, section 5.3).
    fn store(&mut self, cookie: &Cookie<'_>, now_ms: u64) {
        let after = cookie.max_age().map(|age| i128::from(now_ms) + age.whole_milliseconds());
        let at = cookie.expires().and_then(Expiration::datetime).map(|at| at.unix_timestamp_nanos() / 1_000_000);
        let end = after.or(at).map(|end| u64::try_from(end).unwrap_or(0));
        let name = cookie.name().to_owned();
        self.cookies.insert(name.clone(), cookie.value().to_owned());
        match end {
            Some(end) => self.ends_at_ms.insert(name, end),
            None => self.ends_at_ms.remove(&name),
        };
        self.cookies.retain(|name, _| self.ends_at_ms.get(name).is_none_or(|end| *end > now_ms));
    }

    /// Signs in: form, consent page, callback. Returns the callback's answer.
    pub async fn sign_in(&mut self, person: &str, return_to: &str) -> Answer {
        let callback = self.authorize(person, return_to).await;
        self.get(&callback).await
    }

    /// Signs in as far as the consent page's "Authorize". Returns the callback's path and query without opening it.
    pub async fn authorize(&mut self, person: &str, return_to: &str) -> String {
        let answer = self.post("/auth/login", &[("return_to", return_to)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        decide(answer.location(), person, "authorize").await
    }

    /// Allows more at Discord and comes back to the overview.
    pub async fn allow(&mut self, person: &str, scope: &str) {
        let start = self.post("/auth/login", &[("scope", scope), ("return_to", "/dashboard")]).await;
        let callback = decide(start.location(), person, "authorize").await;
        assert_eq!(self.get(&callback).await.location(), "/dashboard");
    }

    pub fn session(&self) -> Option<&String> {
        self.cookies.get(&cookie("session"))
    }
}

/// An answer, read in full.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn location(&self) -> &str {
        self.header("location")
    }
}

/// Decides on the sandbox's consent page as a person would: opens it, chooses a person, presses a button. Returns the path and query
/// that the browser is redirected to.
pub async fn decide(authorize_url: &str, person: &str, decision: &str) -> String {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let back = |answer: &reqwest::Response| {
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let location = answer.headers()[header::LOCATION].to_str().unwrap();
        location.strip_prefix(ORIGIN).expect("back to the app").to_owned()
    };
    let page = client.get(authorize_url).send().await.unwrap();
    if page.status() != StatusCode::OK {
        return back(&page); // The fault `denied` asks nobody.
    }
    let page = page.text().await.unwrap();
    let label = page.split("<label").find(|label| label.contains(&format!("<b>{person}</b>"))).expect("a known person");
    let id = label.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
    let (form_url, query) = authorize_url.split_once('?').unwrap();
    let mut fields: Vec<(String, String)> = reqwest::Url::parse(&format!("http://x/?{query}"))
        .unwrap()
        .query_pairs()
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    fields.push(("person".into(), id.into()));
    fields.push(("decision".into(), decision.into()));
    back(&client.post(form_url).form(&fields).send().await.unwrap())
}
