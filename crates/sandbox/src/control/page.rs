use axum::{extract::State, http::StatusCode, response::Response};
use serde_json::{Value, json};

use crate::{
    faults::KINDS,
    guilds::{self, Guild},
    pages::{escape, page},
    people,
    sandbox::Sandbox,
};

/// `GET /control`
pub async fn show(State(sandbox): State<Sandbox>) -> Response {
    let faults = sandbox.faults().0.iter().map(|fault| in_words(&json!(fault))).collect::<Vec<_>>();
    let counters = sandbox.counters().clone();
    let counts = counters.iter().map(|(route, count)| format!("{count} × {route}")).collect::<Vec<_>>();
    let settings = sandbox.state().settings().clone();
    let guilds = guilds::of_bot(&sandbox);
    let channels = guilds.iter().filter_map(|guild| Guild::find(&sandbox, text(guild, "id")));
    let channels = channels.flat_map(|guild| guild.channels).collect::<Vec<_>>();
    let bot = guilds.iter().map(|guild| format!("{}, permissions {}", text(guild, "name"), text(guild, "permissions")));
    // Without the generated servers, which all look alike.
    let mut servers: Vec<Value> =
        people::all().filter(|it| it.guilds.len() < 100).flat_map(|it| it.guilds.clone()).collect();
    servers.sort_by(|one, other| text(one, "id").cmp(text(other, "id")));
    servers.dedup_by(|one, other| one["id"] == other["id"]);
    let by_name = |objects: &[Value]| options(objects.iter().map(|it| (text(it, "id"), text(it, "name"))), "");
    let html = format!(
        include_str!("page.html"),
        faults = list(&faults, "None: everything works."),
        kinds = options(KINDS.into_iter(), ""),
        routes = options(counters.keys().map(|route| (route.as_str(), "")), ""),
        same_token = switch(["gets new tokens", "gets the tokens of the first"], settings.same_token),
        refresh_ends_access =
            switch(["keeps the old access token", "ends the old access token"], settings.refresh_ends_access),
        token_lifetime = settings.token_lifetime,
        bot = list(&bot.collect::<Vec<_>>(), "None."),
        guilds = by_name(&guilds),
        people = options(people::all().map(|person| (person.id(), person.label.as_str())), ""),
        servers = by_name(&servers),
        channels = by_name(&channels),
        counters = list(&counts, "No request yet."),
    );
    page(StatusCode::OK, "", "Control", &html)
}

fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object[key].as_str().unwrap_or_default()
}

/// Lists the fields of a fault that are set, for example `kind error, route *, status 503`.
fn in_words(fault: &Value) -> String {
    let fields = fault.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    let words = fields.map(|(name, value)| format!("{name} {value}").replace('"', ""));
    words.collect::<Vec<_>>().join(", ")
}

fn list(lines: &[String], empty: &str) -> String {
    if lines.is_empty() {
        return format!("<p>{empty}</p>");
    }
    let lines = lines.iter().map(|line| format!("<li>{}</li>\n", escape(line))).collect::<String>();
    format!("<ul>\n{lines}</ul>")
}

/// Returns the options of a setting. `words` describe it switched off, then switched on.
fn switch(words: [&str; 2], is_on: bool) -> String {
    options(["off", "on"].into_iter().zip(words), if is_on { "on" } else { "off" })
}

fn options<'a>(choices: impl Iterator<Item = (&'a str, &'a str)>, chosen: &str) -> String {
    let option = |(value, words): (&str, &str)| {
        let selected = if value == chosen { " selected" } else { "" };
        format!("<option value=\"{}\"{selected}>{}</option>\n", escape(value), escape(words))
    };
    choices.map(option).collect()
}
