//! A page that a browser prefetches makes no call to Discord.

use std::time::Duration;

use app::server::config::OPTIONAL_SCOPES;
use axum::{
    body::Body,
    http::{Request, StatusCode},
};

use crate::{
    freshness::pages,
    test_app::{Answer, Browser, MIRA, TestApp},
};

async fn prefetch(browser: &mut Browser<'_>, path: &str) -> Answer {
    let request = Request::get(path).header("accept", "text/html").header("sec-purpose", "prefetch");
    browser.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_page_is_prefetched_from_the_cache_or_not_at_all() {
    for path in pages() {
        let app = TestApp::start_with_bot().await;
        let mut browser = app.signed_in(MIRA).await;
        for scope in OPTIONAL_SCOPES {
            browser.allow(MIRA, scope).await;
        }
        app.clock.advance(Duration::from_secs(301));
        app.reset_counters().await;
        let cold = prefetch(&mut browser, &path).await;
        assert_eq!(app.all_calls().await, 0, "{path}");
        let opened = browser.get(&path).await;
        if app.all_calls().await > 0 {
            assert_eq!(cold.status, StatusCode::SERVICE_UNAVAILABLE, "{path}: the browser has to drop it");
        }
        app.reset_counters().await;
        assert_eq!(prefetch(&mut browser, &path).await.status, opened.status, "{path}: everything is remembered");
        assert_eq!(app.all_calls().await, 0, "{path}");
    }
}

#[tokio::test]
async fn after_a_refresh_older_data_is_not_prefetched() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    browser.get("/dashboard/profile").await;
    browser.post("/dashboard/refresh", &[("return_to", "/dashboard")]).await;
    assert_eq!(prefetch(&mut browser, "/dashboard/profile").await.status, StatusCode::SERVICE_UNAVAILABLE);
    browser.get("/dashboard/profile").await;
    assert_eq!(prefetch(&mut browser, "/dashboard/profile").await.status, StatusCode::OK);
}
