use std::time::Duration;

use axum::{
    http::{HeaderMap, header},
    response::{IntoResponse as _, Redirect, Response},
};
use serde_json::Value;

use super::{LocalPath, browser_key::BrowserKey};
use crate::{
    discord::{Guild, User},
    paths,
    server::{
        clock::to_ms,
        rest::{Authorize, AuthorizeError, Webhook},
        secret::SecretError,
        state::AppState,
        store::{PendingLogin, Purpose, StoreError},
    },
};

/// Time a visitor may spend on Discord's consent page; room for a two-factor code.
const FLOW_LASTS: Duration = Duration::from_secs(600);

/// A way to Discord's consent page and back: the reference library's `create_session`.
#[derive(Debug)]
pub struct Flow {
    /// What it is for.
    pub purpose: Purpose,
    /// What is asked for.
    pub authorize: Authorize,
    /// The page to come back to. `None` for the dashboard.
    pub return_to: Option<LocalPath>,
    /// Anything of the caller's own; [`LoggedIn`] hands it back. It stays on the server.
    pub data: Value,
}

/// What a finished flow brought: the reference library's `callback`. In the extensions of the callback's response, for a layer
/// around that route.
#[derive(Debug, Clone)]
pub struct LoggedIn {
    /// What the flow was for.
    pub purpose: Purpose,
    /// Who signed in. `None` after an install, which says nothing about a person.
    pub user: Option<User>,
    /// What the flow was started with; `null` when nothing was.
    pub data: Value,
    /// Where the browser is sent now.
    pub return_to: String,
    /// The guild that the bot was added to, in Discord's own words.
    pub guild: Option<Guild>,
    /// The webhook that was created.
    pub webhook: Option<Webhook>,
}

/// A flow could not be started.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// What it asks for cannot be had.
    #[error(transparent)]
    Authorize(#[from] AuthorizeError),
    /// It could not be noted.
    #[error("the flow could not be noted")]
    Store(#[from] StoreError),
}

impl From<SecretError> for FlowError {
    fn from(error: SecretError) -> Self {
        StoreError::from(error).into()
    }
}

impl Flow {
    /// Notes the flow for this browser and sends it to Discord's consent page. To be answered to a POST: opening an address
    /// must never start a flow.
    ///
    /// # Errors
    /// When what it asks for cannot be had, or it cannot be noted.
    pub async fn start(self, state: &AppState, headers: &HeaderMap) -> Result<Response, FlowError> {
        let authorization = state.oauth.authorize(&self.authorize)?;
        let browser = match BrowserKey::from_headers(headers, &state.config.public_url) {
            Some(key) => key,
            None => BrowserKey::generate()?,
        };
        let pending = PendingLogin {
            purpose: self.purpose,
            verifier: authorization.verifier,
            return_to: self.return_to.as_ref().map_or(paths::DASHBOARD, LocalPath::as_str).to_owned(),
            data: self.data.to_string(),
            expires_at_ms: state.clock.now_ms() + to_ms(FLOW_LASTS),
        };
        state.pending_logins.put(&authorization.state, &browser.0, &pending).await?;
        let mut response = Redirect::to(&authorization.url).into_response();
        if let Some(cookie) = browser.set_cookie(&state.config.public_url) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }
}
