use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    pages::{ONE_UP, escape, page},
    params::with_query,
};

/// Why the endpoint issues no code.
pub enum AuthorizationError {
    /// A page of the sandbox, if the request has no trusted redirect URI.
    Page { heading: &'static str, reason: &'static str, registered_uris: Vec<String> },
    /// A redirect to this URL, which tells the application the error.
    Redirect(String),
}

impl AuthorizationError {
    pub const UNREADABLE: Self = Self::page("The parameters cannot be read.");

    pub const fn page(reason: &'static str) -> Self {
        Self::Page { heading: "Invalid request", reason, registered_uris: Vec::new() }
    }

    pub fn redirect(redirect_uri: &str, state: Option<&str>, error: &str, description: &str) -> Self {
        let pairs = [("error", Some(error)), ("error_description", Some(description)), ("state", state)];
        Self::Redirect(with_query(redirect_uri, &pairs))
    }

    pub fn invalid_scope(redirect_uri: &str, state: Option<&str>) -> Self {
        let description = "The requested scope is invalid, unknown, or malformed.";
        Self::redirect(redirect_uri, state, "invalid_scope", description)
    }

    pub fn access_denied(redirect_uri: &str, state: Option<&str>) -> Self {
        let description = "The resource owner or authorization server denied the request";
        Self::redirect(redirect_uri, state, "access_denied", description)
    }
}

impl IntoResponse for AuthorizationError {
    fn into_response(self) -> Response {
        match self {
            Self::Page { heading, reason, registered_uris } => error_page(heading, reason, &registered_uris),
            Self::Redirect(target) => Redirect::to(&target).into_response(),
        }
    }
}

fn error_page(heading: &str, reason: &str, uris: &[String]) -> Response {
    let uris = uris.iter().map(|uri| format!("<li><code>{}</code></li>", escape(uri))).collect::<String>();
    let main = format!(
        "<h1>{heading}</h1>\n<p>{}</p>\n<ul>{uris}</ul>\n<p>Nobody was signed in. Go back to the \
         application and start again.</p>",
        escape(reason)
    );
    // Screen readers announce an empty list.
    page(StatusCode::BAD_REQUEST, ONE_UP, heading, &main.replace("<ul></ul>\n", ""))
}
