//! Headers, the CSP nonce, and the same-origin check.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use leptos::nonce::Nonce;

use super::failure_page::Refusal;
use crate::server::{
    config::{Config, PublicUrl},
    state::AppState,
};

/// Mints the request's nonce and puts the security headers on whatever is answered, redirects and failures included.
pub async fn security_headers(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&content_security_policy(&state.config, &nonce)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let mut set = |name: &'static str, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set("x-content-type-options", "nosniff");
    set("x-frame-options", "DENY");
    // Anything stricter makes our own forms send `Origin: null`.
    set("referrer-policy", "same-origin");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    set("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    // Pages are about one person; what may be kept says so itself.
    set("cache-control", "no-store");
    if state.config.public_url.is_https() {
        // Subdomains may belong to others, and what a browser learns here it believes for a year.
        let with_subdomains = state.config.hsts_include_subdomains;
        let policy = if with_subdomains { "max-age=31536000; includeSubDomains" } else { "max-age=31536000" };
        set("strict-transport-security", policy);
    }
    response
}

/// The only style within a page, allowed by its hash: that pages fade over (`style/page_change.css`). Chromium asks a new
/// page for it before a style sheet is there, and a page without it ends the transition with an uncaught error.
pub const PAGE_CHANGE: &str = "@view-transition{navigation:auto}";
const PAGE_CHANGE_HASH: &str = "sha256-SREix9zPMZHrSuo8zRSjb672r1gsHIh96MJuaZq6iJo=";

/// Scripts: our own files and the framework's hydration script, by nonce. Forms: us, and the consent page that the
/// sign-in form's redirect leads to, which Chromium checks too.
fn content_security_policy(config: &Config, nonce: &Nonce) -> String {
    let (authorize, images) = (config.discord.authorize_origin(), config.discord.cdn_origin());
    let live_reload = config.live_reload.as_ref().map(|socket| format!(" {socket}")).unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' '{PAGE_CHANGE_HASH}'; \
         img-src 'self' {images}; connect-src 'self'{live_reload}; font-src 'self'; manifest-src 'self'; \
         form-action 'self' {authorize}; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// Refuses methods that no route of a web page has, such as `CONNECT`, whose requests have no path.
pub async fn known_methods(request: Request, next: Next) -> Response {
    let known = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];
    if known.contains(request.method()) && request.uri().path().starts_with('/') {
        return next.run(request).await;
    }
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD, POST")]).into_response()
}

/// Refuses what another site makes a browser send: everything but GET and HEAD has to come from our own pages.
///
/// `Sec-Fetch-Site` where the browser sends it (over https and on loopback), else `Origin`; with neither, the request is refused. A
/// page that was opened by another name of this host is refused too: what starts there cannot end at `PUBLIC_URL`.
pub async fn same_origin(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let public_url = &state.config.public_url;
    if reads || is_same_origin(request.headers(), public_url.origin()) {
        return next.run(request).await;
    }
    tracing::warn!(path = request.uri().path(), "refused: not from {}", public_url.origin());
    other_site(public_url).into_response()
}

fn other_site(public_url: &PublicUrl) -> Refusal {
    let origin = public_url.origin();
    Refusal {
        status: StatusCode::FORBIDDEN,
        what: "This form was not sent from this site.".to_owned(),
        remedy: format!(
            "Open {origin} and try again there. If you run this site and people use another address, set PUBLIC_URL to that \
             address and start it again."
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
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn the_policy_allows_the_one_style() {
        use base64::Engine as _;
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, PAGE_CHANGE.as_bytes());
        let hash = base64::engine::general_purpose::STANDARD.encode(hash);
        assert_eq!(PAGE_CHANGE_HASH, format!("sha256-{hash}"));
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
