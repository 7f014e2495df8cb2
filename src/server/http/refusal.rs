//! Refusals and failures of layers and handlers, before they are rendered as a page.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::respond::retry_after;
use crate::error::AppError;

/// A refusal with its own text. As a response it is plain text; [`render_failures`](super::failure_page::render_failures) turns
/// it into a page for browsers.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// The HTTP status.
    pub status: StatusCode,
    /// What happened.
    pub what: String,
    /// What to do.
    pub remedy: String,
    /// The target of the page's link.
    pub home: String,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, format!("{} {}\n", self.what, self.remedy)).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Returns the response for an error: its status, its text, and `Retry-After`.
pub fn failure(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status_code()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, format!("{error} {}\n", error.remedy())).into_response();
    response.headers_mut().extend(retry_after(error).map(|seconds| (header::RETRY_AFTER, seconds)));
    response.extensions_mut().insert(error.clone());
    response
}
