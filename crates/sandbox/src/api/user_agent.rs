use axum::{
    extract::Request,
    http::header::USER_AGENT,
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::api_error::ApiError;

/// Refuses clients that do not name themselves in Discord's format.
///
/// Source: <https://discord.com/developers/docs/reference#user-agent>
pub async fn require(request: Request, next: Next) -> Response {
    let agent = request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    match agent {
        Some(agent) if agent.starts_with("DiscordBot (") => next.run(request).await,
        _ => ApiError::BLOCKED.into_response(),
    }
}
