use std::time::Duration;

use axum::http::HeaderValue;
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

use crate::server::{config::PublicUrl, http::cookies, sign_in_lifetimes::ABSOLUTE_LIFETIME, store::SessionTable};

/// Builds the session layer over our own table.
///
/// The record is written only once, so the cookie and the row live as long as the longest sign-in. The login's row tracks the idle time.
/// `Lax`, because the default `Strict` would drop the cookie on the redirect back from Discord.
pub fn session_layer(table: SessionTable, public_url: &PublicUrl) -> SessionManagerLayer<SessionTable> {
    SessionManagerLayer::new(table)
        .with_name(name(public_url))
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(public_url.is_https())
        .with_expiry(Expiry::OnInactivity(ABSOLUTE_LIFETIME.try_into().unwrap_or(time::Duration::MAX)))
}

fn name(public_url: &PublicUrl) -> String {
    cookies::name("session", public_url)
}

/// Returns the `Set-Cookie` value that removes the session cookie. The removal of tower-sessions 0.15 lacks `Secure`, and browsers
/// ignore a `__Host-` cookie without it.
pub(super) fn removal(public_url: &PublicUrl) -> Option<HeaderValue> {
    cookies::set(&name(public_url), "", Duration::ZERO, public_url)
}
