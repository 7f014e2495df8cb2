//! The Refresh button: the route of its form, and a helper for the server function that islands call.

use axum::{Form, extract::State, http::header, response::Response};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use serde::Deserialize;

use super::not_before;
use crate::flash_message::FlashMessage;
use crate::paths;
use crate::server::{auth::LocalPath, state::AppState};

/// What the refresh form posts.
#[derive(Debug, Deserialize)]
pub struct Refresh {
    /// The page with the form.
    #[serde(default)]
    return_to: String,
}

/// `POST /dashboard/refresh`: redirects to the page, which accepts only answers requested from now on.
pub async fn refresh(State(state): State<AppState>, Form(form): Form<Refresh>) -> Response {
    ask_again(&state, &form.return_to, FlashMessage::Refreshed)
}

/// Redirects to a page with a message. The page accepts only answers requested from now on. An address that is not on this site leads to the
/// dashboard.
pub fn ask_again(state: &AppState, return_to: &str, message: FlashMessage) -> Response {
    let page = LocalPath::parse(return_to);
    let page = page.as_ref().map_or(paths::DASHBOARD, LocalPath::as_str);
    let mut response = message.redirect_to(page, &state.config.public_url);
    let cookie = not_before::set_cookie(state.clock.now_ms(), &state.config.public_url);
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

/// Begins a refresh in a server function, and returns its time. The caller and the next pages accept only answers requested at
/// this time or later, as after the form.
pub fn begin(state: &AppState) -> u64 {
    let now_ms = state.clock.now_ms();
    let cookie = not_before::set_cookie(now_ms, &state.config.public_url);
    if let (Some(response), Some(cookie)) = (use_context::<ResponseOptions>(), cookie) {
        response.append_header(header::SET_COOKIE, cookie);
    }
    now_ms
}
