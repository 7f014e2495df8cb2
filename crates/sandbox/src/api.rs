//! What all API routes share: the route table, the checks before each handler, and errors in Discord's shape.

use axum::extract::{FromRequestParts, Path, Request};
use axum::http::header::{AUTHORIZATION, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::client_auth::same;
use super::guild_resources::InGuild;
use super::state::Pair;
use super::{Sandbox, counters, faults, guild_resources, now, rate_limit, resources, token};

/// The only version that is served; the unversioned path is another API at Discord.
pub(super) const BASE: &str = "/api/v10";

/// Everything below `/api`.
pub(super) fn routes(sandbox: &Sandbox) -> Router<Sandbox> {
    Router::new()
        .route("/v10/oauth2/token", post(token::exchange))
        .route("/v10/oauth2/token/revoke", post(token::revoke))
        .route("/v10/oauth2/@me", get(resources::authorization))
        .route("/v10/oauth2/applications/@me", get(resources::application))
        .route("/v10/applications/@me", get(resources::application))
        .route("/v10/users/@me", get(resources::user))
        .route("/v10/users/@me/guilds", get(resources::guilds))
        .route("/v10/users/@me/guilds/{guild_id}/member", get(guild_resources::myself))
        .route("/v10/users/@me/connections", get(resources::connections))
        .route("/v10/guilds/{guild_id}", get(guild_resources::guild))
        .route("/v10/guilds/{guild_id}/channels", get(async |InGuild(guild, _): InGuild| Json(guild.channels)))
        .route("/v10/guilds/{guild_id}/roles", get(async |InGuild(guild, _): InGuild| Json(guild.roles)))
        .route("/v10/guilds/{guild_id}/integrations", get(guild_resources::integrations))
        .route(
            "/v10/guilds/{guild_id}/members/{user_id}",
            get(guild_resources::member).put(guild_resources::add_member),
        )
        .fallback(async || ApiError::NOT_FOUND)
        .method_not_allowed_fallback(async || ApiError::METHOD_NOT_ALLOWED)
        // The last layer is the first to see a request: count, then user agent, then rate limit, then faults.
        .layer(from_fn_with_state(sandbox.clone(), faults::strike))
        .layer(from_fn_with_state(sandbox.clone(), rate_limit::limit))
        .layer(from_fn(require_user_agent))
        .layer(from_fn_with_state(sandbox.clone(), counters::count))
}

/// An error in the shape of Discord's API (not of its token endpoint).
///
/// Source: <https://discord.com/developers/docs/topics/opcodes-and-status-codes>
pub(super) struct ApiError {
    status: StatusCode,
    message: &'static str,
    code: u32,
    errors: Option<Value>,
}

impl ApiError {
    pub(super) const UNAUTHORIZED: Self = Self::new(StatusCode::UNAUTHORIZED, "401: Unauthorized", 0);
    pub(super) const NOT_FOUND: Self = Self::new(StatusCode::NOT_FOUND, "404: Not Found", 0);
    pub(super) const METHOD_NOT_ALLOWED: Self = Self::new(StatusCode::METHOD_NOT_ALLOWED, "405: Method Not Allowed", 0);
    pub(super) const MISSING_SCOPE: Self = Self::new(StatusCode::FORBIDDEN, "Missing required OAuth2 scope", 50026);
    pub(super) const BOTS_CANNOT: Self = Self::new(StatusCode::FORBIDDEN, "Bots cannot use this endpoint", 20001);
    pub(super) const UNKNOWN_GUILD: Self = Self::new(StatusCode::NOT_FOUND, "Unknown Guild", 10004);
    pub(super) const UNKNOWN_MEMBER: Self = Self::new(StatusCode::NOT_FOUND, "Unknown Member", 10007);
    pub(super) const UNKNOWN_ROLE: Self = Self::new(StatusCode::NOT_FOUND, "Unknown Role", 10011);
    pub(super) const MISSING_ACCESS: Self = Self::new(StatusCode::FORBIDDEN, "Missing Access", 50001);
    pub(super) const MISSING_PERMISSIONS: Self = Self::new(StatusCode::FORBIDDEN, "Missing Permissions", 50013);
    pub(super) const INVALID_TOKEN: Self = Self::new(StatusCode::FORBIDDEN, "Invalid OAuth2 access token", 50025);
    pub(super) const BANNED: Self = Self::new(StatusCode::FORBIDDEN, "The user is banned from this guild.", 40007);
    /// The number in it is Discord's, and not the limit.
    pub(super) const TOO_MANY_GUILDS: Self =
        Self::new(StatusCode::BAD_REQUEST, "Maximum number of guilds reached (100)", 30001);
    pub(super) const INVALID_JSON: Self =
        Self::new(StatusCode::BAD_REQUEST, "The request body contains invalid JSON.", 50109);
    /// What Cloudflare answers in front of Discord.
    pub(super) const BLOCKED: Self = Self::new(StatusCode::FORBIDDEN, "internal network error", 40333);

    const fn new(status: StatusCode, message: &'static str, code: u32) -> Self {
        Self { status, message, code, errors: None }
    }

    /// A parameter with a value that cannot be; `errors` mirrors the request.
    pub(super) fn invalid_form(field: &str, code: &str) -> Self {
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

/// Whose token the request carries.
pub(super) enum Caller {
    /// A person who authorized the application.
    Person(Pair),
    /// The application's own bot.
    Bot,
}

impl FromRequestParts<Sandbox> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, sandbox: &Sandbox) -> Result<Self, ApiError> {
        let header = credentials(&parts.headers).ok_or(ApiError::UNAUTHORIZED)?;
        if let Some(token) = header.strip_prefix("Bearer ") {
            return sandbox.state().access(token, now()).map(Self::Person).ok_or(ApiError::UNAUTHORIZED);
        }
        match header.strip_prefix("Bot ") {
            Some(token) if same(token, &sandbox.options().bot_token) => Ok(Self::Bot),
            _ => Err(ApiError::UNAUTHORIZED),
        }
    }
}

/// Whether it is an id as Discord writes them.
pub(super) fn is_snowflake(text: &str) -> bool {
    text.parse::<u64>().is_ok_and(|number| number.to_string() == text)
}

/// The ids in the path, in its order.
pub(super) struct Ids(pub Vec<String>);

impl<S: Send + Sync> FromRequestParts<S> for Ids {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let named = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let Path(named) = named.map_err(|_| ApiError::NOT_FOUND)?;
        let id = |(name, text): (String, String)| {
            if is_snowflake(&text) { Ok(text) } else { Err(ApiError::invalid_form(&name, "NUMBER_TYPE_COERCE")) }
        };
        named.into_iter().map(id).collect::<Result<_, _>>().map(Self)
    }
}

/// The `Authorization` header as text.
pub(super) fn credentials(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION)?.to_str().ok()
}

/// Discord's front door turns away clients that do not say what they are.
///
/// Source: <https://discord.com/developers/docs/reference#user-agent>
async fn require_user_agent(request: Request, next: Next) -> Response {
    let agent = request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    match agent {
        Some(agent) if agent.starts_with("DiscordBot (") => next.run(request).await,
        _ => ApiError::BLOCKED.into_response(),
    }
}
