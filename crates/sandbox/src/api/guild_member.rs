//! Guilds and their members, as the bot sees them, and how it adds somebody.
//!
//! Source: <https://discord.com/developers/docs/resources/guild>

use axum::Json;
use axum::extract::rejection::{FormRejection, JsonRejection};
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::api::{ApiError, Caller, Ids, is_snowflake};
use super::guilds::{self, Guild, MANAGE_GUILD};
use super::params::Params;
use super::resources::{Answer, MAX_GUILDS, boolean, has, require, timestamp};
use super::{Sandbox, now, people};

/// Something the bot can say of a new member: its name, the right it takes, what is wrong with a value, and what is not.
type Field = (&'static str, u128, &'static str, fn(&Value) -> bool);

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

/// The guild of the path, for the bot and if it is in, and the last id of the path.
pub(super) struct InGuild(pub Guild, pub String);

impl FromRequestParts<Sandbox> for InGuild {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, sandbox: &Sandbox) -> Result<Self, ApiError> {
        let Caller::Bot = Caller::from_request_parts(parts, sandbox).await? else {
            return Err(ApiError::UNAUTHORIZED);
        };
        let Ids(mut ids) = Ids::from_request_parts(parts, sandbox).await?;
        let guild = ids.first().and_then(|id| guilds::find(sandbox, id)).filter(|guild| guild.bot.is_some());
        let last = ids.pop().unwrap_or_default();
        // Only the guild itself is said not to exist; below it, access is missing.
        let is_itself = ids.is_empty() && parts.uri.path().ends_with(&last);
        let absent = if is_itself { ApiError::UNKNOWN_GUILD } else { ApiError::MISSING_ACCESS };
        Ok(Self(guild.ok_or(absent)?, last))
    }
}

/// `GET /guilds/{guild_id}`
pub(super) async fn guild(InGuild(guild, _): InGuild, query: Result<Params, FormRejection>) -> Answer {
    Ok(Json(guild.full(boolean(&query.unwrap_or_default(), "with_counts")?)))
}

/// `GET /guilds/{guild_id}/integrations`
pub(super) async fn integrations(InGuild(guild, _): InGuild) -> Answer {
    if guild.bot_may(MANAGE_GUILD) { Ok(Json(json!(guild.integrations))) } else { Err(ApiError::MISSING_PERMISSIONS) }
}

/// `GET /guilds/{guild_id}/members/{user_id}`
pub(super) async fn member(State(sandbox): State<Sandbox>, InGuild(guild, user_id): InGuild) -> Answer {
    guild.member(&sandbox, &user_id).map(Json).ok_or(ApiError::UNKNOWN_MEMBER)
}

/// `GET /users/@me/guilds/{guild_id}/member`
pub(super) async fn myself(State(sandbox): State<Sandbox>, caller: Caller, Ids(ids): Ids) -> Answer {
    let Caller::Person(access) = caller else {
        return Err(ApiError::BOTS_CANNOT);
    };
    require(&access, "guilds.members.read")?;
    let guild = ids.first().and_then(|id| guilds::find(&sandbox, id));
    guild.and_then(|guild| guild.member(&sandbox, &access.person)).map(Json).ok_or(ApiError::UNKNOWN_GUILD)
}

/// `PUT /guilds/{guild_id}/members/{user_id}`
pub(super) async fn add_member(
    State(sandbox): State<Sandbox>,
    InGuild(guild, user_id): InGuild,
    body: Result<Json<Value>, JsonRejection>,
) -> Result<Response, ApiError> {
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
    let person = access.and_then(|access| people::find(&access.person)).ok_or(ApiError::INVALID_TOKEN)?;
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
        "joined_at": timestamp(now()),
    });
    sandbox.state().change_guilds(|guilds| {
        guilds.joined.entry(guild.id().to_owned()).or_default().insert(user_id.clone(), special);
    });
    let member = guilds::find(&sandbox, guild.id()).and_then(|guild| guild.member(&sandbox, &user_id));
    Ok((StatusCode::CREATED, Json(member)).into_response())
}
