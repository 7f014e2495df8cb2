//! Prefetch: when the pointer rests on a link, a browser that knows speculation rules fetches the page, and the click shows
//! it at once.
//!
//! `speculation_rules.json` says which links: those to our pages, none of which changes anything when it is fetched.
//! Pages that ask Discord for something of their own are left out. The others are answered from the cache or not at all
//! ([`AppError::NotPrefetched`](crate::error::AppError::NotPrefetched)): a pointer that rests on links must not use up a person's limits.

use axum::{
    http::{HeaderMap, HeaderValue, Response, header},
    response::IntoResponse,
};

/// Where the rules are.
pub const RULES: &str = "/speculation-rules.json";

/// `GET /speculation-rules.json`
pub async fn rules() -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, "application/speculationrules+json"), (header::CACHE_CONTROL, "public, max-age=3600")];
    (headers, include_str!("speculation_rules.json"))
}

/// Whether a browser fetches the page without anybody having opened it yet.
///
/// Source: <https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Purpose>.
pub fn is_prefetch(headers: &HeaderMap) -> bool {
    headers.contains_key("sec-purpose")
}

/// The header `Speculation-Rules`, for pages: the quoted address of the rules.
pub fn speculation_rules<B>(response: &Response<B>) -> Option<HeaderValue> {
    let kind = response.headers().get(header::CONTENT_TYPE)?;
    let value = kind.as_bytes().starts_with(b"text/html").then(|| format!("\"{RULES}\""))?;
    HeaderValue::from_str(&value).ok()
}

/// What a browser must not keep after a sign-out, for the header `Clear-Site-Data`: pages it fetched, but did not show.
pub const UNSEEN_PAGES: &str = "\"prefetchCache\", \"prerenderCache\"";
