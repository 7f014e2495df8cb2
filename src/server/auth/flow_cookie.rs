//! A flow under way travels in a cookie of the browser that began it, encrypted and bound to the flow's state.
//!
//! Nothing is stored for it, so any number of sign-ins begun elsewhere cannot push it out, and only that browser can finish it.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{LocalPath, Purpose, flow_error::FlowError, flow_state::FlowState};
use crate::{
    discord::Scopes,
    server::{
        config::{Config, PublicUrl},
        http::cookies,
        secret::{Secret, sha256},
        sign_in_lifetimes::FLOW_COOKIE_LIFETIME,
    },
};

/// The most flows of one browser: a tab each, and some that were given up.
const MAX_FLOWS: usize = 5;
/// The most bytes that the flows of one browser take in a request. Proxies commonly refuse a `Cookie` line of 8 KB.
const MAX_BYTES: usize = 3_800;

/// What the server has to know when the browser comes back.
#[derive(Debug, Clone)]
pub(super) struct PendingFlow {
    /// What the flow is for.
    pub(super) purpose: Purpose,
    /// PKCE's proof that whoever exchanges the code has begun the flow.
    pub(super) verifier: Secret,
    /// What was asked for. Empty in a flow that the version before began.
    pub(super) scopes: Scopes,
    /// The page to go to. `None` for the dashboard.
    pub(super) return_to: Option<LocalPath>,
    /// The caller's own data.
    pub(super) data: Value,
}

/// The cookie's content before it is encrypted. Names are short: the cookie travels with every request.
#[derive(Serialize, Deserialize)]
struct Content {
    #[serde(rename = "p")]
    purpose: Purpose,
    #[serde(rename = "v")]
    verifier: String,
    #[serde(rename = "s", default)]
    scopes: String,
    #[serde(rename = "r", default)]
    return_to: Option<String>,
    #[serde(rename = "d", default)]
    data: Value,
}

impl PendingFlow {
    /// Returns the `Set-Cookie` values that give the flow to its browser, and take the oldest away when it has too many.
    pub(super) fn set_cookies(
        &self,
        state: &FlowState,
        headers: &HeaderMap,
        config: &Config,
    ) -> Result<Vec<HeaderValue>, FlowError> {
        let content = Content {
            purpose: self.purpose,
            verifier: self.verifier.expose().to_owned(),
            scopes: self.scopes.to_string(),
            return_to: self.return_to.as_ref().map(ToString::to_string),
            data: self.data.clone(),
        };
        let content = serde_json::to_string(&content).map_err(|_| FlowError::TooLarge)?;
        let sealed = config.vault.encrypt(&content, &place(state)).map_err(FlowError::Secret)?;
        if sealed.len() > MAX_BYTES {
            return Err(FlowError::TooLarge);
        }
        let too_many = beyond_the_limits(headers, &config.public_url, sealed.len());
        let removals = too_many.iter().filter_map(|name| cookies::set(name, "", Duration::ZERO, &config.public_url));
        let name = cookie_name(state, &config.public_url);
        Ok(cookies::set(&name, &sealed, FLOW_COOKIE_LIFETIME, &config.public_url).into_iter().chain(removals).collect())
    }

    /// Returns the flow that this browser began with a state; `None` when it began none, or holds it no longer.
    pub(super) fn of_browser(state: &FlowState, headers: &HeaderMap, config: &Config) -> Option<Self> {
        let sealed = cookies::find(headers, &cookie_name(state, &config.public_url))?;
        let content = config.vault.decrypt(sealed, &place(state)).ok()?;
        let content: Content = serde_json::from_str(content.expose()).ok()?;
        Some(Self {
            purpose: content.purpose,
            verifier: Secret::new(content.verifier),
            scopes: Scopes::parse(&content.scopes),
            return_to: content.return_to.as_deref().and_then(LocalPath::parse),
            data: content.data,
        })
    }
}

/// Returns the `Set-Cookie` value that removes a finished flow.
pub(super) fn removal(state: &FlowState, public_url: &PublicUrl) -> Option<HeaderValue> {
    cookies::set(&cookie_name(state, public_url), "", Duration::ZERO, public_url)
}

/// Returns the `Set-Cookie` values that remove every flow of a browser: after a sign-out none may sign it in again.
pub(super) fn removals(headers: &HeaderMap, public_url: &PublicUrl) -> Vec<HeaderValue> {
    newest_first(headers, public_url)
        .iter()
        .filter_map(|(name, _)| cookies::set(name, "", Duration::ZERO, public_url))
        .collect()
}

/// The oldest flows that have no room beside a new one of so many bytes.
fn beyond_the_limits(headers: &HeaderMap, public_url: &PublicUrl, new_bytes: usize) -> Vec<String> {
    let mut bytes = new_bytes;
    let flows = newest_first(headers, public_url).into_iter().enumerate();
    let beyond = flows.filter(|(older_than, (_, length))| {
        bytes += length;
        older_than + 1 >= MAX_FLOWS || bytes > MAX_BYTES
    });
    beyond.map(|(_, (name, _))| name).collect()
}

/// Names and lengths of a browser's flows. The names begin with the moment at which each flow began.
fn newest_first(headers: &HeaderMap, public_url: &PublicUrl) -> Vec<(String, usize)> {
    let prefix = prefix(public_url);
    let flows = cookies::all(headers).filter(|(name, _)| name.starts_with(&prefix));
    let mut flows: Vec<_> = flows.map(|(name, value)| (name.to_owned(), value.len())).collect();
    flows.sort_by(|(a, _), (b, _)| b.cmp(a));
    flows
}

fn cookie_name(state: &FlowState, public_url: &PublicUrl) -> String {
    let hash = sha256(state.text().expose());
    format!("{}{:010x}{}", prefix(public_url), state.started_at_ms() / 1000, &hash[..8])
}

fn prefix(public_url: &PublicUrl) -> String {
    cookies::name("sign_in_", public_url)
}

fn place(state: &FlowState) -> String {
    format!("flow:{}", state.text().expose())
}
