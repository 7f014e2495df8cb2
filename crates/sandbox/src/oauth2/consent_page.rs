//! The consent page. It is plain HTML, so that it works without scripts.

use axum::{http::StatusCode, response::Response};
use serde_json::Value;

use super::{
    authorization_request::AuthorizationRequest,
    install::{Install, guild_field},
    scopes,
};
use crate::{
    pages::{ONE_UP, escape, page},
    params::Params,
    people::{self, Person},
    sandbox::Sandbox,
};

/// The form's own fields, which are not copied from the request. Each person's [`guild_field`] is one too.
const FORM_FIELDS: [&str; 2] = ["person", "decision"];

/// Shows the page with `last_person` preselected.
pub fn show(
    sandbox: &Sandbox,
    request: &AuthorizationRequest<'_>,
    params: &Params,
    last_person: Option<&Person>,
) -> Response {
    let is_form_field =
        |name: &str| FORM_FIELDS.contains(&name) || people::all().any(|person| guild_field(person) == name);
    let hidden = params
        .iter()
        .filter(|(name, _)| !is_form_field(name))
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", escape(name), escape(value)))
        .collect::<String>();
    let selected = last_person.or(people::all().next()).map(Person::id);
    let install = request.install.as_ref();
    let guilds = |person| install.map(|install| guild_select(sandbox, install, person)).unwrap_or_default();
    let people: String = people::all().map(|it| person_choice(it, selected == Some(it.id())) + &guilds(it)).collect();
    let mut rights = request.scopes.iter().map(|scope| right(scope)).collect::<String>();
    if let Some(permissions) = install.and_then(|install| install.permissions) {
        rights.push_str(&format!("<li>give its bot the permissions <code>{permissions}</code> there</li>\n"));
    }
    let main = format!(
        include_str!("consent_page.html"),
        hidden = hidden,
        people = people,
        rights = rights,
        client_id = escape(request.client_id),
        redirect_uri = escape(request.redirect_uri),
    );
    page(StatusCode::OK, ONE_UP, "Sign in", &main)
}

fn person_choice(person: &Person, is_selected: bool) -> String {
    let image = match person.user["avatar"].as_str() {
        Some(avatar) => format!("{ONE_UP}cdn/avatars/{}/{}.png?size=128", escape(person.id()), escape(avatar)),
        None => format!("{ONE_UP}cdn/embed/avatars/0.png"),
    };
    format!(
        r#"<label class="person">
<input type="radio" name="person" value="{id}" required{checked}>
<img src="{image}" alt="" width="48" height="48">
<span><b>{name}</b> <span class="fine">{about}</span></span>
</label>
"#,
        id = escape(person.id()),
        checked = if is_selected { " checked" } else { "" },
        name = escape(&person.label),
        about = escape(&person.about),
    )
}

/// Returns a select with the guilds that this person may choose. The style sheet hides the choices of the other people.
fn guild_select(sandbox: &Sandbox, install: &Install<'_>, person: &Person) -> String {
    let guilds = install.guilds(sandbox, person);
    if guilds.is_empty() {
        let label = escape(&person.label);
        return format!("<p class=\"servers\">{label} has no server to choose.</p>\n");
    }
    let option = |guild: &Value| {
        let [id, name] = ["id", "name"].map(|key| guild[key].as_str().unwrap_or_default());
        let selected = if install.guild_id == Some(id) { " selected" } else { "" };
        format!("<option value=\"{}\"{selected}>{}</option>\n", escape(id), escape(name))
    };
    format!(
        "<label class=\"servers\">In which server? <select name=\"{}\">\n<option value=\"\">Choose one</option>\n{}</select></label>\n",
        escape(&guild_field(person)),
        guilds.iter().map(option).collect::<String>()
    )
}

fn right(scope: &str) -> String {
    let words = match scopes::in_words(scope) {
        Some(words) if scopes::for_people(scope) => words,
        _ => "do something unknown: Authorize ends with the error invalid_scope",
    };
    format!("<li>{words} <code>{}</code></li>\n", escape(scope))
}
