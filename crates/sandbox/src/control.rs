//! The control page: faults, settings, guilds and counters, for people by forms and for tests by the same addresses.

use axum::extract::State;
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::Sandbox;
use super::faults::{Fault, KINDS};
use super::guilds::{self, GuildState};
use super::page::{escape, page};
use super::params::Params;

/// Everything at and below `/control`.
pub(super) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/control", get(show))
        .route("/control/counters", get(async |State(it): State<Sandbox>| Json(json!(*it.counters()))))
        .route(
            "/control/state",
            get(async |State(it): State<Sandbox>| {
                let state = it.state();
                Json(json!({ "faults": *it.faults(), "settings": state.settings(), "bot": state.guilds().bot }))
            }),
        )
        .route("/control/reset", post(reset_counters))
        .route("/control/faults", post(add_fault))
        .route(
            "/control/faults/clear",
            post(async |State(it): State<Sandbox>| {
                it.faults().0.clear();
                Redirect::to("../../control")
            }),
        )
        .route("/control/settings", post(change_settings))
        .route("/control/bot/leave", post(leave))
        .route("/control/channels/delete", post(delete_channel))
        .route(
            "/control/guilds/reset",
            post(async |State(it): State<Sandbox>| {
                it.state().change_guilds(|guilds| *guilds = GuildState::default());
                Redirect::to("../../control")
            }),
        )
}

/// `GET /control`
async fn show(State(sandbox): State<Sandbox>) -> Response {
    let faults = sandbox.faults().0.iter().map(|fault| in_words(&json!(fault))).collect::<Vec<_>>();
    let counters = sandbox.counters().clone();
    let asked = counters.iter().map(|(route, count)| format!("{count} × {route}")).collect::<Vec<_>>();
    let settings = sandbox.state().settings().clone();
    let guilds = guilds::of_bot(&sandbox);
    let channels = guilds.iter().filter_map(|guild| guilds::find(&sandbox, text(guild, "id")));
    let channels = channels.flat_map(|guild| guild.channels).collect::<Vec<_>>();
    let bot = guilds.iter().map(|guild| format!("{}, permissions {}", text(guild, "name"), text(guild, "permissions")));
    let by_name = |objects: &[Value]| options(objects.iter().map(|it| (text(it, "id"), text(it, "name"))), "");
    let html = format!(
        include_str!("control.html"),
        faults = list(&faults, "None: everything works."),
        kinds = options(KINDS.into_iter(), ""),
        routes = options(counters.keys().map(|route| (route.as_str(), "")), ""),
        same_token = switch(["gets tokens of its own", "is handed the tokens of the first"], settings.same_token),
        refresh_ends_access =
            switch(["lets the old access token live", "ends the old access token"], settings.refresh_ends_access),
        token_lifetime = settings.token_lifetime,
        bot = list(&bot.collect::<Vec<_>>(), "None."),
        guilds = by_name(&guilds),
        channels = by_name(&channels),
        counters = list(&asked, "Nothing was asked yet."),
    );
    page(StatusCode::OK, "", "Control", &html)
}

fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object[key].as_str().unwrap_or_default()
}

/// What is known of a fault, such as `kind error, route *, status 503`.
fn in_words(fault: &Value) -> String {
    let known = fault.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    let words = known.map(|(name, value)| format!("{name} {value}").replace('"', ""));
    words.collect::<Vec<_>>().join(", ")
}

fn list(lines: &[String], empty: &str) -> String {
    if lines.is_empty() {
        return format!("<p>{empty}</p>");
    }
    let lines = lines.iter().map(|line| format!("<li>{}</li>\n", escape(line))).collect::<String>();
    format!("<ul>\n{lines}</ul>")
}

fn switch(words: [&str; 2], on: bool) -> String {
    options(["off", "on"].into_iter().zip(words), if on { "on" } else { "off" })
}

fn options<'a>(choices: impl Iterator<Item = (&'a str, &'a str)>, chosen: &str) -> String {
    let option = |(value, words): (&str, &str)| {
        let selected = if value == chosen { " selected" } else { "" };
        format!("<option value=\"{}\"{selected}>{}</option>\n", escape(value), escape(words))
    };
    choices.map(option).collect()
}

/// `POST /control/reset`: a browser is shown the page again.
async fn reset_counters(State(sandbox): State<Sandbox>, headers: HeaderMap) -> Response {
    sandbox.counters().clear();
    let is_browser = headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/html"));
    if is_browser { Redirect::to("../control").into_response() } else { StatusCode::NO_CONTENT.into_response() }
}

/// `POST /control/faults`
async fn add_fault(State(sandbox): State<Sandbox>, form: Params) -> Result<Redirect, Refusal> {
    let fault = Fault::from_form(&form).map_err(Refusal)?;
    sandbox.faults().0.push(fault);
    Ok(Redirect::to("../control"))
}

/// `POST /control/settings`: what the form leaves out stays as it is.
async fn change_settings(State(sandbox): State<Sandbox>, form: Params) -> Result<Redirect, Refusal> {
    let mut settings = json!(sandbox.state().settings());
    for (name, value) in form.iter().filter(|(_, value)| !value.is_empty()) {
        settings[name] = match value {
            "on" | "off" => json!(value == "on"),
            _ => serde_json::from_str(value).unwrap_or_default(),
        };
    }
    let refuse = |error| {
        Refusal(format!("same_token and refresh_ends_access are on or off, token_lifetime is in seconds: {error}."))
    };
    let settings = serde_json::from_value(settings).map_err(refuse)?;
    sandbox.state().set(settings);
    Ok(Redirect::to("../control"))
}

/// `POST /control/bot/leave`
async fn leave(State(sandbox): State<Sandbox>, form: Params) -> Result<Redirect, Refusal> {
    let mut left = None;
    sandbox.state().change_guilds(|guilds| left = guilds.bot.remove(form.get("guild_id").unwrap_or_default()));
    left.map(|_| Redirect::to("../../control")).ok_or_else(|| Refusal("guild_id is no server of the bot's.".to_owned()))
}

/// `POST /control/channels/delete`
async fn delete_channel(State(sandbox): State<Sandbox>, form: Params) -> Result<Redirect, Refusal> {
    let [guild_id, channel_id] = ["guild_id", "channel_id"].map(|name| form.get(name).unwrap_or_default());
    let guild = guilds::find(&sandbox, guild_id).ok_or_else(|| Refusal("guild_id is no server here.".to_owned()))?;
    if !guild.channels.iter().any(|channel| channel["id"] == channel_id) {
        return Err(Refusal("channel_id is no channel of that server.".to_owned()));
    }
    sandbox.state().change_guilds(|guilds| _ = guilds.deleted_channels.insert(channel_id.to_owned()));
    Ok(Redirect::to("../../control"))
}

/// A form that changes nothing, with the sentence that says why.
struct Refusal(String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, format!("{} Nothing was changed.\n", self.0)).into_response()
    }
}
