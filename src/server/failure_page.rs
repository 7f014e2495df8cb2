//! Failures outside any page: what layers and handlers answer that the framework does not render.

use std::sync::OnceLock;

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use leptos::prelude::LeptosOptions;

use super::{built_files::style_sheet, security::PAGE_CHANGE};
use crate::{brand, error::AppError, paths};

/// The style sheet's address. Kept, because it holds a hash that is read from a file.
static STYLE_SHEET: OnceLock<String> = OnceLock::new();

/// Finds out where the style sheet is; before the first failure.
pub fn find_style_sheet(options: &LeptosOptions) {
    STYLE_SHEET.get_or_init(|| style_sheet(options));
}

/// A refusal in words of its own. As a response it is plain text, which [`dress_failures`] makes a page of for browsers.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// The status that fits.
    pub status: StatusCode,
    /// What happened.
    pub what: String,
    /// What to do.
    pub way_on: String,
    /// Where the page's link leads.
    pub home: String,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, format!("{} {}\n", self.what, self.way_on)).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A failure as a page: what happened, what to do, and the status that fits.
pub fn plain_failure(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status_code()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    page(status, &error.to_string(), &error.way_on(), paths::HOME)
}

/// Makes a page of a refusal that came without one (a time or size limit, a wrong method, a form of another site), where a
/// browser is about to show it. Scripts and other clients get it as it is.
pub async fn dress_failures(request: Request, next: Next) -> Response {
    let is_shown = holds(request.headers(), header::ACCEPT, "text/html");
    let response = next.run(request).await;
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    if !failed || !is_shown || holds(response.headers(), header::CONTENT_TYPE, "text/html") {
        return response;
    }
    if let Some(Refusal { status, what, way_on, home }) = response.extensions().get() {
        return page(*status, what, way_on, home);
    }
    let error = match status {
        StatusCode::NOT_FOUND => AppError::NotFound,
        StatusCode::GATEWAY_TIMEOUT => AppError::DiscordSlow,
        _ if status.is_client_error() => AppError::BadRequest,
        _ => AppError::Internal,
    };
    page(status, &error.to_string(), &error.way_on(), paths::HOME)
}

fn holds(headers: &HeaderMap, name: HeaderName, part: &str) -> bool {
    headers.get(name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(part))
}

fn page(status: StatusCode, what: &str, way_on: &str, home: &str) -> Response {
    let style_sheet = STYLE_SHEET.get().map_or("", String::as_str);
    let html = format!(
        include_str!("failure_page.html"),
        what = escape(what),
        way_on = escape(way_on),
        home = escape(home),
        style_sheet = style_sheet,
        page_change = PAGE_CHANGE,
        name = brand::NAME
    );
    (status, Html(html)).into_response()
}

/// Escapes a text for HTML: a refusal may name the address that a request came to, which whoever sent it wrote.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
