use axum::{extract::FromRequestParts, http::request::Parts};

use super::api_error::ApiError;
use crate::{clock::now, credentials, sandbox::Sandbox, state::TokenPair};

/// The owner of the token of a request to the API.
pub enum Caller {
    /// A person who authorized the application.
    Person(TokenPair),
    /// The application's own bot.
    Bot,
}

impl FromRequestParts<Sandbox> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, sandbox: &Sandbox) -> Result<Self, ApiError> {
        let header = credentials::authorization(&parts.headers).ok_or(ApiError::UNAUTHORIZED)?;
        if let Some(token) = header.strip_prefix("Bearer ") {
            return sandbox.state().access(token, now()).map(Self::Person).ok_or(ApiError::UNAUTHORIZED);
        }
        match header.strip_prefix("Bot ") {
            Some(token) if credentials::is_same_secret(token, &sandbox.options().bot_token) => Ok(Self::Bot),
            _ => Err(ApiError::UNAUTHORIZED),
        }
    }
}

/// Refuses an access token without the scope.
pub fn require_scope(access: &TokenPair, scope: &str) -> Result<(), ApiError> {
    if access.has_scope(scope) { Ok(()) } else { Err(ApiError::MISSING_SCOPE) }
}
