//! The token endpoint: it exchanges codes and refresh tokens for access tokens, and revokes tokens.
//!
//! Source: <https://discord.com/developers/docs/topics/oauth2>

use axum::{
    Json,
    extract::{State, rejection::FormRejection},
    http::{HeaderMap, header::CACHE_CONTROL},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{client_auth::authenticate, install, pkce, scopes, token_error::TokenError};
use crate::{clock::now, params::Params, people, sandbox::Sandbox};

type Form = Result<Params, FormRejection>;

/// `POST /oauth2/token`
pub async fn exchange(State(sandbox): State<Sandbox>, headers: HeaderMap, form: Form) -> Result<Response, TokenError> {
    let form = read_form(form)?;
    // The grant type is checked before the client, because a client that sent JSON learns most from "unsupported_grant_type".
    let grant = match form.get("grant_type") {
        Some("authorization_code") => code_grant,
        Some("refresh_token") => refresh_grant,
        Some("client_credentials") => client_credentials_grant,
        _ => return Err(TokenError::UNSUPPORTED_GRANT_TYPE),
    };
    authenticate(sandbox.options(), &headers, &form)?;
    let tokens = grant(&sandbox, &form, now())?;
    Ok(([(CACHE_CONTROL, "no-store")], Json(tokens)).into_response())
}

/// `POST /oauth2/token/revoke`; an unknown token is not an error.
///
/// Source: RFC 7009, section 2.2.
pub async fn revoke(State(sandbox): State<Sandbox>, headers: HeaderMap, form: Form) -> Result<Json<Value>, TokenError> {
    let form = read_form(form)?;
    authenticate(sandbox.options(), &headers, &form)?;
    let token = form.get("token").ok_or(TokenError::MISSING_TOKEN)?;
    match form.get("token_type_hint") {
        None | Some("access_token" | "refresh_token") => sandbox.state().revoke(token),
        Some(_) => return Err(TokenError::UNSUPPORTED_TOKEN_TYPE),
    }
    Ok(Json(json!({})))
}

/// Reads the form. Any other body, such as JSON, counts as an empty form, as at Discord.
fn read_form(form: Form) -> Result<Params, TokenError> {
    let params = form.unwrap_or_default();
    if params.repeated().is_some() { Err(TokenError::REPEATED_PARAMETER) } else { Ok(params) }
}

fn code_grant(sandbox: &Sandbox, form: &Params, now: i64) -> Result<Value, TokenError> {
    let redirect_uri = form
        .get("redirect_uri")
        .filter(|uri| sandbox.options().redirect_uris.iter().any(|registered| registered == uri))
        .ok_or(TokenError::INVALID_REDIRECT_URI)?;
    let mut state = sandbox.state();
    // A failed attempt also uses up the code, so that nobody can try many verifiers with a stolen code.
    let code = form.get("code").and_then(|code| state.take_code(code, now)).ok_or(TokenError::INVALID_CODE)?;
    if code.client_id != sandbox.options().client_id || code.redirect_uri != redirect_uri {
        return Err(TokenError::INVALID_CODE);
    }
    pkce::verify(code.code_challenge.as_deref(), form.get("code_verifier"))?;
    let mut answer = state.issue(&code.person, code.scopes, now);
    drop(state);
    // The bot joins at the exchange and not at the redirect, as for applications that require a code grant.
    if let Some(choice) = code.install {
        install::complete(choice, sandbox, &mut answer);
    }
    Ok(answer)
}

fn refresh_grant(sandbox: &Sandbox, form: &Params, now: i64) -> Result<Value, TokenError> {
    let token = form.get("refresh_token").ok_or(TokenError::INVALID_REFRESH_TOKEN)?;
    let mut state = sandbox.state();
    let granted = state.refreshable_scopes(token, now).ok_or(TokenError::INVALID_REFRESH_TOKEN)?;
    let scopes = match form.get("scope").map(scopes::split) {
        None => granted.to_vec(),
        Some(requested) if requested.iter().all(|scope| granted.contains(scope)) => requested,
        Some(_) => return Err(TokenError::INVALID_SCOPE),
    };
    state.rotate(token, scopes, now).ok_or(TokenError::INVALID_REFRESH_TOKEN)
}

/// Issues an access token that lets the application act as its owner. There is no refresh token.
fn client_credentials_grant(sandbox: &Sandbox, form: &Params, now: i64) -> Result<Value, TokenError> {
    let scopes = form.get("scope").map(scopes::split).unwrap_or_default();
    if scopes.is_empty() || !scopes.iter().all(|scope| scopes::for_client_credentials(scope)) {
        return Err(TokenError::INVALID_SCOPE);
    }
    let owner = people::application_owner().ok_or(TokenError::INVALID_CLIENT)?;
    Ok(sandbox.state().insert(owner.id(), scopes, now, true))
}
