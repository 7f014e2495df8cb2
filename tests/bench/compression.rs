//! What each way to compress a page costs, and what it saves.

use axum::{
    Router,
    http::{Request, header},
    routing::get,
};
use tower_http::{CompressionLevel, compression::CompressionLayer};

use crate::{RUNS, median, read};

/// Prints the bytes and the time of a page in each format and level.
pub async fn compression(name: &str, html: &str) {
    let html: &'static str = html.to_owned().leak();
    let page = || Router::new().route("/", get(async move || axum::response::Html(html)));
    let plain = median(RUNS, async || {
        fetch(&page(), "identity").await;
    })
    .await;
    println!("| {name}, as it is | {:.1} KB | |", html.len() as f64 / 1000.0);
    for (format, levels) in [("gzip", &[1, 4, 6][..]), ("br", &[1, 3, 4, 5])] {
        for level in levels {
            let layer = CompressionLayer::new().quality(CompressionLevel::Precise(*level));
            let page = page().layer(layer);
            let bytes = fetch(&page, format).await;
            let time = median(RUNS / 5, async || {
                fetch(&page, format).await;
            })
            .await;
            let time = time.saturating_sub(plain);
            println!("| {name}, {format} {level} | {:.1} KB | {time:.0?} |", bytes as f64 / 1000.0);
        }
    }
}

async fn fetch(router: &Router, format: &str) -> usize {
    read(router, Request::get("/").header(header::ACCEPT_ENCODING, format)).await
}
