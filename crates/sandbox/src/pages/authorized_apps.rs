use axum::{extract::State, http::StatusCode, response::Response};

use super::page::{escape, page};
use crate::{
    params::Params,
    people,
    sandbox::Sandbox,
    webhook_event::{self, Delivery},
};

/// `GET /authorized-apps`: who has authorized the application, each with the button that Discord has in a person's settings.
pub async fn show(State(sandbox): State<Sandbox>) -> Response {
    shown(&sandbox, StatusCode::OK, "")
}

/// `POST /authorized-apps`: ends the person's tokens, and tells the application with a webhook event.
pub async fn deauthorize(State(sandbox): State<Sandbox>, form: Params) -> Response {
    let person = form.get("person").and_then(people::find);
    let Some(person) = person.filter(|person| sandbox.state().forget_application(person.id())) else {
        let outcome = "This person has not authorized the application. Nothing was changed.";
        return shown(&sandbox, StatusCode::BAD_REQUEST, outcome);
    };
    let event = match webhook_event::send_deauthorized(sandbox.options(), person).await {
        Delivery::NoUrl => "The application has no webhook URL, so it was not told.".to_owned(),
        Delivery::Answered(status) => format!("The application was told, and answered {status}."),
        Delivery::Failed(error) => format!("The application was told, but did not answer: {error}."),
    };
    shown(&sandbox, StatusCode::OK, &format!("{} removed the application. {event}", person.label))
}

fn shown(sandbox: &Sandbox, status: StatusCode, outcome: &str) -> Response {
    let authorized = people::all().filter(|person| sandbox.state().has_authorized(person.id(), &[]));
    let rows = authorized.map(|person| {
        format!(
            "<li><form method=\"post\" action=\"authorized-apps\">{label} \
             <button name=\"person\" value=\"{id}\" aria-label=\"Deauthorize as {label}\">Deauthorize</button></form></li>\n",
            id = escape(person.id()),
            label = escape(&person.label),
        )
    });
    let rows = rows.collect::<String>();
    let people = if rows.is_empty() {
        "<p>Nobody. Sign in to the application first.</p>".to_owned()
    } else {
        format!("<ul>\n{rows}</ul>")
    };
    let url = sandbox.options().webhook_url.as_deref();
    let url = url.map_or_else(|| "It has none.".to_owned(), |url| format!("<code>{}</code>", escape(url)));
    let outcome =
        if outcome.is_empty() { String::new() } else { format!("<p role=\"status\">{}</p>", escape(outcome)) };
    let html = format!(include_str!("authorized_apps.html"), outcome = outcome, people = people, url = url);
    page(status, "", "Authorized Apps", &html)
}
