//! Measures how long a warm page takes and where the time goes, then how long the requests take that the concurrency tests count.
//!
//! `make bench`. Times are medians of one process on one machine: compare them within a run, not between machines.

#![allow(
    missing_docs,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement, not a server"
)]

#[path = "../http/test_app.rs"]
mod test_app;

use std::time::{Duration, Instant};

use app::server::{discord::CacheMode, store::LoginId};
use axum::{Router, body::Body, http::Request, routing::get};
use tower::ServiceExt as _;
use tower_sessions::{Session, SessionStore as _, session::Id};

use test_app::{A_WEEK, Browser, MIRA, ODALYS, TestApp};

const RUNS: usize = 500;

#[tokio::main]
async fn main() {
    println!("| page | HTML | whole | session | cache | render | bare axum, same bytes |");
    println!("|---|---|---|---|---|---|---|");
    for (person, path) in [(MIRA, "/dashboard/profile"), (ODALYS, "/dashboard/guilds"), (ODALYS, "/dashboard")] {
        let app = TestApp::start().await;
        let browser = app.signed_in(person).await;
        print!("| {person}, {path} ");
        warm_page(&app, &browser, path).await;
    }
    println!();
    println!("| at once | calls to Discord | wall time |");
    println!("|---|---|---|");
    at_once("100 cold guild pages", Duration::from_secs(61), "GET /users/@me/guilds").await;
    at_once("100 guild pages, token at its end", A_WEEK, "POST /oauth2/token (refresh_token)").await;
}

async fn warm_page(app: &TestApp, browser: &Browser<'_>, path: &str) {
    let page = browser.clone().get(path).await;
    assert!(page.status.is_success());
    let whole = median(async || drop(browser.clone().get(path).await)).await;
    let id: Id = browser.session().unwrap().parse().unwrap();
    let session = median(async || {
        let record = app.state.sessions.load(&id).await.unwrap().unwrap();
        let login = record.data["login_id"].as_str().unwrap().to_owned();
        app.state.logins.find(&LoginId(login)).await.unwrap().unwrap();
    })
    .await;
    let login: String = Session::new(Some(id), std::sync::Arc::new(app.state.sessions.clone()), None)
        .get("login_id")
        .await
        .unwrap()
        .unwrap();
    let login = app.state.logins.find(&LoginId(login)).await.unwrap().unwrap();
    let discord = app.state.discord_session(login);
    let cache = median(async || {
        discord.user(CacheMode::Use).await.unwrap();
        if path != "/dashboard/profile" {
            discord.guilds(CacheMode::Use).await.unwrap();
        }
    })
    .await;
    let html = page.body.clone();
    let bare = Router::new().route(
        "/",
        get(move || {
            let html = html.clone();
            async move { axum::response::Html(html) }
        }),
    );
    let bare = median(async || {
        let response = bare.clone().oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
        axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    })
    .await;
    let render = whole.saturating_sub(session + cache);
    let kb = page.body.len() as f64 / 1000.0;
    println!("| {kb:.1} KB | {whole:.1?} | {session:.1?} | {cache:.1?} | {render:.1?} | {bare:.1?} |");
}

async fn at_once(what: &str, after: Duration, call: &str) {
    let app = TestApp::start().await;
    let browser = app.signed_in(ODALYS).await;
    app.clock.advance(after);
    app.reset_counters().await;
    let started = Instant::now();
    // The pages borrow the app, so they run on this task. The app's own fetches run on all cores.
    let mut pages: Vec<_> = (0..100)
        .map(|_| {
            let mut browser = browser.clone();
            Box::pin(async move { browser.get("/dashboard/guilds").await })
        })
        .collect();
    std::future::poll_fn(|context| {
        pages.retain_mut(|page| page.as_mut().poll(context).is_pending());
        if pages.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    let took = started.elapsed();
    println!("| {what} | {} | {took:.0?} |", app.calls(call).await);
}

async fn median(mut run: impl AsyncFnMut()) -> Duration {
    for _ in 0..RUNS / 10 {
        run().await;
    }
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let started = Instant::now();
        run().await;
        times.push(started.elapsed());
    }
    times.sort_unstable();
    times[RUNS / 2]
}
