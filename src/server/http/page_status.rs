//! Sets the status of a page.

use axum::http::{StatusCode, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::{error::AppError, server::http::respond::retry_after};

/// Sets the status of the page being rendered.
///
/// It does nothing while the route table is read at the start, because there is no response then.
pub fn set_page_status(code: u16) {
    if let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(code)) {
        response.set_status(status);
    }
}

/// Sets the status of a page that shows a failure, and `Retry-After` if a retry may help.
pub fn set_page_failure(error: &AppError) {
    set_page_status(error.status_code());
    if let (Some(response), Some(seconds)) = (use_context::<ResponseOptions>(), retry_after(error)) {
        response.insert_header(header::RETRY_AFTER, seconds);
    }
}
