//! Accepts forms from our own pages only.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use super::refusal::Refusal;
use crate::server::{config::PublicUrl, state::AppState};

/// Refuses requests that another site makes a browser send. All methods except GET and HEAD have to come from our own pages.
///
/// `Sec-Fetch-Site` decides if the browser sends it (over https and on loopback), otherwise `Origin` does. A request without
/// both is refused. A page under another name of this host is refused too, because a sign-in that starts there cannot finish at
/// `PUBLIC_URL`.
pub async fn same_origin(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let public_url = &state.config.public_url;
    if is_read || is_same_origin(request.headers(), public_url.origin()) {
        return next.run(request).await;
    }
    tracing::warn!(
        path = request.uri().path(),
        "a form is refused because it does not come from {}",
        public_url.origin()
    );
    other_site(public_url).into_response()
}

fn other_site(public_url: &PublicUrl) -> Refusal {
    let origin = public_url.origin();
    Refusal {
        status: StatusCode::FORBIDDEN,
        what: "This form was not sent from this site.".to_owned(),
        remedy: format!(
            "Open {origin} and try again there. If you run this site and people use another address, set PUBLIC_URL to that \
             address and restart it."
        ),
        home: origin.to_owned(),
    }
}

fn is_same_origin(headers: &HeaderMap, origin: &str) -> bool {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let sent_from = value("origin").filter(|sent| *sent != "null");
    match value("sec-fetch-site") {
        Some(site) => site == "same-origin" && sent_from.is_none_or(|sent| sent == origin),
        None => sent_from == Some(origin),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, header};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn only_our_own_pages_may_send_forms() {
        let origin = "https://example.org";
        for (pairs, ours) in [
            (&[("sec-fetch-site", "same-origin")][..], true),
            (&[("sec-fetch-site", "same-origin"), ("origin", "https://example.org")], true),
            (&[("sec-fetch-site", "same-origin"), ("origin", "null")], true),
            (&[("sec-fetch-site", "same-origin"), ("origin", "https://www.example.org")], false),
            (&[("sec-fetch-site", "same-site"), ("origin", "https://example.org")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("origin", "https://example.org")], true),
            (&[("origin", "https://example.org.evil.example")], false),
            (&[("origin", "null")], false),
            (&[], false),
        ] {
            assert_eq!(is_same_origin(&headers(pairs), origin), ours, "{pairs:?}");
        }
    }
}
