//! What a token opens: the application, the person, their guilds and their connections.

use std::str::FromStr;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::api::{ApiError, Caller};
use super::params::Params;
use super::people::{self, Person};
use super::state::Pair;
use super::{Sandbox, guilds, scopes};

/// Most guilds one answer may hold, how many it holds when nothing is asked, and how many a person can be in.
pub(super) const MAX_GUILDS: usize = 200;

pub(super) type Answer = Result<Json<Value>, ApiError>;

/// `GET /oauth2/@me`: any scope will do; the user needs `identify` and never has an email here.
///
/// Source: <https://discord.com/developers/docs/topics/oauth2#get-current-authorization-information>
pub(super) async fn authorization(State(sandbox): State<Sandbox>, caller: Caller) -> Answer {
    let Caller::Person(access) = caller else {
        return Err(ApiError::UNAUTHORIZED);
    };
    let mut body = json!({
        "application": people::with_id(people::application(), &sandbox.options().client_id),
        "scopes": access.scopes,
        "expires": timestamp(access.expires_at).ok_or(ApiError::UNAUTHORIZED)?,
    });
    if has(&access, "identify") {
        body["user"] = public_user(person(&access)?.user.clone());
    }
    Ok(Json(body))
}

/// `GET /applications/@me`, and under its older name `GET /oauth2/applications/@me`
///
/// Source: <https://discord.com/developers/docs/resources/application#get-current-application>
pub(super) async fn application(State(sandbox): State<Sandbox>, caller: Caller) -> Answer {
    let (Caller::Bot, Some(bot), Some(owner)) = (caller, people::bot(), people::application_owner()) else {
        return Err(ApiError::UNAUTHORIZED);
    };
    let options = sandbox.options();
    let in_guilds = sandbox.state().guilds().bot.len();
    let eligible: Vec<_> = scopes::SCOPES.iter().map(|(scope, _)| scope).filter(|it| scopes::for_people(it)).collect();
    let more = json!({
        "bot": public_user(people::with_id(bot.user.clone(), &options.client_id)),
        "owner": public_user(owner.user.clone()),
        "team": null, "interactions_endpoint_url": null, "role_connections_verification_url": null,
        "redirect_uris": options.redirect_uris,
        "explicit_content_filter": 0,
        "approximate_guild_count": in_guilds,
        "approximate_user_install_count": 0, "approximate_user_authorization_count": people::all().count(),
        "eligible_oauth2_scopes": eligible,
    });
    let mut application = people::with_id(people::application(), &options.client_id);
    if let (Some(application), Value::Object(more)) = (application.as_object_mut(), more) {
        application.extend(more);
    }
    Ok(Json(application))
}

/// `GET /users/@me`
///
/// Source: <https://discord.com/developers/docs/resources/user#get-current-user>
pub(super) async fn user(State(sandbox): State<Sandbox>, caller: Caller) -> Answer {
    let Caller::Person(access) = caller else {
        let bot = people::bot().ok_or(ApiError::UNAUTHORIZED)?;
        return Ok(Json(people::with_id(bot.user.clone(), &sandbox.options().client_id)));
    };
    require(&access, "identify")?;
    let mut user = person(&access)?.user.clone();
    if !has(&access, "email") {
        without(&mut user, &["email", "verified"]);
    }
    Ok(Json(user))
}

/// `GET /users/@me/guilds`: without `guilds.members.read`, `with_counts` is ignored and not an error.
///
/// Source: <https://discord.com/developers/docs/resources/user#get-current-user-guilds>
pub(super) async fn guilds(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Result<Params, FormRejection>,
) -> Answer {
    let query = query.unwrap_or_default();
    let (mut guilds, may_count) = match &caller {
        Caller::Bot => (guilds::of_bot(&sandbox), true),
        Caller::Person(access) => {
            require(access, "guilds")?;
            (guilds::of_person(&sandbox, person(access)?), has(access, "guilds.members.read"))
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
    // Paging backwards means the guilds next to `before`, still in ascending order.
    let skipped = if before.is_some() && after.is_none() { guilds.len().saturating_sub(limit) } else { 0 };
    let mut page = guilds.into_iter().skip(skipped).take(limit).collect::<Vec<_>>();
    if !with_counts {
        for guild in &mut page {
            without(guild, &["approximate_member_count", "approximate_presence_count"]);
        }
    }
    Ok(Json(Value::Array(page)))
}

/// `GET /users/@me/connections`
///
/// Source: <https://discord.com/developers/docs/resources/user#get-current-user-connections>
pub(super) async fn connections(caller: Caller) -> Answer {
    let Caller::Person(access) = caller else {
        return Err(ApiError::BOTS_CANNOT);
    };
    require(&access, "connections")?;
    Ok(Json(Value::Array(person(&access)?.connections.clone())))
}

/// Whose token it is; somebody who was taken out of the sandbox has none that works.
fn person(access: &Pair) -> Result<&'static Person, ApiError> {
    people::find(&access.person).ok_or(ApiError::UNAUTHORIZED)
}

pub(super) fn has(access: &Pair, scope: &str) -> bool {
    access.scopes.iter().any(|granted| granted == scope)
}

pub(super) fn require(access: &Pair, scope: &str) -> Result<(), ApiError> {
    if has(access, scope) { Ok(()) } else { Err(ApiError::MISSING_SCOPE) }
}

/// A user as everybody sees them.
pub(super) fn public_user(mut user: Value) -> Value {
    without(&mut user, &["email", "verified", "mfa_enabled", "locale", "premium_type"]);
    user
}

fn without(object: &mut Value, keys: &[&str]) {
    if let Some(object) = object.as_object_mut() {
        object.retain(|key, _| !keys.contains(&key.as_str()));
    }
}

fn number<T: FromStr>(query: &Params, name: &str) -> Result<Option<T>, ApiError> {
    let parse = |text: &str| text.parse().map_err(|_| ApiError::invalid_form(name, "NUMBER_TYPE_COERCE"));
    query.get(name).map(parse).transpose()
}

fn limit(query: &Params) -> Result<usize, ApiError> {
    match number::<i64>(query, "limit")?.map(usize::try_from) {
        None => Ok(MAX_GUILDS),
        Some(Ok(limit @ 1..=MAX_GUILDS)) => Ok(limit),
        Some(Ok(0) | Err(_)) => Err(ApiError::invalid_form("limit", "NUMBER_TYPE_MIN")),
        Some(Ok(_)) => Err(ApiError::invalid_form("limit", "NUMBER_TYPE_MAX")),
    }
}

/// Source: <https://discord.com/developers/docs/reference#boolean-query-strings>
pub(super) fn boolean(query: &Params, name: &str) -> Result<bool, ApiError> {
    match query.get(name) {
        Some("true" | "True" | "1") => Ok(true),
        None | Some("false" | "False" | "0") => Ok(false),
        Some(_) => Err(ApiError::invalid_form(name, "BOOLEAN_TYPE_CONVERT")),
    }
}

/// Discord's way of writing an instant.
pub(super) fn timestamp(seconds: i64) -> Option<String> {
    let at = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
    let (hour, minute, second) = at.to_hms();
    Some(format!("{}T{hour:02}:{minute:02}:{second:02}.000000+00:00", at.date()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_as_discord_does() {
        assert_eq!(timestamp(1_430_080_016).as_deref(), Some("2015-04-26T20:26:56.000000+00:00"));
    }
}
