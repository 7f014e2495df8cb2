//! After Refresh, after adding the bot and after joining, pages accept only answers requested from Discord after that moment.
//!
//! A cookie carries the moment, so it works on every copy of the server and on every page.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue};

use super::cookies;
use crate::server::{clock::to_ms, config::PublicUrl};

/// The longest time that an answer stays in a cache. After it, no older answer is left.
const MAX_AGE: Duration = Duration::from_secs(3600);

/// Reads the moment from a browser's cookies, in milliseconds since 1970 (UTC); 0 if any answer is accepted.
pub fn from_headers(headers: &HeaderMap, public_url: &PublicUrl, now_ms: u64) -> u64 {
    let moment = cookies::find(headers, &cookie_name(public_url)).and_then(|value| value.parse().ok()).unwrap_or(0);
    let oldest = now_ms.saturating_sub(to_ms(MAX_AGE));
    // A cookie can be forged. With a moment in the future, every page would ask Discord again.
    if (oldest..=now_ms).contains(&moment) { moment } else { 0 }
}

/// Returns the `Set-Cookie` value that makes each page of this browser ask Discord again, once.
pub fn set_cookie(now_ms: u64, public_url: &PublicUrl) -> Option<HeaderValue> {
    cookies::set(&cookie_name(public_url), &now_ms.to_string(), MAX_AGE, public_url)
}

fn cookie_name(public_url: &PublicUrl) -> String {
    cookies::name("not_before", public_url)
}

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE;

    use super::*;

    #[test]
    fn only_a_recent_moment_counts() {
        const NOW: u64 = 1_764_000_000_000;
        let public_url = PublicUrl::parse("http://127.0.0.1:3000").unwrap();
        for (value, moment) in [
            (NOW.to_string(), NOW),
            ((NOW - 3_600_000).to_string(), NOW - 3_600_000),
            ((NOW - 3_600_001).to_string(), 0),
            ((NOW + 1).to_string(), 0),
            (u64::MAX.to_string(), 0),
            ("-1".into(), 0),
            ("soon".into(), 0),
            (String::new(), 0),
        ] {
            let mut headers = HeaderMap::new();
            headers
                .insert(COOKIE, HeaderValue::from_str(&format!("a=b; {}={value}", cookie_name(&public_url))).unwrap());
            assert_eq!(from_headers(&headers, &public_url, NOW), moment, "{value}");
        }
        assert_eq!(from_headers(&HeaderMap::new(), &public_url, NOW), 0);
    }
}
