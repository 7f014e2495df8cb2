use axum::{Extension, Form, extract::State, http::HeaderMap, response::Response};
use serde_json::Value;

use super::{Flow, LocalPath, Purpose, Viewer, callback::back_to_login};
use crate::{
    discord::Scopes,
    error::AppError,
    login_problem::LoginProblem,
    server::{causes::Causes, discord::rest::Authorize, http::refusal::failure, state::AppState, store::StoreError},
};

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
    let started = match asked_for(&state, viewer.as_deref(), &fields).await {
        Ok((purpose, scopes)) => {
            let authorize = Authorize::new(scopes);
            let flow = Flow { purpose, authorize, return_to: return_to.clone(), data: Value::Null };
            flow.start(&state, &headers).map_err(|error| {
                tracing::error!(error = %Causes(&error), "a sign-in could not be started");
                AppError::Internal
            })
        }
        Err(error) => Err(error.into()),
    };
    started.unwrap_or_else(|error| match viewer {
        // The sign-in page is not for somebody who is signed in.
        Some(_) => failure(&error),
        None => back_to_login(LoginProblem::Internal, return_to.as_ref()),
    })
}

/// A page asks for what the app offers, not for what a form invents. More is asked for together with what is there:
/// at Discord the latest answer counts.
async fn asked_for(
    state: &AppState,
    viewer: Option<&Viewer>,
    fields: &Fields,
) -> Result<(Purpose, Scopes), StoreError> {
    let offered = state.config.discord.offered_scopes();
    let is_offered = |field: &str| Scopes::parse(field).missing_from(&offered).is_empty();
    let more = fields.iter().filter(|(name, field)| name == "scope" && is_offered(field));
    let more: Scopes = more.map(|(_, field)| field.as_str()).collect();
    let Some(viewer) = viewer.filter(|_| !more.is_empty()) else {
        return Ok((Purpose::SignIn, Scopes::sign_in()));
    };
    let granted = state.grants.find(&viewer.login().grant_id).await?.map(|grant| grant.scopes).unwrap_or_default();
    Ok((Purpose::GrantMore, granted.union(&more)))
}
