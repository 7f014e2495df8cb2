//! The page on which somebody chooses a person and decides; plain HTML that works without scripts.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;

use super::authorize::Authorization;
use super::install::{Install, field};
use super::page::{escape, page};
use super::params::Params;
use super::people::{self, Person};
use super::{Sandbox, scopes};

/// The way from `oauth2/authorize` to the sandbox's prefix.
const ROOT: &str = "../";
/// What the form adds itself, and therefore never repeats from the request.
const FIELDS_OF_THE_FORM: [&str; 2] = ["person", "decision"];

/// Asks for a decision; `remembered` is chosen beforehand.
pub(super) fn show(
    sandbox: &Sandbox,
    authorization: &Authorization<'_>,
    params: &Params,
    remembered: Option<&Person>,
) -> Response {
    let hidden = params
        .iter()
        .filter(|(name, _)| !FIELDS_OF_THE_FORM.contains(name) && !people::all().any(|person| field(person) == *name))
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", escape(name), escape(value)))
        .collect::<String>();
    let chosen = remembered.or(people::all().next()).map(Person::id);
    let install = authorization.install.as_ref();
    let servers = |person| install.map(|install| servers(sandbox, install, person)).unwrap_or_default();
    let people: String = people::all().map(|it| choice(it, chosen == Some(it.id())) + &servers(it)).collect();
    let mut rights = authorization.scopes.iter().map(|scope| right(scope)).collect::<String>();
    if let Some(permissions) = install.and_then(|install| install.permissions) {
        rights.push_str(&format!("<li>give its bot the permissions <code>{permissions}</code> there</li>\n"));
    }
    let main = format!(
        include_str!("consent_page.html"),
        hidden = hidden,
        people = people,
        rights = rights,
        client_id = escape(authorization.client_id),
        redirect_uri = escape(authorization.redirect_uri),
    );
    page(StatusCode::OK, ROOT, "Sign in", &main)
}

fn choice(person: &Person, chosen: bool) -> String {
    let image = match person.user["avatar"].as_str() {
        Some(avatar) => format!("{ROOT}cdn/avatars/{}/{}.png?size=128", escape(person.id()), escape(avatar)),
        None => format!("{ROOT}cdn/embed/avatars/0.png"),
    };
    format!(
        r#"<label class="person">
<input type="radio" name="person" value="{id}" required{checked}>
<img src="{image}" alt="" width="48" height="48">
<span><b>{name}</b> <span class="fine">{about}</span></span>
</label>
"#,
        id = escape(person.id()),
        checked = if chosen { " checked" } else { "" },
        name = escape(&person.label),
        about = escape(&person.about),
    )
}

/// Where this person may add something. The style sheet shows that of the chosen person alone.
fn servers(sandbox: &Sandbox, install: &Install<'_>, person: &Person) -> String {
    let choices = install.choices(sandbox, person);
    if choices.is_empty() {
        let label = escape(&person.label);
        return format!("<p class=\"servers\">There is no server here that {label} may add something to.</p>\n");
    }
    let option = |guild: &Value| {
        let [id, name] = ["id", "name"].map(|key| guild[key].as_str().unwrap_or_default());
        let selected = if install.guild_id == Some(id) { " selected" } else { "" };
        format!("<option value=\"{}\"{selected}>{}</option>\n", escape(id), escape(name))
    };
    format!(
        "<label class=\"servers\">In which server? <select name=\"{}\">\n<option value=\"\">Choose one</option>\n{}</select></label>\n",
        escape(&field(person)),
        choices.iter().map(option).collect::<String>()
    )
}

fn right(scope: &str) -> String {
    let words = match scopes::in_words(scope) {
        Some(words) if scopes::for_people(scope) => words,
        _ => "do something unknown; Authorize will end in invalid_scope",
    };
    format!("<li>{words} <code>{}</code></li>\n", escape(scope))
}

/// A dead end with its reason, for a request that there is no trusted address to send back to.
pub(super) fn refuse(heading: &str, reason: &str, known: &[String]) -> Response {
    let known = known.iter().map(|uri| format!("<li><code>{}</code></li>", escape(uri))).collect::<String>();
    let main = format!(
        "<h1>{heading}</h1>\n<p>{}</p>\n<ul>{known}</ul>\n<p>Nobody was signed in. Go back to the \
         application and start again.</p>",
        escape(reason)
    );
    // An empty list would be announced as one.
    page(StatusCode::BAD_REQUEST, ROOT, heading, &main.replace("<ul></ul>\n", ""))
}
