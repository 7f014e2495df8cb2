//! Failures outside any page: what layers and handlers answer that the framework does not render.

use std::{fs, sync::OnceLock};

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use leptos::prelude::LeptosOptions;

use super::{
    api,
    respond::{retry_after, wants_html},
    security::{OTHER_SITE, PAGE_CHANGE},
    telemetry,
};
use crate::{brand, error::AppError};

/// The style sheet's address. Kept, because it holds a hash that is read from a file.
static STYLE_SHEET: OnceLock<String> = OnceLock::new();

/// Finds out where the style sheet is; before the first failure.
pub fn find_style_sheet(options: &LeptosOptions) {
    STYLE_SHEET.get_or_init(|| {
        let hashes = std::env::current_exe()
            .ok()
            .filter(|_| options.hash_files)
            .and_then(|binary| fs::read_to_string(binary.with_file_name(&*options.hash_file)).ok())
            .unwrap_or_default();
        let hash = hashes.lines().find_map(|line| line.strip_prefix("css: ")).map(|hash| format!(".{hash}"));
        format!("/{}/{}{}.css", options.site_pkg_dir, options.output_name, hash.unwrap_or_default())
    });
}

/// Answers with an error: its status, its words, and when to come back. [`dress_failures`] makes it what the caller reads.
pub fn plain_failure(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status_code()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, format!("{error} {}\n", error.way_on())).into_response();
    response.headers_mut().extend(retry_after(error).map(|seconds| (header::RETRY_AFTER, seconds)));
    response.extensions_mut().insert(error.clone());
    response
}

/// Gives a refusal that came without a page (a time or size limit, a wrong method, a form of another site) the form that its caller
/// reads: a page for a browser that is about to show it, JSON for a caller of a server function. Other clients get it as it is.
pub async fn dress_failures(request: Request, next: Next) -> Response {
    let is_shown = wants_html(request.headers());
    let is_call = request.uri().path().starts_with(api::PREFIX);
    let request_id = telemetry::request_id(request.headers()).to_owned();
    let mut response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let error = response.extensions_mut().remove::<AppError>();
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
            let (what, way_on) = words(status, error);
            // What stands in the log beside the cause.
            let request_id = Some(request_id).filter(|id| status.is_server_error() && !id.is_empty());
            with_body(response, "text/html; charset=utf-8", page(&what, &way_on, request_id.as_deref()))
        }
        _ => response,
    }
}

/// What happened, and what to do.
fn words(status: StatusCode, error: Option<AppError>) -> (String, String) {
    let error = match (error, status) {
        (Some(error), _) => error,
        (None, StatusCode::FORBIDDEN) => return (OTHER_SITE.0.to_owned(), OTHER_SITE.1.to_owned()),
        (None, StatusCode::NOT_FOUND) => AppError::NotFound,
        // Our own time limit: only Discord takes that long.
        (None, StatusCode::SERVICE_UNAVAILABLE) => AppError::DiscordSlow,
        (None, status) if status.is_client_error() => AppError::BadRequest,
        (None, _) => AppError::Internal,
    };
    (error.to_string(), error.way_on())
}

fn with_body(mut response: Response, content_type: &'static str, body: String) -> Response {
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response.headers_mut().remove(header::CONTENT_ENCODING);
    *response.body_mut() = Body::from(body);
    response
}

/// Nothing from outside is in here, so there is nothing to escape: an id that is not plain is replaced before.
fn page(what: &str, way_on: &str, request_id: Option<&str>) -> String {
    let style_sheet = STYLE_SHEET.get().map_or("", String::as_str);
    let request = request_id.map(|id| format!("<p class=\"muted\">Request <code>{id}</code></p>\n"));
    format!(
        include_str!("failure_page.html"),
        what = what,
        way_on = way_on,
        request = request.unwrap_or_default(),
        style_sheet = style_sheet,
        page_change = PAGE_CHANGE,
        name = brand::NAME
    )
}
