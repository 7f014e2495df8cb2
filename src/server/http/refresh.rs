//! The Refresh button.

use axum::{Form, extract::State, http::header, response::Response};
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

/// `POST /dashboard/refresh`: redirects to the page, which accepts only answers from now on.
pub async fn refresh(State(state): State<AppState>, Form(form): Form<Refresh>) -> Response {
    let page = LocalPath::parse(&form.return_to);
    let page = page.as_ref().map_or(paths::DASHBOARD, LocalPath::as_str);
    let mut response = FlashMessage::Refreshed.redirect_to(page, &state.config.public_url);
    let cookie = not_before::set_cookie(state.clock.now_ms(), &state.config.public_url);
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    response
}
