//! Members of guilds: as the bot sees them, as they see themselves, and how the bot adds one.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::api::{ApiError, Caller, is_snowflake, require_snowflake};
use super::bot_resources::of_bot;
use super::resources::{Answer, MAX_GUILDS, has, require, timestamp};
use super::{Sandbox, guilds, now, people};

/// Something the bot can say of a new member: its name, the right it takes, what is wrong with a value, and what is not.
type Field = (&'static str, u128, &'static str, fn(&Value) -> bool);

/// Source: <https://discord.com/developers/docs/resources/guild#add-guild-member>
const FIELDS: [Field; 5] = [
    ("access_token", 1, "BASE_TYPE_REQUIRED", |it| it.as_str().is_some_and(|it| (1..=10_240).contains(&it.len()))),
    ("nick", 1 << 27, "BASE_TYPE_BAD_LENGTH", |it| {
        it.is_null() || it.as_str().is_some_and(|it| it.chars().count() <= 32)
    }),
    ("roles", 1 << 28, "NUMBER_TYPE_COERCE", |it| {
        let is_role = |it: &Value| it.as_str().is_some_and(is_snowflake);
        it.is_null() || it.as_array().is_some_and(|it| it.len() <= 250 && it.iter().all(is_role))
    }),
    ("mute", 1 << 22, "BOOLEAN_TYPE_CONVERT", |it| it.is_null() || it.is_boolean()),
    ("deaf", 1 << 23, "BOOLEAN_TYPE_CONVERT", |it| it.is_null() || it.is_boolean()),
];

/// `GET /guilds/{guild_id}/members/{user_id}`
///
/// Source: <https://discord.com/developers/docs/resources/guild#get-guild-member>
pub(super) async fn of_guild(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Path((guild_id, user_id)): Path<(String, String)>,
) -> Answer {
    let guild = of_bot(&sandbox, &caller, &guild_id, ApiError::MISSING_ACCESS)?;
    require_snowflake("user_id", &user_id)?;
    guild.member(&sandbox, &user_id).map(Json).ok_or(ApiError::UNKNOWN_MEMBER)
}

/// `GET /users/@me/guilds/{guild_id}/member`
///
/// Source: <https://discord.com/developers/docs/resources/user#get-current-user-guild-member>
pub(super) async fn myself(State(sandbox): State<Sandbox>, caller: Caller, Path(guild_id): Path<String>) -> Answer {
    let Caller::Person(access) = caller else {
        return Err(ApiError::BOTS_CANNOT);
    };
    require(&access, "guilds.members.read")?;
    require_snowflake("guild_id", &guild_id)?;
    let guild = guilds::find(&sandbox, &guild_id).ok_or(ApiError::UNKNOWN_GUILD)?;
    guild.member(&sandbox, &access.person).map(Json).ok_or(ApiError::UNKNOWN_GUILD)
}

/// `PUT /guilds/{guild_id}/members/{user_id}`
///
/// Source: <https://discord.com/developers/docs/resources/guild#add-guild-member>
pub(super) async fn add(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Path((guild_id, user_id)): Path<(String, String)>,
    body: Result<Json<Value>, JsonRejection>,
) -> Result<Response, ApiError> {
    let guild = of_bot(&sandbox, &caller, &guild_id, ApiError::MISSING_ACCESS)?;
    require_snowflake("user_id", &user_id)?;
    let Json(form) = body.map_err(|rejection| match rejection {
        JsonRejection::MissingJsonContentType(_) => ApiError::invalid_form("_misc", "CONTENT_TYPE_INVALID"),
        _ => ApiError::INVALID_JSON,
    })?;
    // Nothing in the body counts any more, not even its token.
    if guild.member(&sandbox, &user_id).is_some() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    for (name, _, problem, allows) in FIELDS {
        if !allows(&form[name]) {
            return Err(ApiError::invalid_form(name, problem));
        }
    }
    if FIELDS.iter().any(|(name, right, ..)| !form[name].is_null() && !guild.bot_may(*right)) {
        return Err(ApiError::MISSING_PERMISSIONS);
    }
    let access = sandbox.state().access(form["access_token"].as_str().unwrap_or_default(), now());
    let access = access.filter(|access| access.person == user_id && has(access, "guilds.join"));
    let person = access.and_then(|access| people::find(&access.person)).ok_or(ApiError::INVALID_ACCESS_TOKEN)?;
    if guild.banned.contains(&user_id) {
        return Err(ApiError::BANNED);
    }
    if guilds::of_person(&sandbox, person).len() >= MAX_GUILDS {
        return Err(ApiError::TOO_MANY_GUILDS);
    }
    let top = guild.roles.iter().find(|role| role["tags"]["bot_id"] == sandbox.options().client_id);
    let top = top.and_then(|role| role["position"].as_u64());
    for id in form["roles"].as_array().into_iter().flatten() {
        // @everyone, in position 0, is nothing that somebody is given.
        let role = guild.roles.iter().find(|role| role["id"] == *id && role["position"] != 0);
        let role = role.ok_or(ApiError::UNKNOWN_ROLE)?;
        if role["managed"] == true || role["position"].as_u64() >= top {
            return Err(ApiError::MISSING_PERMISSIONS);
        }
    }
    let special = json!({
        "nick": form["nick"],
        "roles": form["roles"].as_array().cloned().unwrap_or_default(),
        "mute": form["mute"] == true,
        "deaf": form["deaf"] == true,
        "pending": guild.screens_members(),
        "joined_at": timestamp(now()),
    });
    sandbox.state().change_guilds(|guilds| {
        guilds.joined.entry(guild_id.clone()).or_default().insert(user_id.clone(), special);
    });
    let member = guilds::find(&sandbox, &guild_id).and_then(|guild| guild.member(&sandbox, &user_id));
    Ok((StatusCode::CREATED, Json(member)).into_response())
}
