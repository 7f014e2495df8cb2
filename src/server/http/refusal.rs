//! Refusals and failures before they get a page: what layers and handlers answer with.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::respond::retry_after;
use crate::error::AppError;

/// A refusal in words of its own. As a response it is plain text; [`render_failures`](super::failure_page::render_failures) makes a page
/// of it for browsers.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// The status that fits.
    pub status: StatusCode,
    /// What happened.
    pub what: String,
    /// What to do.
    pub remedy: String,
    /// Where the page's link leads.
    pub home: String,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, format!("{} {}\n", self.what, self.remedy)).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Answers with an error: its status, its words, and when to come back.
pub fn failure(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status_code()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, format!("{error} {}\n", error.remedy())).into_response();
    response.headers_mut().extend(retry_after(error).map(|seconds| (header::RETRY_AFTER, seconds)));
    response.extensions_mut().insert(error.clone());
    response
}
