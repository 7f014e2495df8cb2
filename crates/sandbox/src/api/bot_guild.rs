//! The guild in the path of a bot's request.

use axum::{extract::FromRequestParts, http::request::Parts};

use super::{api_error::ApiError, caller::Caller, path_ids::PathIds};
use crate::{guilds::Guild, sandbox::Sandbox};

/// A guild that the bot is in, and the last id of the path. Callers other than the bot are refused.
pub struct BotGuild(pub Guild, pub String);

impl FromRequestParts<Sandbox> for BotGuild {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, sandbox: &Sandbox) -> Result<Self, ApiError> {
        let Caller::Bot = Caller::from_request_parts(parts, sandbox).await? else {
            return Err(ApiError::UNAUTHORIZED);
        };
        let PathIds(mut ids) = PathIds::from_request_parts(parts, sandbox).await?;
        let guild = ids.first().and_then(|id| Guild::find(sandbox, id)).filter(|guild| guild.bot.is_some());
        let last = ids.pop().unwrap_or_default();
        // Discord says "Unknown Guild" for the guild itself, and "Missing Access" for everything below it.
        let is_guild_itself = ids.is_empty() && parts.uri.path().ends_with(&last);
        let error = if is_guild_itself { ApiError::UNKNOWN_GUILD } else { ApiError::MISSING_ACCESS };
        Ok(Self(guild.ok_or(error)?, last))
    }
}
