//! A guild as the bot sees it.
//!
//! Source: <https://discord.com/developers/docs/resources/guild>

use axum::{Json, extract::rejection::FormRejection};
use serde_json::{Value, json};

use super::{
    api_error::{Answer, ApiError},
    bot_guild::BotGuild,
    query::boolean,
};
use crate::{guilds::MANAGE_GUILD, params::Params};

/// `GET /guilds/{guild_id}`
pub async fn guild(BotGuild(guild, _): BotGuild, query: Result<Params, FormRejection>) -> Answer {
    Ok(Json(guild.object(boolean(&query.unwrap_or_default(), "with_counts")?)))
}

/// `GET /guilds/{guild_id}/channels`
pub async fn channels(BotGuild(guild, _): BotGuild) -> Json<Vec<Value>> {
    Json(guild.channels)
}

/// `GET /guilds/{guild_id}/roles`
pub async fn roles(BotGuild(guild, _): BotGuild) -> Json<Vec<Value>> {
    Json(guild.roles)
}

/// `GET /guilds/{guild_id}/integrations`
pub async fn integrations(BotGuild(guild, _): BotGuild) -> Answer {
    if guild.bot_has(MANAGE_GUILD) { Ok(Json(json!(guild.integrations))) } else { Err(ApiError::MISSING_PERMISSIONS) }
}
