use std::time::Duration;

use super::{LocalPath, Viewer, browser_key::BrowserKey, callback::back_to_login};
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
use axum::{
    Extension, Form,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse as _, Redirect, Response},
};

/// Time a visitor may spend on Discord's consent page; room for a two-factor code.
const FLOW_LASTS: Duration = Duration::from_secs(600);

/// What the sign-in form posts: `return_to`, and from those who are signed in any number of `scope`.
type Fields = Vec<(String, String)>;

/// `POST /auth/login`: notes a new flow for this browser and sends it to Discord's consent page.
pub async fn start_login(
    State(state): State<AppState>,
    viewer: Option<Extension<Viewer>>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let return_to = fields.iter().find(|(name, _)| name == "return_to").and_then(|(_, path)| LocalPath::parse(path));
    let viewer = viewer.as_deref();
    match begin(&state, viewer, &headers, &fields, return_to.as_ref()).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a sign-in could not be started");
            back_to_login(LoginProblem::Internal, return_to.as_ref())
        }
    }
}

async fn begin(
    state: &AppState,
    viewer: Option<&Viewer>,
    headers: &HeaderMap,
    fields: &Fields,
    return_to: Option<&LocalPath>,
) -> Result<Response, StoreError> {
    let (purpose, scopes) = asked_for(state, viewer, fields).await?;
    let browser = match BrowserKey::from_headers(headers, &state.config.public_url) {
        Some(key) => key,
        None => BrowserKey::generate()?,
    };
    let authorization = state.oauth.authorize(&scopes);
    let flow = PendingLogin {
        purpose,
        verifier: authorization.verifier,
        return_to: return_to.map_or(paths::DASHBOARD, LocalPath::as_str).to_owned(),
        data: "null".to_owned(),
        expires_at_ms: state.clock.now_ms() + to_ms(FLOW_LASTS),
    };
    state.pending_logins.put(&authorization.state, &browser.0, &flow).await?;
    let mut response = Redirect::to(&authorization.url).into_response();
    if let Some(cookie) = browser.set_cookie(&state.config.public_url) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// A page asks for what the app offers, not for what a form invents. More is asked for together with what is there:
/// at Discord the latest answer counts.
async fn asked_for(
    state: &AppState,
    viewer: Option<&Viewer>,
    fields: &Fields,
) -> Result<(Purpose, Scopes), StoreError> {
    let offered = Scopes::sign_in().union(&Scopes::optional());
    let more = fields.iter().filter(|(name, scope)| name == "scope" && offered.contains(scope));
    let more: Scopes = more.map(|(_, scope)| scope.as_str()).collect();
    let Some(viewer) = viewer.filter(|_| !more.is_empty()) else {
        return Ok((Purpose::SignIn, Scopes::sign_in()));
    };
    let granted = state.grants.find(&viewer.login().grant_id).await?.map(|grant| grant.scopes).unwrap_or_default();
    Ok((Purpose::GrantMore, granted.union(&more)))
}
