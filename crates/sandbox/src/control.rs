//! Controls the sandbox: faults, settings, guilds, members and counters. People use the forms of the page, and tests post to the same
//! addresses.

mod page;

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header::ACCEPT},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

use crate::{
    clock::now,
    faults::Fault,
    guilds::Guild,
    params::Params,
    people::{self, Person},
    sandbox::{Counters, Sandbox},
    state::GuildState,
    timestamp::timestamp,
};

/// Returns `/control` and everything below it.
pub fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/control", get(page::show))
        .route("/control/counters", get(counters))
        .route("/control/state", get(state))
        .route("/control/reset", post(reset_counters))
        .route("/control/faults", post(add_fault))
        .route("/control/faults/clear", post(clear_faults))
        .route("/control/settings", post(change_settings))
        .route("/control/bot/leave", post(leave))
        .route("/control/channels/delete", post(delete_channel))
        .route("/control/members/join", post(join))
        .route("/control/members/leave", post(leave_guild))
        .route("/control/guilds/reset", post(reset_guilds))
}

/// `GET /control/counters`
async fn counters(State(sandbox): State<Sandbox>) -> Json<Counters> {
    Json(sandbox.counters().clone())
}

/// `GET /control/state`
async fn state(State(sandbox): State<Sandbox>) -> Json<Value> {
    let state = sandbox.state();
    Json(json!({ "faults": *sandbox.faults(), "settings": state.settings(), "bot": state.guilds().bot }))
}

/// `POST /control/reset`: a browser gets the page again, other clients get 204.
async fn reset_counters(State(sandbox): State<Sandbox>, headers: HeaderMap) -> Response {
    sandbox.counters().clear();
    let is_browser = headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/html"));
    if is_browser { Redirect::to("../control").into_response() } else { StatusCode::NO_CONTENT.into_response() }
}

/// `POST /control/faults`
async fn add_fault(State(sandbox): State<Sandbox>, form: Params) -> Result<Redirect, FormError> {
    let fault = Fault::from_form(&form).map_err(FormError)?;
    sandbox.faults().0.push(fault);
    Ok(Redirect::to("../control"))
}

/// `POST /control/faults/clear`
async fn clear_faults(State(sandbox): State<Sandbox>) -> Redirect {
    sandbox.faults().0.clear();
    Redirect::to("../../control")
}

/// `POST /control/settings`: settings that are not in the form do not change.
async fn change_settings(State(sandbox): State<Sandbox>, form: Params) -> Result<Redirect, FormError> {
    let mut settings = json!(sandbox.state().settings());
    for (name, value) in form.iter().filter(|(_, value)| !value.is_empty()) {
        settings[name] = match value {
            "on" | "off" => json!(value == "on"),
            _ => serde_json::from_str(value).unwrap_or_default(),
        };
    }
    let refuse = |error| {
        FormError(format!(
            "Set same_token and refresh_ends_access to on or off, and token_lifetime to a number of seconds: {error}."
        ))
    };
    let settings = serde_json::from_value(settings).map_err(refuse)?;
    sandbox.state().set_settings(settings);
    Ok(Redirect::to("../control"))
}

/// `POST /control/bot/leave`
async fn leave(State(sandbox): State<Sandbox>, form: Params) -> Result<Redirect, FormError> {
    let mut removed = None;
    sandbox.state().change_guilds(|guilds| removed = guilds.bot.remove(form.get("guild_id").unwrap_or_default()));
    let redirect = removed.map(|_| Redirect::to("../../control"));
    redirect.ok_or_else(|| FormError("The bot is not in a server with this guild_id.".to_owned()))
}

/// `POST /control/channels/delete`
async fn delete_channel(State(sandbox): State<Sandbox>, form: Params) -> Result<Redirect, FormError> {
    let [guild_id, channel_id] = ["guild_id", "channel_id"].map(|name| form.get(name).unwrap_or_default());
    let guild = Guild::find(&sandbox, guild_id)
        .ok_or_else(|| FormError("There is no server with this guild_id.".to_owned()))?;
    if !guild.channels.iter().any(|channel| channel["id"] == channel_id) {
        return Err(FormError("That server has no channel with this channel_id.".to_owned()));
    }
    sandbox.state().change_guilds(|guilds| _ = guilds.deleted_channels.insert(channel_id.to_owned()));
    Ok(Redirect::to("../../control"))
}

/// `POST /control/members/join`: makes a person a member with exactly these roles. A member gets these roles in place of their own.
async fn join(State(sandbox): State<Sandbox>, form: Params) -> Result<Redirect, FormError> {
    let (guild, person) = guild_and_person(&sandbox, &form)?;
    let roles: Vec<&str> =
        form.get("roles").unwrap_or_default().split([' ', ',']).filter(|id| !id.is_empty()).collect();
    if !roles.iter().all(|id| guild.roles.iter().any(|role| role["id"] == *id && role["position"] != 0)) {
        return Err(FormError("That server has no such role. Set roles to ids with spaces between them.".to_owned()));
    }
    let joined_at = timestamp(now());
    let mut differences = guild.differences(person.id()).unwrap_or_else(|| json!({ "joined_at": joined_at }));
    differences["roles"] = json!(roles);
    sandbox.state().change_guilds(|guilds| guilds.join(guild.id(), person.id(), differences));
    Ok(Redirect::to("../../control"))
}

/// `POST /control/members/leave`
async fn leave_guild(State(sandbox): State<Sandbox>, form: Params) -> Result<Redirect, FormError> {
    let (guild, person) = guild_and_person(&sandbox, &form)?;
    if guild.differences(person.id()).is_none() {
        return Err(FormError("That person is not in that server.".to_owned()));
    }
    sandbox.state().change_guilds(|guilds| guilds.leave(guild.id(), person.id()));
    Ok(Redirect::to("../../control"))
}

fn guild_and_person(sandbox: &Sandbox, form: &Params) -> Result<(Guild, &'static Person), FormError> {
    let guild = form.get("guild_id").and_then(|id| Guild::find(sandbox, id));
    let guild = guild.ok_or_else(|| FormError("There is no server with this guild_id.".to_owned()))?;
    let person = form.get("person_id").and_then(people::find);
    let person = person.ok_or_else(|| FormError("There is no person with this person_id.".to_owned()))?;
    Ok((guild, person))
}

/// `POST /control/guilds/reset`
async fn reset_guilds(State(sandbox): State<Sandbox>) -> Redirect {
    sandbox.state().change_guilds(|guilds| *guilds = GuildState::default());
    Redirect::to("../../control")
}

/// A sentence that says why a form changed nothing.
struct FormError(String);

impl IntoResponse for FormError {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, format!("{} Nothing was changed.\n", self.0)).into_response()
    }
}
