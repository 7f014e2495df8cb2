use leptos::prelude::*;

use crate::{components::FailureMessage, error::AppError, server::http::page_status::set_page_failure};

/// Shows a failure in place of a page: what happened, why, and what to do about it.
///
/// Also sets the page's status, and `Retry-After` if another try may succeed later.
#[component]
pub fn Failure(error: AppError) -> impl IntoView {
    set_page_failure(&error);
    view! { <FailureMessage error /> }
}
