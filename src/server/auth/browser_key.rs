use axum::http::{HeaderMap, HeaderValue};

use crate::server::{
    config::PublicUrl,
    cookies,
    secret::{Secret, SecretError, random_token},
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
        let value = cookies::find(headers, &name)?;
        let ours = value.len() == 43 && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        ours.then(|| Self(Secret::new(value)))
    }

    /// A fresh key.
    pub(super) fn generate() -> Result<Self, SecretError> {
        random_token().map(|token| Self(Secret::new(token)))
    }

    /// The `Set-Cookie` value.
    pub(super) fn set_cookie(&self, public_url: &PublicUrl) -> Option<HeaderValue> {
        cookies::set(&cookie_name(public_url), self.0.expose(), MAX_AGE_SECONDS, public_url)
    }
}

fn cookie_name(public_url: &PublicUrl) -> String {
    cookies::name("sign_in", public_url)
}
