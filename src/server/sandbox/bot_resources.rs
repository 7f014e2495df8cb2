//! What the bot's token opens: the application, and the guilds that the bot is in.

use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::api::{ApiError, Caller, require_snowflake};
use super::guilds::{self, Guild, MANAGE_GUILD};
use super::params::Params;
use super::resources::{Answer, boolean, public_user};
use super::{Sandbox, people, scopes};

/// `GET /applications/@me`, and under its older name `GET /oauth2/applications/@me`
///
/// Source: <https://discord.com/developers/docs/resources/application#get-current-application>
pub(super) async fn application(State(sandbox): State<Sandbox>, caller: Caller) -> Answer {
    let (Caller::Bot, Some(bot), Some(owner)) = (caller, people::bot(), people::application_owner()) else {
        return Err(ApiError::UNAUTHORIZED);
    };
    let options = sandbox.options();
    let in_guilds = sandbox.state().guilds().bot.len();
    let authorized = sandbox.state().people_who_authorized();
    let more = json!({
        "bot": public_user(people::with_id(bot.user.clone(), &options.client_id)),
        "owner": public_user(owner.user.clone()),
        "team": null,
        "redirect_uris": options.redirect_uris,
        "interactions_endpoint_url": null,
        "role_connections_verification_url": null,
        "explicit_content_filter": 0,
        "approximate_guild_count": in_guilds,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": authorized,
        "install_params": { "scopes": ["applications.commands", "bot"], "permissions": "0" },
        "integration_types_config": { "0": {}, "1": {} },
        "eligible_oauth2_scopes": scopes::all_for_people().collect::<Vec<_>>(),
    });
    let mut application = people::with_id(people::application(), &options.client_id);
    if let (Some(application), Value::Object(more)) = (application.as_object_mut(), more) {
        application.extend(more);
    }
    Ok(Json(application))
}

/// `GET /guilds/{guild_id}`
///
/// Source: <https://discord.com/developers/docs/resources/guild#get-guild>
pub(super) async fn guild(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Path(id): Path<String>,
    query: Result<Params, FormRejection>,
) -> Answer {
    // The one place where a guild that the bot is not in does not exist; below it, access is missing.
    let guild = of_bot(&sandbox, &caller, &id, ApiError::UNKNOWN_GUILD)?;
    Ok(Json(guild.full(boolean(&query.unwrap_or_default(), "with_counts")?)))
}

/// `GET /guilds/{guild_id}/channels`
///
/// Source: <https://discord.com/developers/docs/resources/guild#get-guild-channels>
pub(super) async fn channels(State(sandbox): State<Sandbox>, caller: Caller, Path(id): Path<String>) -> Answer {
    Ok(Json(json!(of_bot(&sandbox, &caller, &id, ApiError::MISSING_ACCESS)?.channels)))
}

/// `GET /guilds/{guild_id}/roles`
///
/// Source: <https://discord.com/developers/docs/resources/guild#get-guild-roles>
pub(super) async fn roles(State(sandbox): State<Sandbox>, caller: Caller, Path(id): Path<String>) -> Answer {
    Ok(Json(json!(of_bot(&sandbox, &caller, &id, ApiError::MISSING_ACCESS)?.roles)))
}

/// `GET /guilds/{guild_id}/integrations`
///
/// Source: <https://discord.com/developers/docs/resources/guild#get-guild-integrations>
pub(super) async fn integrations(State(sandbox): State<Sandbox>, caller: Caller, Path(id): Path<String>) -> Answer {
    let guild = of_bot(&sandbox, &caller, &id, ApiError::MISSING_ACCESS)?;
    if guild.bot_may(MANAGE_GUILD) { Ok(Json(json!(guild.integrations))) } else { Err(ApiError::MISSING_PERMISSIONS) }
}

/// The guild for the bot, if it is in.
pub(super) fn of_bot(sandbox: &Sandbox, caller: &Caller, id: &str, absent: ApiError) -> Result<Guild, ApiError> {
    let Caller::Bot = caller else {
        return Err(ApiError::UNAUTHORIZED);
    };
    require_snowflake("guild_id", id)?;
    guilds::find(sandbox, id).filter(|guild| guild.bot.is_some()).ok_or(absent)
}
