use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};

use super::{
    api_error::ApiError, counters, current_application, current_user, fault_response, guild, guild_member, rate_limit,
    user_agent,
};
use crate::{oauth2::token, sandbox::Sandbox};

/// Returns everything below `/api`. Only `/v10` is served, because Discord's path without a version is another API.
pub fn routes(sandbox: &Sandbox) -> Router<Sandbox> {
    Router::new()
        .route("/v10/oauth2/token", post(token::exchange))
        .route("/v10/oauth2/token/revoke", post(token::revoke))
        .route("/v10/oauth2/@me", get(current_application::authorization))
        .route("/v10/oauth2/applications/@me", get(current_application::application))
        .route("/v10/applications/@me", get(current_application::application))
        .route("/v10/users/@me", get(current_user::user))
        .route("/v10/users/@me/guilds", get(current_user::guilds))
        .route("/v10/users/@me/guilds/{guild_id}/member", get(current_user::member))
        .route("/v10/users/@me/connections", get(current_user::connections))
        .route("/v10/guilds/{guild_id}", get(guild::guild))
        .route("/v10/guilds/{guild_id}/channels", get(guild::channels))
        .route("/v10/guilds/{guild_id}/roles", get(guild::roles))
        .route("/v10/guilds/{guild_id}/integrations", get(guild::integrations))
        .route("/v10/guilds/{guild_id}/members/{user_id}", get(guild_member::member).put(guild_member::add))
        .fallback(async || ApiError::NOT_FOUND)
        .method_not_allowed_fallback(async || ApiError::METHOD_NOT_ALLOWED)
        // The last layer is the first to see a request: counters, then user agent, then rate limit, then faults.
        .layer(from_fn_with_state(sandbox.clone(), fault_response::answer))
        .layer(from_fn_with_state(sandbox.clone(), rate_limit::limit))
        .layer(from_fn(user_agent::require))
        .layer(from_fn_with_state(sandbox.clone(), counters::count))
}
