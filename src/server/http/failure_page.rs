//! The page for failures outside the framework's pages, in layers and handlers.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};

use super::{
    built_files::found_style_sheet,
    page_change::PAGE_CHANGE,
    refusal::Refusal,
    respond::{retry_after, wants_html},
    telemetry,
};
use crate::{brand, error::AppError, paths};

/// Gives a failure without a page a body that its client can read. Such failures are a timeout, a size limit, a wrong method, or
/// a form of another site. A browser gets a page, a caller of a server function gets JSON, and other clients get it unchanged.
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
            // The log has the same id beside the cause.
            let request_id = Some(request_id).filter(|id| status.is_server_error() && !id.is_empty());
            with_body(response, "text/html; charset=utf-8", page(&refusal, request_id.as_deref()))
        }
        _ => response,
    }
}

/// Returns the text for an answer without a text.
fn refusal_of(status: StatusCode, error: Option<AppError>) -> Refusal {
    let error = error.unwrap_or(match status {
        StatusCode::NOT_FOUND => AppError::NotFound,
        // This is our own timeout. Only Discord takes that long.
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

/// Returns the page of a refusal. `request_id` is also in the log. It needs no escaping, because an id that is not plain was
/// replaced before.
fn page(refusal: &Refusal, request_id: Option<&str>) -> String {
    let style_sheet = found_style_sheet();
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

/// Escapes a text for HTML. A refusal may name the address of a request, which comes from its sender.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
