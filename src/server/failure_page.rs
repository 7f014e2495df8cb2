//! Failures outside any page: what layers and handlers answer that the framework does not render.

use std::{fs, sync::OnceLock};

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use leptos::prelude::LeptosOptions;

use super::security::{OTHER_SITE, PAGE_CHANGE};
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

/// A failure as a page: what happened, what to do, and the status that fits.
pub fn plain_failure(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status_code()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    page(status, &error.to_string(), &error.way_on())
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
    let error = match status {
        StatusCode::FORBIDDEN => return page(status, OTHER_SITE.0, OTHER_SITE.1),
        StatusCode::NOT_FOUND => AppError::NotFound,
        StatusCode::GATEWAY_TIMEOUT => AppError::DiscordSlow,
        _ if status.is_client_error() => AppError::BadRequest,
        _ => AppError::Internal,
    };
    page(status, &error.to_string(), &error.way_on())
}

fn holds(headers: &HeaderMap, name: HeaderName, part: &str) -> bool {
    headers.get(name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(part))
}

/// Nothing from outside is in here, so there is nothing to escape.
fn page(status: StatusCode, what: &str, way_on: &str) -> Response {
    let style_sheet = STYLE_SHEET.get().map_or("", String::as_str);
    let html = format!(
        include_str!("failure_page.html"),
        what = what,
        way_on = way_on,
        style_sheet = style_sheet,
        page_change = PAGE_CHANGE,
        name = brand::NAME
    );
    (status, Html(html)).into_response()
}
