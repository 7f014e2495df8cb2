//! The current user, their guilds and their connections.
//!
//! Source: <https://discord.com/developers/docs/resources/user>

use axum::{
    Json,
    extract::{State, rejection::FormRejection},
};
use serde_json::Value;

use super::{
    api_error::{Answer, ApiError},
    caller::{Caller, require_scope},
    path_ids::PathIds,
    query::{boolean, number},
};
use crate::{
    guilds::{self, Guild},
    json::{remove, with_id},
    params::Params,
    people::{self, Person},
    sandbox::Sandbox,
    state::TokenPair,
};

/// The most guilds in one answer, which is also the default, and the most guilds that a person can be in.
pub const MAX_GUILDS: usize = 200;

/// `GET /users/@me`
pub async fn user(State(sandbox): State<Sandbox>, caller: Caller) -> Answer {
    let Caller::Person(access) = caller else {
        let bot = people::bot().ok_or(ApiError::UNAUTHORIZED)?;
        return Ok(Json(with_id(bot.user.clone(), &sandbox.options().client_id)));
    };
    require_scope(&access, "identify")?;
    let mut user = person(&access)?.user.clone();
    if !access.has_scope("email") {
        remove(&mut user, &["email", "verified"]);
    }
    Ok(Json(user))
}

/// `GET /users/@me/guilds`: without the scope `guilds.members.read`, `with_counts` is ignored and not an error.
pub async fn guilds(State(sandbox): State<Sandbox>, caller: Caller, query: Result<Params, FormRejection>) -> Answer {
    let query = query.unwrap_or_default();
    let (mut guilds, may_count) = match &caller {
        Caller::Bot => (guilds::of_bot(&sandbox), true),
        Caller::Person(access) => {
            require_scope(access, "guilds")?;
            (guilds::of_person(&sandbox, person(access)?), access.has_scope("guilds.members.read"))
        }
    };
    let before = number::<u64>(&query, "before")?;
    let after = number::<u64>(&query, "after")?;
    let limit = limit(&query)?;
    let with_counts = boolean(&query, "with_counts")? && may_count;

    let id = |guild: &Value| guild["id"].as_str().and_then(|id| id.parse::<u64>().ok()).unwrap_or_default();
    guilds.sort_by_key(id);
    guilds.retain(|guild| {
        let id = id(guild);
        before.is_none_or(|before| id < before) && after.is_none_or(|after| id > after)
    });
    // A page with only `before` holds the last guilds before that id, still in ascending order.
    let skipped = if before.is_some() && after.is_none() { guilds.len().saturating_sub(limit) } else { 0 };
    let mut page = guilds.into_iter().skip(skipped).take(limit).collect::<Vec<_>>();
    if !with_counts {
        for guild in &mut page {
            remove(guild, &["approximate_member_count", "approximate_presence_count"]);
        }
    }
    Ok(Json(Value::Array(page)))
}

/// `GET /users/@me/guilds/{guild_id}/member`
pub async fn member(State(sandbox): State<Sandbox>, caller: Caller, PathIds(ids): PathIds) -> Answer {
    let Caller::Person(access) = caller else {
        return Err(ApiError::BOTS_CANNOT);
    };
    require_scope(&access, "guilds.members.read")?;
    let guild = ids.first().and_then(|id| Guild::find(&sandbox, id));
    guild.and_then(|guild| guild.member(&sandbox, &access.person)).map(Json).ok_or(ApiError::UNKNOWN_GUILD)
}

/// `GET /users/@me/connections`
pub async fn connections(caller: Caller) -> Answer {
    let Caller::Person(access) = caller else {
        return Err(ApiError::BOTS_CANNOT);
    };
    require_scope(&access, "connections")?;
    Ok(Json(Value::Array(person(&access)?.connections.clone())))
}

/// Returns the token's person. Tokens of a person who was removed from the sandbox are refused.
fn person(access: &TokenPair) -> Result<&'static Person, ApiError> {
    people::find(&access.person).ok_or(ApiError::UNAUTHORIZED)
}

fn limit(query: &Params) -> Result<usize, ApiError> {
    match number::<i64>(query, "limit")?.map(usize::try_from) {
        None => Ok(MAX_GUILDS),
        Some(Ok(limit @ 1..=MAX_GUILDS)) => Ok(limit),
        Some(Ok(0) | Err(_)) => Err(ApiError::invalid_form("limit", "NUMBER_TYPE_MIN")),
        Some(Ok(_)) => Err(ApiError::invalid_form("limit", "NUMBER_TYPE_MAX")),
    }
}
