use std::time::Duration;

use axum::{
    Form,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;

use super::{LocalPath, browser_key::BrowserKey, callback::back_to_login};
use crate::{
    discord::Scopes,
    login_problem::LoginProblem,
    paths,
    server::{
        clock::to_ms,
        state::AppState,
        store::{PendingLogin, Purpose, StoreError},
    },
};

/// Time a visitor may spend on Discord's consent page; room for a two-factor code.
const FLOW_LASTS: Duration = Duration::from_secs(600);

/// What the sign-in form posts. Scopes are not in it: a page asks for what it asks for, not a visitor.
#[derive(Debug, Deserialize)]
pub struct StartLogin {
    #[serde(default)]
    return_to: String,
}

/// `POST /auth/login`: notes a new flow for this browser and sends it to Discord's consent page.
pub async fn start_login(State(state): State<AppState>, headers: HeaderMap, Form(form): Form<StartLogin>) -> Response {
    let return_to = LocalPath::parse(&form.return_to);
    match begin(&state, &headers, return_to.as_ref()).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a sign-in could not be started");
            back_to_login(LoginProblem::Internal, return_to.as_ref())
        }
    }
}

async fn begin(state: &AppState, headers: &HeaderMap, return_to: Option<&LocalPath>) -> Result<Response, StoreError> {
    let browser = match BrowserKey::from_headers(headers, &state.config.public_url) {
        Some(key) => key,
        None => BrowserKey::generate()?,
    };
    let authorization = state.oauth.authorize(&Scopes::sign_in());
    let flow = PendingLogin {
        verifier: authorization.verifier,
        return_to: return_to.map_or(paths::DASHBOARD, LocalPath::as_str).to_owned(),
        data: "null".to_owned(),
        expires_at_ms: state.clock.now_ms() + to_ms(FLOW_LASTS),
    };
    state.pending_logins.put(&authorization.state, &browser.0, Purpose::SignIn, &flow).await?;
    let mut response = Redirect::to(&authorization.url).into_response();
    if let Some(cookie) = browser.set_cookie(&state.config.public_url) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
