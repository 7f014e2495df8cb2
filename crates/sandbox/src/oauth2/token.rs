//! The token endpoint: codes and refresh tokens for access tokens, and the end of both.
//!
//! Source: <https://discord.com/developers/docs/topics/oauth2>; error bodies are RFC 6749's shape, section 5.2.

use aws_lc_rs::digest::{SHA256, digest};
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::header::{CACHE_CONTROL, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::client_auth::{authenticate, same};
use super::params::Params;
use super::state::Code;
use super::{Sandbox, now, people, scopes};

/// Lengths a PKCE verifier may have.
///
/// Source: RFC 7636, section 4.1.
const VERIFIER_LENGTH: std::ops::RangeInclusive<usize> = 43..=128;

type Body = Result<Params, FormRejection>;

/// `POST /oauth2/token`
pub(super) async fn exchange(
    State(sandbox): State<Sandbox>,
    headers: HeaderMap,
    form: Body,
) -> Result<Response, TokenError> {
    let form = read_form(form)?;
    // Before the client is looked at: a JSON body has no grant type that we could see, and that is the useful answer.
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

/// `POST /oauth2/token/revoke`; an unknown token is no error.
///
/// Source: RFC 7009, section 2.2.
pub(super) async fn revoke(
    State(sandbox): State<Sandbox>,
    headers: HeaderMap,
    form: Body,
) -> Result<Json<Value>, TokenError> {
    let form = read_form(form)?;
    authenticate(sandbox.options(), &headers, &form)?;
    let token = form.get("token").ok_or(TokenError::MISSING_TOKEN)?;
    match form.get("token_type_hint") {
        None | Some("access_token" | "refresh_token") => sandbox.state().revoke(token),
        Some(_) => return Err(TokenError::UNSUPPORTED_TOKEN_TYPE),
    }
    Ok(Json(json!({})))
}

/// A body that is no form reads as an empty form: this is how Discord treats JSON here.
fn read_form(form: Body) -> Result<Params, TokenError> {
    let params = form.unwrap_or_default();
    if params.repeated().is_some() { Err(TokenError::REPEATED_PARAMETER) } else { Ok(params) }
}

fn code_grant(sandbox: &Sandbox, form: &Params, now: i64) -> Result<Value, TokenError> {
    let redirect_uri = form
        .get("redirect_uri")
        .filter(|uri| sandbox.options().redirect_uris.iter().any(|known| known == uri))
        .ok_or(TokenError::INVALID_REDIRECT_URI)?;
    let mut state = sandbox.state();
    // Spent by the attempt, not by its success: a stolen code cannot be tried against many verifiers.
    let code = form.get("code").and_then(|code| state.take_code(code, now)).ok_or(TokenError::INVALID_CODE)?;
    if code.client_id != sandbox.options().client_id || code.redirect_uri != redirect_uri {
        return Err(TokenError::INVALID_CODE);
    }
    verify_pkce(&code, form.get("code_verifier"))?;
    let mut answer = state.issue(&code.person, code.scopes, now);
    drop(state);
    // Only now, as where an application requires a code grant: a redirect alone lets no bot in.
    if let Some(picked) = code.picked {
        picked.complete(sandbox, &mut answer);
    }
    Ok(answer)
}

/// Checks the verifier against the challenge; each needs the other, or PKCE could be stripped from a flow.
///
/// Source: RFC 7636, section 4.6; RFC 9700, section 2.1.1.
fn verify_pkce(code: &Code, verifier: Option<&str>) -> Result<(), TokenError> {
    let (challenge, verifier) = match (&code.code_challenge, verifier) {
        (None, None) => return Ok(()),
        (None, Some(_)) => return Err(TokenError::WRONG_VERIFIER),
        (Some(_), None) => return Err(TokenError::MISSING_VERIFIER),
        (Some(challenge), Some(verifier)) => (challenge, verifier),
    };
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if !VERIFIER_LENGTH.contains(&verifier.len()) || !verifier.bytes().all(unreserved) {
        return Err(TokenError::INVALID_VERIFIER);
    }
    let computed = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    if same(&computed, challenge) { Ok(()) } else { Err(TokenError::WRONG_VERIFIER) }
}

fn refresh_grant(sandbox: &Sandbox, form: &Params, now: i64) -> Result<Value, TokenError> {
    let token = form.get("refresh_token").ok_or(TokenError::INVALID_REFRESH_TOKEN)?;
    let mut state = sandbox.state();
    let granted = state.refreshable_scopes(token, now).ok_or(TokenError::INVALID_REFRESH_TOKEN)?;
    let scopes = match form.get("scope").map(scopes::split) {
        None => granted.to_vec(),
        Some(asked) if asked.iter().all(|scope| granted.contains(scope)) => asked,
        Some(_) => return Err(TokenError::INVALID_SCOPE),
    };
    state.rotate(token, scopes, now).ok_or(TokenError::INVALID_REFRESH_TOKEN)
}

/// The application acts as its owner, without a refresh token.
fn client_credentials_grant(sandbox: &Sandbox, form: &Params, now: i64) -> Result<Value, TokenError> {
    let scopes = form.get("scope").map(scopes::split).unwrap_or_default();
    if scopes.is_empty() || !scopes.iter().all(|scope| scopes::for_client_credentials(scope)) {
        return Err(TokenError::INVALID_SCOPE);
    }
    let owner = people::application_owner().ok_or(TokenError::INVALID_CLIENT)?;
    Ok(sandbox.state().insert(owner.id(), scopes, now, true))
}

/// An error of the token endpoint: RFC 6749's shape, not that of the API.
pub(super) struct TokenError {
    status: StatusCode,
    error: &'static str,
    description: Option<&'static str>,
}

impl TokenError {
    pub(super) const TWO_CLIENT_AUTHENTICATIONS: Self =
        Self::bad("invalid_request", Some("Client credentials were sent in the header and in the body."));
    pub(super) const INVALID_CLIENT: Self =
        Self { status: StatusCode::UNAUTHORIZED, error: "invalid_client", description: None };
    const UNSUPPORTED_GRANT_TYPE: Self = Self::bad("unsupported_grant_type", None);
    const UNSUPPORTED_TOKEN_TYPE: Self = Self::bad("unsupported_token_type", None);
    const REPEATED_PARAMETER: Self = Self::bad("invalid_request", Some("A parameter was given twice."));
    const MISSING_TOKEN: Self = Self::bad("invalid_request", Some("Missing \"token\" in request."));
    const INVALID_SCOPE: Self =
        Self::bad("invalid_scope", Some("The requested scope is invalid, unknown, or malformed."));
    const INVALID_CODE: Self = Self::bad("invalid_grant", Some("Invalid \"code\" in request."));
    const INVALID_REFRESH_TOKEN: Self = Self::bad("invalid_grant", Some("Invalid \"refresh_token\" in request"));
    const INVALID_REDIRECT_URI: Self = Self::bad("invalid_request", Some("Invalid \"redirect_uri\" in request."));
    const MISSING_VERIFIER: Self = Self::bad("invalid_request", Some("Missing \"code_verifier\""));
    const INVALID_VERIFIER: Self = Self::bad("invalid_request", Some("Invalid \"code_verifier\""));
    /// Well-formed, but not the one the flow was started with.
    const WRONG_VERIFIER: Self = Self::bad("invalid_grant", Some("Invalid \"code_verifier\""));

    const fn bad(error: &'static str, description: Option<&'static str>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, description }
    }
}

impl IntoResponse for TokenError {
    fn into_response(self) -> Response {
        let mut body = json!({ "error": self.error });
        if let Some(description) = self.description {
            body["error_description"] = Value::String(description.to_owned());
        }
        let mut response = (self.status, [(CACHE_CONTROL, "no-store")], Json(body)).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            let challenge = axum::http::HeaderValue::from_static("Basic realm=\"sandbox\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
