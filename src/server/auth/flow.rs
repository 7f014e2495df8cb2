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

/// A flow through Discord's consent page and back: the reference library's `create_session`.
#[derive(Debug)]
pub struct Flow {
    /// What the flow is for.
    pub purpose: Purpose,
    /// The parameters of the consent page.
    pub authorize: Authorize,
    /// The page to come back to. `None` for the dashboard.
    pub return_to: Option<LocalPath>,
    /// The caller's own data, up to about 1,500 bytes as JSON. It travels encrypted in a cookie, and [`LoggedIn`] returns it.
    pub data: Value,
}

/// The result of a finished flow: the reference library's `callback`. A layer around the callback's route finds it in the extensions
/// of the response.
///
/// If a browser sends its callback twice, it gets the result twice. Make sure that your code may run twice.
#[derive(Debug, Clone)]
pub struct LoggedIn {
    /// What the flow was for.
    pub purpose: Purpose,
    /// The user who signed in. `None` after an install, which does not identify anybody.
    pub user: Option<User>,
    /// The requested scopes that were not granted.
    pub missing: Scopes,
    /// The data that the flow was started with; `null` if there was none.
    pub data: Value,
    /// The page to which the browser is redirected.
    pub return_to: String,
    /// The guild that the bot was added to, from Discord's token answer.
    pub guild: Option<Guild>,
    /// The webhook that was created.
    pub webhook: Option<Webhook>,
}

impl Flow {
    /// Starts the flow in this browser, and returns the redirect to Discord's consent page. Use it to answer a POST only, because
    /// opening a link must never start a flow.
    ///
    /// # Errors
    /// If Discord would refuse the request, if the data is too large, or if the system provides no randomness.
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
