//! Errors of the token endpoint, in RFC 6749's format. The API has a format of its own.
//!
//! Source: RFC 6749, section 5.2.

use axum::{
    Json,
    http::{
        HeaderValue, StatusCode,
        header::{CACHE_CONTROL, WWW_AUTHENTICATE},
    },
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// An error of the token endpoint.
pub struct TokenError {
    status: StatusCode,
    error: &'static str,
    description: Option<&'static str>,
}

impl TokenError {
    pub const TWO_CLIENT_AUTHENTICATIONS: Self =
        Self::bad_request("invalid_request", Some("Client credentials were sent in the header and in the body."));
    pub const INVALID_CLIENT: Self =
        Self { status: StatusCode::UNAUTHORIZED, error: "invalid_client", description: None };
    pub const UNSUPPORTED_GRANT_TYPE: Self = Self::bad_request("unsupported_grant_type", None);
    pub const UNSUPPORTED_TOKEN_TYPE: Self = Self::bad_request("unsupported_token_type", None);
    pub const REPEATED_PARAMETER: Self = Self::bad_request("invalid_request", Some("A parameter was given twice."));
    pub const MISSING_TOKEN: Self = Self::bad_request("invalid_request", Some("Missing \"token\" in request."));
    pub const INVALID_SCOPE: Self =
        Self::bad_request("invalid_scope", Some("The requested scope is invalid, unknown, or malformed."));
    pub const INVALID_CODE: Self = Self::bad_request("invalid_grant", Some("Invalid \"code\" in request."));
    pub const INVALID_REFRESH_TOKEN: Self =
        Self::bad_request("invalid_grant", Some("Invalid \"refresh_token\" in request"));
    pub const INVALID_REDIRECT_URI: Self =
        Self::bad_request("invalid_request", Some("Invalid \"redirect_uri\" in request."));
    pub const MISSING_VERIFIER: Self = Self::bad_request("invalid_request", Some("Missing \"code_verifier\""));
    /// The verifier has a wrong length or character.
    pub const INVALID_VERIFIER: Self = Self::bad_request("invalid_request", Some("Invalid \"code_verifier\""));
    /// The verifier does not match the challenge of the authorization request.
    pub const WRONG_VERIFIER: Self = Self::bad_request("invalid_grant", Some("Invalid \"code_verifier\""));

    const fn bad_request(error: &'static str, description: Option<&'static str>) -> Self {
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
            let challenge = HeaderValue::from_static("Basic realm=\"sandbox\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
