//! The security headers of every answer, with the nonce of the content security policy.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};
use leptos::nonce::Nonce;

use super::page_change::PAGE_CHANGE_HASH;
use crate::server::config::Config;

/// The headers that are the same for every answer. They are built once at the start.
#[derive(Debug, Clone)]
pub struct SecurityHeaders {
    /// The content security policy, before and after the nonce.
    policy: Arc<[String; 2]>,
    transport: Option<&'static str>,
}

impl SecurityHeaders {
    /// Builds the headers.
    pub fn new(config: &Config) -> Self {
        // Subdomains may belong to other people, and a browser keeps this rule for a year.
        let transport = match config.hsts_include_subdomains {
            true => "max-age=31536000; includeSubDomains",
            false => "max-age=31536000",
        };
        Self {
            policy: Arc::new(content_security_policy(config)),
            transport: config.public_url.is_https().then_some(transport),
        }
    }
}

/// Creates the request's nonce, and sets the security headers on every answer, redirects and failures included.
pub async fn security_headers(State(all): State<SecurityHeaders>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let [before, after] = &*all.policy;
    if let Ok(policy) = HeaderValue::try_from(format!("{before}{nonce}{after}")) {
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
    // Pages are personal. An answer that may be cached has a header of its own.
    set("cache-control", "no-store");
    if let Some(transport) = all.transport {
        set("strict-transport-security", transport);
    }
    response
}

/// Returns the policy's parts before and after the nonce.
///
/// Allows scripts from our own files, and the framework's hydration script by its nonce. Allows forms to this site and to the
/// consent page, because Chromium also checks where the sign-in form's redirect leads.
fn content_security_policy(config: &Config) -> [String; 2] {
    let (authorize, images) = (config.discord.authorize_origin(), config.discord.cdn_origin());
    let live_reload = config.live_reload.as_ref().map(|socket| format!(" {socket}")).unwrap_or_default();
    let before = "default-src 'none'; script-src 'self' 'nonce-".to_owned();
    let after = format!(
        "' 'wasm-unsafe-eval'; style-src 'self' '{PAGE_CHANGE_HASH}'; \
         img-src 'self' {images}; connect-src 'self'{live_reload}; font-src 'self'; manifest-src 'self'; \
         form-action 'self' {authorize}; base-uri 'none'; frame-ancestors 'none'"
    );
    [before, after]
}
