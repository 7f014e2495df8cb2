//! Prefetch: when the pointer rests on a link, a browser that supports speculation rules fetches the page. The click then shows
//! it at once.
//!
//! `speculation_rules.json` selects the links: those to our pages, because fetching one changes nothing. It leaves out pages
//! with their own requests to Discord. The other pages are answered from the cache or refused
//! ([`AppError::NotPrefetched`](crate::error::AppError::NotPrefetched)): a pointer on links must not use up a person's rate
//! limits.

use axum::{
    http::{HeaderMap, HeaderValue, Response, header},
    response::IntoResponse,
};

/// The address of the rules.
pub const RULES: &str = "/speculation-rules.json";

/// `GET /speculation-rules.json`
pub async fn rules() -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, "application/speculationrules+json"), (header::CACHE_CONTROL, "public, max-age=3600")];
    (headers, include_str!("speculation_rules.json"))
}

/// Returns whether a browser prefetches the page, before anybody opens it.
///
/// Source: <https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Purpose>.
pub fn is_prefetch(headers: &HeaderMap) -> bool {
    headers.contains_key("sec-purpose")
}

/// Returns the value of the header `Speculation-Rules`, which is the quoted address of the rules; `None` if the response is not
/// a page.
pub fn speculation_rules<B>(response: &Response<B>) -> Option<HeaderValue> {
    let kind = response.headers().get(header::CONTENT_TYPE)?;
    let value = kind.as_bytes().starts_with(b"text/html").then(|| format!("\"{RULES}\""))?;
    HeaderValue::from_str(&value).ok()
}

/// The value of the header `Clear-Site-Data` at the sign-out: a browser must drop pages that it fetched but did not show.
pub const UNSEEN_PAGES: &str = "\"prefetchCache\", \"prerenderCache\"";
