//! Measures warm pages against bare axum, concurrent cold pages, signing in, allocations, memory and the start.
//!
//! `make bench` runs it. Compare figures within a run, as ratios: the times of two machines, or of two days, do not compare.

#![allow(
    missing_docs,
    dead_code,
    unsafe_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement, not a server"
)]

mod compression;
mod counting_allocator;
mod process;
#[path = "../http/server_process.rs"]
mod server_process;
#[path = "../http/test_app.rs"]
mod test_app;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use app::server::{
    discord::{Answer, CacheMode, UserWithJson},
    http::router::router,
    store::{FoundSession, LoginId},
};
use axum::{
    Router,
    body::Body,
    http::{Request, header, request::Builder},
    routing::get,
};
use tower::ServiceExt as _;
use tower_sessions::session::Id;

use counting_allocator::{CountingAllocator, allocations};
use test_app::{A_WEEK, Browser, MIRA, ODALYS, TestApp};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

const RUNS: usize = 500;
const LOGINS: usize = 10_000;

#[tokio::main]
async fn main() {
    println!(
        "| page | HTML | page | (a) bare axum, same bytes | (b) the same, and the session's look-up | (b) / page | allocations |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (person, path) in [(MIRA, "/dashboard/profile"), (ODALYS, "/dashboard/guilds"), (ODALYS, "/dashboard")] {
        let app = TestApp::start().await;
        let browser = app.signed_in(person).await;
        warm_page(&app, &browser, person, path).await;
    }
    println!("\n| compressed | bytes | time |");
    println!("|---|---|---|");
    for (person, path) in [(MIRA, "/dashboard/profile"), (ODALYS, "/dashboard/guilds")] {
        let app = TestApp::start().await;
        let page = app.signed_in(person).await.get(path).await.body;
        compression::compression(&format!("`{path}`"), &page).await;
    }
    println!("\n| at once | calls to Discord | wall time |");
    println!("|---|---|---|");
    at_once("100 cold guild pages", Duration::from_secs(61), "GET /users/@me/guilds").await;
    at_once("100 guild pages, token at its end", A_WEEK, "POST /oauth2/token (refresh_token)").await;
    println!("\n| what | figure |");
    println!("|---|---|");
    let app = TestApp::start().await;
    let sign_in = median(50, async || drop(app.signed_in(MIRA).await)).await;
    println!("| signing in, from the form to the dashboard | {sign_in:.1?} |");
    drop(app);
    process::start_and_memory().await;
    many_logins().await;
}

/// Compares a page with two servers that send the same bytes: one does nothing else, the other also looks up the session.
async fn warm_page(app: &TestApp, browser: &Browser<'_>, person: &str, path: &str) {
    let page = browser.clone().get(path).await;
    assert!(page.status.is_success());
    let cookies: Vec<_> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let cookies = cookies.join("; ");
    let id: Id = browser.session().unwrap().parse().unwrap();
    let (browsers, html) = (app.state.signed_in_browsers.clone(), page.body.clone());
    let same_bytes = Router::new().route(path, get(move || async move { axum::response::Html(html) }));
    let html = page.body.clone();
    let with_session = Router::new().route(
        path,
        get(move || async move {
            browsers.find(&id).await.unwrap();
            axum::response::Html(html)
        }),
    );
    let whole = router(&app.state);
    let time = median(RUNS, async || fetch(&whole, path, &cookies).await).await;
    let before = allocations();
    fetch(&whole, path, &cookies).await;
    let allocations = allocations() - before;
    let a = median(RUNS, async || fetch(&same_bytes, path, &cookies).await).await;
    let b = median(RUNS, async || fetch(&with_session, path, &cookies).await).await;
    let (kb, ratio) = (page.body.len() as f64 / 1000.0, b.as_secs_f64() / time.as_secs_f64());
    println!("| {person}, `{path}` | {kb:.1} KB | {time:.1?} | {a:.1?} | {b:.1?} | {ratio:.2} | {allocations} |");
}

async fn fetch(router: &Router, path: &str, cookies: &str) {
    read(router, Request::get(path).header(header::HOST, "127.0.0.1:3000").header(header::COOKIE, cookies)).await;
}

/// Sends a request, and returns the length of the answer's body.
async fn read(router: &Router, request: Builder) -> usize {
    let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert!(response.status().is_success());
    axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().len()
}

/// Prints what the users and guild lists of many logins take in memory.
async fn many_logins() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    browser.get("/dashboard/guilds").await;
    let id: Id = browser.session().unwrap().parse().unwrap();
    let FoundSession::SignedIn(found) = app.state.signed_in_browsers.find(&id).await.unwrap() else {
        panic!("the browser is signed in");
    };
    let discord = app.state.discord_session(found.login);
    let user = discord.user(CacheMode::Use).await.unwrap().value;
    let json = discord.user_json(CacheMode::Use).await.unwrap();
    let guilds = discord.guilds(CacheMode::Use).await.unwrap().value;
    let guilds_json = serde_json::to_string(&guilds).unwrap();
    let (before, now) = (process::own_memory_kb(), app.clock.now_ms());
    for number in 0..LOGINS {
        let login = LoginId(format!("{number:043}"));
        let value = UserWithJson { user: user.clone(), json: Arc::from(&*json) };
        app.state.caches.users.put(&login, Answer { value, bytes: json.len() }, now);
        app.state.caches.guilds.put(&login, Answer { value: guilds.clone(), bytes: guilds_json.len() }, now);
    }
    let more = process::own_memory_kb().zip(before).map(|(after, before)| after.saturating_sub(before));
    println!("| memory of {LOGINS} logins in the cache, {} guilds each | {} |", guilds.len(), process::megabytes(more));
}

async fn at_once(what: &str, after: Duration, call: &str) {
    let app = TestApp::start().await;
    let browser = app.signed_in(ODALYS).await;
    app.clock.advance(after);
    app.reset_counters().await;
    let started = Instant::now();
    // This stays on this task, because the app lives here. What it fetches runs on all cores.
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

async fn median(runs: usize, mut run: impl AsyncFnMut()) -> Duration {
    for _ in 0..runs / 10 {
        run().await;
    }
    let mut times = Vec::with_capacity(runs);
    for _ in 0..runs {
        let started = Instant::now();
        run().await;
        times.push(started.elapsed());
    }
    times.sort_unstable();
    times[runs / 2]
}
