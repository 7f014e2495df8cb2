//! Errors in the format of Discord's API. The token endpoint has a format of its own.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// The answer of a handler.
pub type Answer = Result<Json<Value>, ApiError>;

/// An error of the API.
///
/// Source: <https://discord.com/developers/docs/topics/opcodes-and-status-codes>
pub struct ApiError {
    status: StatusCode,
    message: &'static str,
    code: u32,
    errors: Option<Value>,
}

impl ApiError {
    pub const UNAUTHORIZED: Self = Self::new(StatusCode::UNAUTHORIZED, "401: Unauthorized", 0);
    pub const NOT_FOUND: Self = Self::new(StatusCode::NOT_FOUND, "404: Not Found", 0);
    pub const METHOD_NOT_ALLOWED: Self = Self::new(StatusCode::METHOD_NOT_ALLOWED, "405: Method Not Allowed", 0);
    pub const MISSING_SCOPE: Self = Self::new(StatusCode::FORBIDDEN, "Missing required OAuth2 scope", 50026);
    pub const BOTS_CANNOT: Self = Self::new(StatusCode::FORBIDDEN, "Bots cannot use this endpoint", 20001);
    pub const UNKNOWN_GUILD: Self = Self::new(StatusCode::NOT_FOUND, "Unknown Guild", 10004);
    pub const UNKNOWN_MEMBER: Self = Self::new(StatusCode::NOT_FOUND, "Unknown Member", 10007);
    pub const UNKNOWN_ROLE: Self = Self::new(StatusCode::NOT_FOUND, "Unknown Role", 10011);
    pub const MISSING_ACCESS: Self = Self::new(StatusCode::FORBIDDEN, "Missing Access", 50001);
    pub const MISSING_PERMISSIONS: Self = Self::new(StatusCode::FORBIDDEN, "Missing Permissions", 50013);
    pub const INVALID_TOKEN: Self = Self::new(StatusCode::FORBIDDEN, "Invalid OAuth2 access token", 50025);
    pub const BANNED: Self = Self::new(StatusCode::FORBIDDEN, "The user is banned from this guild.", 40007);
    /// Discord's message says 100, although the limit is 200.
    pub const TOO_MANY_GUILDS: Self =
        Self::new(StatusCode::BAD_REQUEST, "Maximum number of guilds reached (100)", 30001);
    pub const INVALID_JSON: Self = Self::new(StatusCode::BAD_REQUEST, "The request body contains invalid JSON.", 50109);
    /// Cloudflare, in front of Discord, sends this.
    pub const BLOCKED: Self = Self::new(StatusCode::FORBIDDEN, "internal network error", 40333);

    const fn new(status: StatusCode, message: &'static str, code: u32) -> Self {
        Self { status, message, code, errors: None }
    }

    /// Returns the error for a parameter with an invalid value. `errors` has the structure of the request.
    pub fn invalid_form(field: &str, code: &str) -> Self {
        Self {
            errors: Some(json!({ field: { "_errors": [{ "code": code, "message": "Invalid value" }] } })),
            ..Self::new(StatusCode::BAD_REQUEST, "Invalid Form Body", 50035)
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut body = json!({ "message": self.message, "code": self.code });
        if let Some(errors) = self.errors {
            body["errors"] = errors;
        }
        (self.status, Json(body)).into_response()
    }
}
