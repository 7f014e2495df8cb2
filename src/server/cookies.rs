//! Cookies of our own: read by name, written with the same attributes everywhere.

use axum::http::{HeaderMap, HeaderValue, header};

use super::config::PublicUrl;

/// Returns the value of a cookie that a browser sent; `None` when it sent none of that name.
pub fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    all(headers).find_map(|(sent, value)| (sent == name).then_some(value))
}

/// Returns name and value of every cookie that a browser sent.
pub fn all(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
}

/// The `Set-Cookie` value for a cookie that no script reads; an age of 0 takes it away.
///
/// `Lax`, because Discord's redirect back is a cross-site navigation. `None` when the value cannot stand in a header.
pub fn set(name: &str, value: &str, max_age_seconds: u64, public_url: &PublicUrl) -> Option<HeaderValue> {
    let secure = if public_url.is_https() { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; HttpOnly; SameSite=Lax; Path=/; Max-Age={max_age_seconds}{secure}");
    HeaderValue::from_str(&cookie).ok()
}
