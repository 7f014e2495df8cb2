//! The address at which a browser opened the app.

use axum::http::{HeaderMap, header};

/// Longer than a host name that somebody typed.
const MAX_SHOWN: usize = 80;

/// Returns scheme and host that a request was sent to, as a browser's `Origin` writes them. `None` when it names no host.
///
/// Good for a hint and for nothing else: whoever sends a request can write these headers. Without a proxy's word it came to
/// this server, which speaks plain http.
pub fn opened_at(headers: &HeaderMap) -> Option<String> {
    let host = said(headers, "x-forwarded-host").or_else(|| said(headers, header::HOST.as_str()))?;
    let (scheme, usual_port) = match said(headers, "x-forwarded-proto").as_deref() {
        Some("https") => ("https", ":443"),
        _ => ("http", ":80"),
    };
    Some(format!("{scheme}://{}", host.strip_suffix(usual_port).unwrap_or(&host)))
}

/// The first value of a header, which is the one nearest to the browser: in lower case, cut, and in plain characters.
fn said(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = String::from_utf8_lossy(headers.get(name)?.as_bytes()).to_lowercase();
    let first = value.split(',').next()?.trim().chars().take(MAX_SHOWN);
    let plain: String = first.map(|letter| if letter.is_ascii_graphic() { letter } else { '?' }).collect();
    (!plain.is_empty()).then_some(plain)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn the_address_is_what_the_proxy_says_else_what_the_browser_says() {
        let long = format!("{}.example", "a".repeat(500));
        for (pairs, opened) in [
            (&[("host", "127.0.0.1:3000")][..], Some("http://127.0.0.1:3000")),
            (&[("host", "Example.ORG")], Some("http://example.org")),
            (&[("host", "example.org:80")], Some("http://example.org")),
            (&[("host", "example.org:443")], Some("http://example.org:443")),
            (&[("host", "[::1]:3000")], Some("http://[::1]:3000")),
            (&[("host", "example.org"), ("x-forwarded-proto", "https")], Some("https://example.org")),
            (&[("host", "example.org:443"), ("x-forwarded-proto", "HTTPS, http")], Some("https://example.org")),
            (&[("host", "example.org"), ("x-forwarded-proto", "javascript")], Some("http://example.org")),
            (&[("host", "10.0.0.1"), ("x-forwarded-host", "a.example, b.example")], Some("http://a.example")),
            (&[("host", "10.0.0.1"), ("x-forwarded-host", " ,b.example")], Some("http://10.0.0.1")),
            (&[("host", "a\tb\u{202e}c")], Some("http://a?b?c")),
            (&[("host", &long)], Some(&format!("http://{}", "a".repeat(80)))),
            (&[("x-forwarded-proto", "https")], None),
            (&[], None),
        ] {
            let headers = pairs.iter().map(|(name, value)| {
                (HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap())
            });
            assert_eq!(opened_at(&headers.collect()).as_deref(), opened, "{pairs:?}");
        }
    }
}
