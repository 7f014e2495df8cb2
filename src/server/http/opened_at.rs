//! The address at which a browser opened the app.

use axum::http::{HeaderMap, header};

/// The most characters of a host name that are shown: more than people type.
const MAX_SHOWN: usize = 80;

/// Returns the scheme and host to which a request was sent, as a browser's `Origin` header writes them. `None` if it names no
/// host.
///
/// Use it as a hint only, because the sender of a request writes these headers. Without a proxy's header the scheme is http,
/// because this server speaks plain http.
pub fn opened_at(headers: &HeaderMap) -> Option<String> {
    let host = first_value(headers, "x-forwarded-host").or_else(|| first_value(headers, header::HOST.as_str()))?;
    let (scheme, usual_port) = match first_value(headers, "x-forwarded-proto").as_deref() {
        Some("https") => ("https", ":443"),
        _ => ("http", ":80"),
    };
    Some(format!("{scheme}://{}", host.strip_suffix(usual_port).unwrap_or(&host)))
}

/// Returns the first value of a header: in a list, the first value is nearest to the browser. It is shortened, in lower case,
/// and in plain characters.
fn first_value(headers: &HeaderMap, name: &str) -> Option<String> {
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
    fn the_address_comes_from_the_proxy_or_else_from_the_browser() {
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
