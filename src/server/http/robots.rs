//! Tells search engines which addresses have nothing for them.

use std::fmt::Write as _;

use axum::{http::header, response::IntoResponse};

use crate::paths;

/// What the addresses begin with that need a sign-in, take forms, or exist in development only. All others are public.
const CLOSED: [&str; 7] =
    [paths::DASHBOARD, paths::AUTH, paths::API, paths::THEME, paths::SETUP, paths::LOOK, "/sandbox/"];

/// `GET /robots.txt`
pub async fn robots() -> impl IntoResponse {
    let mut text = "User-agent: *\n".to_owned();
    for path in CLOSED {
        // Writing into a `String` cannot fail.
        let _ = writeln!(text, "Disallow: {path}");
    }
    ([(header::CACHE_CONTROL, "public, max-age=3600")], text)
}
