use axum::http::{HeaderMap, HeaderValue, header};

use crate::{
    brand,
    server::{
        config::PublicUrl,
        secret::{Secret, SecretError, random_token},
    },
};

/// Ties a sign-in to the browser that started it, before there is a session: a cookie of its own, so that anonymous
/// visits write nothing and a sign-in that is under way survives a sign-out in another tab.
#[derive(Debug)]
pub(super) struct BrowserKey(pub(super) Secret);

/// As long as a sign-in may take.
const MAX_AGE_SECONDS: u64 = 600;

impl BrowserKey {
    /// The key this browser sent; `None` when it sent none, or something that is no key of ours.
    pub(super) fn from_headers(headers: &HeaderMap, public_url: &PublicUrl) -> Option<Self> {
        let name = cookie_name(public_url);
        let value = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|cookies| cookies.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .find_map(|cookie| cookie.trim().strip_prefix(name.as_str())?.strip_prefix('='))?;
        let ours = value.len() == 43 && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        ours.then(|| Self(Secret::new(value)))
    }

    /// A fresh key.
    pub(super) fn generate() -> Result<Self, SecretError> {
        random_token().map(|token| Self(Secret::new(token)))
    }

    /// The `Set-Cookie` value. `Lax`, because Discord's redirect back is a cross-site navigation.
    pub(super) fn set_cookie(&self, public_url: &PublicUrl) -> Option<HeaderValue> {
        let secure = if public_url.is_https() { "; Secure" } else { "" };
        let name = cookie_name(public_url);
        let value = self.0.expose();
        HeaderValue::from_str(&format!(
            "{name}={value}; HttpOnly; SameSite=Lax; Path=/; Max-Age={MAX_AGE_SECONDS}{secure}"
        ))
        .ok()
    }
}

fn cookie_name(public_url: &PublicUrl) -> String {
    let prefix = if public_url.is_https() { "__Host-" } else { "" };
    format!("{prefix}{}_sign_in", brand::SLUG)
}
