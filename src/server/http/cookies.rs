//! Our own cookies: reads them by name, and writes all of them with the same attributes.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use tower_sessions::cookie::{Cookie, SameSite};

use crate::{brand, server::config::PublicUrl};

/// Returns the name of one of our cookies, such as `session` or `theme`.
///
/// The name contains the port if the address has one, because a browser sends a cookie to every port of a host. Two copies of
/// this template on one machine would otherwise sign each other out. Over https, `__Host-` binds the cookie to this host and to
/// https.
pub fn name(which: &str, public_url: &PublicUrl) -> String {
    let prefix = if public_url.is_https() { "__Host-" } else { "" };
    let port = public_url.port().map(|port| format!("_{port}")).unwrap_or_default();
    format!("{prefix}{}{port}_{which}", brand::SLUG)
}

/// Returns the value of a cookie that a browser sent; `None` if it sent no cookie of that name.
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

/// Returns the `Set-Cookie` value for a cookie that scripts cannot read. An age of 0 removes the cookie.
///
/// The cookie is `Lax`, because Discord's redirect back is a cross-site navigation. `None` if the value is not valid in a
/// header.
pub fn set(name: &str, value: &str, max_age: Duration, public_url: &PublicUrl) -> Option<HeaderValue> {
    let cookie = Cookie::build((name, value))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(public_url.is_https())
        .path("/")
        .max_age(max_age.try_into().unwrap_or(time::Duration::MAX))
        .build();
    HeaderValue::from_str(&cookie.to_string()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_name_belongs_to_one_address() {
        for (address, prefix, port) in [
            ("http://127.0.0.1:3000", "", "_3000"),
            ("http://127.0.0.1:3001", "", "_3001"),
            ("http://[::1]:3000", "", "_3000"),
            ("http://localhost", "", ""),
            ("https://localhost:3443", "__Host-", "_3443"),
            ("https://dashboard.example.org", "__Host-", ""),
        ] {
            let public_url = PublicUrl::parse(address).unwrap();
            for which in ["session", "sign_in", "notice", "theme"] {
                assert_eq!(name(which, &public_url), format!("{prefix}{}{port}_{which}", brand::SLUG), "{address}");
            }
        }
    }
}
