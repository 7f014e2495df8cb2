//! Keeps an unfinished flow in an encrypted cookie of the browser that started it, bound to the flow's state.
//!
//! The server stores nothing, so the flows of other people cannot displace this one. Only this browser can finish it.

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

/// The most flows of one browser: one for each open tab, and some that were abandoned.
const MAX_FLOWS: usize = 5;
/// The most bytes that the flows of one browser add to a request. Many proxies refuse a `Cookie` header of 8 KB.
const MAX_BYTES: usize = 3_800;

/// What the server needs when the browser comes back.
#[derive(Debug, Clone)]
pub(super) struct PendingFlow {
    pub(super) purpose: Purpose,
    /// The PKCE verifier. It proves that the server that exchanges the code also started the flow.
    pub(super) verifier: Secret,
    /// The requested scopes. Empty in a flow that an earlier version of the app started.
    pub(super) scopes: Scopes,
    /// The page to come back to. `None` for the dashboard.
    pub(super) return_to: Option<LocalPath>,
    /// The caller's own data.
    pub(super) data: Value,
}

/// The cookie's content before it is encrypted. The names are short, because the cookie travels with every request.
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
    /// Returns the `Set-Cookie` values that store the flow in its browser and remove the oldest flows if there are too many.
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
        let excess = flows_to_remove(headers, &config.public_url, sealed.len());
        let removals = excess.iter().filter_map(|name| cookies::set(name, "", Duration::ZERO, &config.public_url));
        let name = cookie_name(state, &config.public_url);
        Ok(cookies::set(&name, &sealed, FLOW_COOKIE_LIFETIME, &config.public_url).into_iter().chain(removals).collect())
    }

    /// Returns the flow that this browser started with the state. `None` if it did not start one, or no longer has the cookie.
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

/// Returns the `Set-Cookie` values that remove every flow of a browser, because an unfinished flow could undo a sign-out.
pub(super) fn removals(headers: &HeaderMap, public_url: &PublicUrl) -> Vec<HeaderValue> {
    newest_first(headers, public_url)
        .iter()
        .filter_map(|(name, _)| cookies::set(name, "", Duration::ZERO, public_url))
        .collect()
}

/// Returns the names of the oldest flows that do not fit beside a new one of `new_bytes`.
fn flows_to_remove(headers: &HeaderMap, public_url: &PublicUrl, new_bytes: usize) -> Vec<String> {
    let mut bytes = new_bytes;
    let flows = newest_first(headers, public_url).into_iter().enumerate();
    let excess = flows.filter(|(newer_flows, (_, length))| {
        bytes += length;
        newer_flows + 1 >= MAX_FLOWS || bytes > MAX_BYTES
    });
    excess.map(|(_, (name, _))| name).collect()
}

/// Returns the names and lengths of a browser's flows. A name begins with the time at which its flow started, so it sorts by age.
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
