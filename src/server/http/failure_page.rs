//! Failures outside any page: what layers and handlers answer that the framework does not render.

use std::sync::OnceLock;

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use leptos::prelude::LeptosOptions;

use super::{
    built_files::style_sheet,
    page_change::PAGE_CHANGE,
    refusal::Refusal,
    respond::{retry_after, wants_html},
    telemetry,
};
use crate::{brand, error::AppError, paths};

/// The style sheet's address. Kept, because it holds a hash that is read from a file.
static STYLE_SHEET: OnceLock<String> = OnceLock::new();

/// Finds out where the style sheet is; before the first failure.
pub fn find_style_sheet(options: &LeptosOptions) {
    STYLE_SHEET.get_or_init(|| style_sheet(options));
}

/// Gives a refusal that came without a page (a time or size limit, a wrong method, a form of another site) the form that its caller
/// reads: a page for a browser that is about to show it, JSON for a caller of a server function. Other clients get it as it is.
pub async fn render_failures(request: Request, next: Next) -> Response {
    let is_shown = wants_html(request.headers());
    let is_call = request.uri().path().starts_with(paths::API);
    let request_id = telemetry::request_id(request.headers()).to_owned();
    let mut response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let error = response.extensions_mut().remove::<AppError>();
    let refusal = response.extensions_mut().remove::<Refusal>();
    if status == StatusCode::SERVICE_UNAVAILABLE && !response.headers().contains_key(header::RETRY_AFTER) {
        response.headers_mut().extend(retry_after(&AppError::DiscordSlow).map(|after| (header::RETRY_AFTER, after)));
    }
    let is_page =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    match error {
        _ if is_page => response,
        Some(error) if is_call && !is_shown => {
            let json = serde_json::to_string(&error).unwrap_or_default();
            with_body(response, "application/json", json)
        }
        error if is_shown => {
            let refusal = refusal.unwrap_or_else(|| refusal_of(status, error));
            // What stands in the log beside the cause.
            let request_id = Some(request_id).filter(|id| status.is_server_error() && !id.is_empty());
            with_body(response, "text/html; charset=utf-8", page(&refusal, request_id.as_deref()))
        }
        _ => response,
    }
}

/// Puts an answer that came without words into words.
fn refusal_of(status: StatusCode, error: Option<AppError>) -> Refusal {
    let error = error.unwrap_or(match status {
        StatusCode::NOT_FOUND => AppError::NotFound,
        // Our own time limit: only Discord takes that long.
        StatusCode::SERVICE_UNAVAILABLE => AppError::DiscordSlow,
        status if status.is_client_error() => AppError::BadRequest,
        _ => AppError::Internal,
    });
    Refusal { status, what: error.to_string(), remedy: error.remedy(), home: paths::HOME.to_owned() }
}

fn with_body(mut response: Response, content_type: &'static str, body: String) -> Response {
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response.headers_mut().remove(header::CONTENT_ENCODING);
    *response.body_mut() = Body::from(body);
    response
}

/// The page of a refusal. `request_id` is what stands in the log beside the cause; an id that is not plain was replaced before.
fn page(refusal: &Refusal, request_id: Option<&str>) -> String {
    let style_sheet = STYLE_SHEET.get().map_or("", String::as_str);
    let request = request_id.map(|id| format!("<p class=\"muted\">Request <code>{id}</code></p>\n"));
    format!(
        include_str!("failure_page.html"),
        what = escape(&refusal.what),
        remedy = escape(&refusal.remedy),
        home = escape(&refusal.home),
        request = request.unwrap_or_default(),
        style_sheet = style_sheet,
        page_change = PAGE_CHANGE,
        name = brand::NAME
    )
}

/// Escapes a text for HTML: a refusal may name the address that a request came to, which whoever sent it wrote.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
