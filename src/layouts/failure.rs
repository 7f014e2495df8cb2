use leptos::prelude::*;

use crate::{components::FailureMessage, error::AppError, server::http::page_status::set_page_failure};

/// Shows, in place of a page that could not be made, what happened, why, and what to do about it.
///
/// Also sets the page's status and, where another try may succeed later, `Retry-After`.
#[component]
pub fn Failure(error: AppError) -> impl IntoView {
    set_page_failure(&error);
    view! { <FailureMessage error /> }
}
