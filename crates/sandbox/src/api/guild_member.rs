//! A member of a guild, as the bot sees and adds them.
//!
//! Source: <https://discord.com/developers/docs/resources/guild#add-guild-member>

use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    api_error::{Answer, ApiError},
    bot_guild::BotGuild,
    current_user::MAX_GUILDS,
    path_ids::is_snowflake,
};
use crate::{
    clock::now,
    guilds::{self, Guild},
    people,
    sandbox::Sandbox,
    timestamp::timestamp,
};

/// A field of the request to add a member.
struct Field {
    name: &'static str,
    /// The permission that the bot needs to set it.
    permission: u128,
    /// The code of the error for an invalid value.
    error: &'static str,
    is_valid: fn(&Value) -> bool,
}

const FIELDS: [Field; 5] = [
    Field {
        name: "access_token",
        permission: 1 << 0,
        error: "BASE_TYPE_REQUIRED",
        is_valid: |it| it.as_str().is_some_and(|it| (1..=10_240).contains(&it.len())),
    },
    Field {
        name: "nick",
        permission: 1 << 27,
        error: "BASE_TYPE_BAD_LENGTH",
        is_valid: |it| it.is_null() || it.as_str().is_some_and(|it| it.chars().count() <= 32),
    },
    Field {
        name: "roles",
        permission: 1 << 28,
        error: "NUMBER_TYPE_COERCE",
        is_valid: |it| {
            let is_role = |it: &Value| it.as_str().is_some_and(is_snowflake);
            it.is_null() || it.as_array().is_some_and(|it| it.len() <= 250 && it.iter().all(is_role))
        },
    },
    Field {
        name: "mute",
        permission: 1 << 22,
        error: "BOOLEAN_TYPE_CONVERT",
        is_valid: |it| it.is_null() || it.is_boolean(),
    },
    Field {
        name: "deaf",
        permission: 1 << 23,
        error: "BOOLEAN_TYPE_CONVERT",
        is_valid: |it| it.is_null() || it.is_boolean(),
    },
];

/// `GET /guilds/{guild_id}/members/{user_id}`
pub async fn member(State(sandbox): State<Sandbox>, BotGuild(guild, user_id): BotGuild) -> Answer {
    guild.member(&sandbox, &user_id).map(Json).ok_or(ApiError::UNKNOWN_MEMBER)
}

/// `PUT /guilds/{guild_id}/members/{user_id}`
pub async fn add(
    State(sandbox): State<Sandbox>,
    BotGuild(guild, user_id): BotGuild,
    body: Result<Json<Value>, JsonRejection>,
) -> Result<Response, ApiError> {
    let Json(form) = body.map_err(|rejection| match rejection {
        JsonRejection::MissingJsonContentType(_) => ApiError::invalid_form("_misc", "CONTENT_TYPE_INVALID"),
        _ => ApiError::INVALID_JSON,
    })?;
    // Discord ignores the body if the user is already a member, even a wrong token.
    if guild.member(&sandbox, &user_id).is_some() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    check_fields(&guild, &form)?;
    let access = sandbox.state().access(form["access_token"].as_str().unwrap_or_default(), now());
    let access = access.filter(|access| access.person == user_id && access.has_scope("guilds.join"));
    let person = access.and_then(|access| people::find(&access.person)).ok_or(ApiError::INVALID_TOKEN)?;
    if guild.banned.contains(&user_id) {
        return Err(ApiError::BANNED);
    }
    if guilds::of_person(&sandbox, person).len() >= MAX_GUILDS {
        return Err(ApiError::TOO_MANY_GUILDS);
    }
    check_roles(&guild, &form, &sandbox.options().client_id)?;
    let differences = json!({
        "nick": form["nick"],
        "roles": form["roles"].as_array().cloned().unwrap_or_default(),
        "mute": form["mute"] == true,
        "deaf": form["deaf"] == true,
        "joined_at": timestamp(now()),
    });
    sandbox.state().change_guilds(|guilds| guilds.join(guild.id(), &user_id, differences));
    let member = Guild::find(&sandbox, guild.id()).and_then(|guild| guild.member(&sandbox, &user_id));
    Ok((StatusCode::CREATED, Json(member)).into_response())
}

/// Checks the values of the fields, then the bot's permissions for them.
fn check_fields(guild: &Guild, form: &Value) -> Result<(), ApiError> {
    if let Some(field) = FIELDS.iter().find(|field| !(field.is_valid)(&form[field.name])) {
        return Err(ApiError::invalid_form(field.name, field.error));
    }
    let is_permitted = |field: &Field| form[field.name].is_null() || guild.bot_has(field.permission);
    if FIELDS.iter().all(is_permitted) { Ok(()) } else { Err(ApiError::MISSING_PERMISSIONS) }
}

/// Checks that the bot may give the roles: they are below its own role, and no integration manages them.
fn check_roles(guild: &Guild, form: &Value, client_id: &str) -> Result<(), ApiError> {
    let bot_role = guild.roles.iter().find(|role| role["tags"]["bot_id"] == *client_id);
    let bot_position = bot_role.and_then(|role| role["position"].as_u64());
    for id in form["roles"].as_array().into_iter().flatten() {
        // Every member has @everyone, in position 0, so it cannot be given.
        let role = guild.roles.iter().find(|role| role["id"] == *id && role["position"] != 0);
        let role = role.ok_or(ApiError::UNKNOWN_ROLE)?;
        if role["managed"] == true || role["position"].as_u64() >= bot_position {
            return Err(ApiError::MISSING_PERMISSIONS);
        }
    }
    Ok(())
}
