use axum::{Json, extract::State};
use serde_json::{Value, json};

use super::{
    api_error::{Answer, ApiError},
    caller::Caller,
};
use crate::{json::with_id, oauth2::scopes, people, sandbox::Sandbox, timestamp::timestamp};

/// `GET /oauth2/@me`: any scope is enough. The answer has the user only with `identify`, and never an email address.
///
/// Source: <https://discord.com/developers/docs/topics/oauth2#get-current-authorization-information>
pub async fn authorization(State(sandbox): State<Sandbox>, caller: Caller) -> Answer {
    let Caller::Person(access) = caller else {
        return Err(ApiError::UNAUTHORIZED);
    };
    let mut body = json!({
        "application": with_id(people::application(), &sandbox.options().client_id),
        "scopes": access.scopes,
        "expires": timestamp(access.expires_at).ok_or(ApiError::UNAUTHORIZED)?,
    });
    if access.has_scope("identify") {
        let person = people::find(&access.person).ok_or(ApiError::UNAUTHORIZED)?;
        body["user"] = people::public_user(person.user.clone());
    }
    Ok(Json(body))
}

/// `GET /applications/@me`, and its older name `GET /oauth2/applications/@me`
///
/// Source: <https://discord.com/developers/docs/resources/application#get-current-application>
pub async fn application(State(sandbox): State<Sandbox>, caller: Caller) -> Answer {
    let (Caller::Bot, Some(bot), Some(owner)) = (caller, people::bot(), people::application_owner()) else {
        return Err(ApiError::UNAUTHORIZED);
    };
    let options = sandbox.options();
    let guild_count = sandbox.state().guilds().bot.len();
    let eligible: Vec<_> = scopes::SCOPES.iter().map(|(scope, _)| scope).filter(|it| scopes::for_people(it)).collect();
    let more = json!({
        "bot": people::public_user(with_id(bot.user.clone(), &options.client_id)),
        "owner": people::public_user(owner.user.clone()),
        "team": null, "interactions_endpoint_url": null, "role_connections_verification_url": null,
        "redirect_uris": options.redirect_uris,
        "explicit_content_filter": 0,
        "approximate_guild_count": guild_count,
        "approximate_user_install_count": 0, "approximate_user_authorization_count": people::all().count(),
        "eligible_oauth2_scopes": eligible,
    });
    let mut application = with_id(people::application(), &options.client_id);
    if let (Some(application), Value::Object(more)) = (application.as_object_mut(), more) {
        application.extend(more);
    }
    Ok(Json(application))
}
