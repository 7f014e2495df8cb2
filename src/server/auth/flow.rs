use axum::{
    http::{HeaderMap, header},
    response::{IntoResponse as _, Redirect, Response},
};
use serde_json::Value;

use super::{LocalPath, Purpose, flow_cookie::PendingFlow, flow_error::FlowError, flow_state::FlowState};
use crate::{
    discord::{Guild, Scopes, User},
    server::{
        discord::rest::{Authorize, Webhook},
        state::AppState,
    },
};

/// A way to Discord's consent page and back: the reference library's `create_session`.
#[derive(Debug)]
pub struct Flow {
    /// What it is for.
    pub purpose: Purpose,
    /// What is asked for.
    pub authorize: Authorize,
    /// The page to come back to. `None` for the dashboard.
    pub return_to: Option<LocalPath>,
    /// Anything of the caller's own, up to about 1,500 bytes as JSON; [`LoggedIn`] hands it back. It travels encrypted in a cookie.
    pub data: Value,
}

/// What a finished flow brought: the reference library's `callback`. It is in the extensions of the callback's response, for a layer
/// around that route.
///
/// A browser that sends its callback twice gets it twice: act on it in a way that may be repeated.
#[derive(Debug, Clone)]
pub struct LoggedIn {
    /// What the flow was for.
    pub purpose: Purpose,
    /// Who signed in. `None` after an install, which says nothing about a person.
    pub user: Option<User>,
    /// The scopes that were asked for and not granted.
    pub missing: Scopes,
    /// What the flow was started with; `null` when nothing was.
    pub data: Value,
    /// Where the browser is sent now.
    pub return_to: String,
    /// The guild that the bot was added to, in Discord's own words.
    pub guild: Option<Guild>,
    /// The webhook that was created.
    pub webhook: Option<Webhook>,
}

impl Flow {
    /// Gives the flow to this browser and sends it to Discord's consent page. Answer a POST with it: opening an address must never
    /// start a flow.
    ///
    /// # Errors
    /// When Discord would refuse what it asks for, when its data is too large, and when the system has no randomness.
    pub fn start(self, state: &AppState, headers: &HeaderMap) -> Result<Response, FlowError> {
        let flow_state = FlowState::generate(&state.config.vault, state.clock.now_ms())?;
        let authorization = state.oauth.authorize(&self.authorize, flow_state.text())?;
        let flow = PendingFlow {
            purpose: self.purpose,
            verifier: authorization.verifier,
            scopes: self.authorize.scopes().clone(),
            return_to: self.return_to,
            data: self.data,
        };
        let cookies = flow.set_cookies(&flow_state, headers, &state.config)?;
        let mut response = Redirect::to(&authorization.url).into_response();
        response.headers_mut().extend(cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie)));
        Ok(response)
    }
}
