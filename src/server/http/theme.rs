//! The theme (light, dark, or the system's) in a cookie. The shell reads it, so that no page flashes.

use std::time::Duration;

use axum::{
    Form,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;

use super::cookies;
use crate::{
    paths,
    server::{auth::LocalPath, config::PublicUrl, state::AppState},
    theme::Theme,
};

/// A year: it is a preference, not a session.
const MAX_AGE: Duration = Duration::from_secs(365 * 24 * 3600);

/// What the theme form posts.
#[derive(Debug, Deserialize)]
pub struct SetTheme {
    #[serde(default)]
    theme: String,
    #[serde(default)]
    return_to: String,
}

/// `POST /theme`: remembers the choice and redirects to the page.
pub async fn set_theme(State(state): State<AppState>, Form(form): Form<SetTheme>) -> Response {
    let return_to = LocalPath::parse_any_page(&form.return_to);
    let mut response = Redirect::to(return_to.as_ref().map_or(paths::HOME, LocalPath::as_str)).into_response();
    let word = Theme::from_word(&form.theme).word();
    let public_url = &state.config.public_url;
    if let Some(cookie) = cookies::set(&Theme::cookie_name(public_url), word, MAX_AGE, public_url) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

impl Theme {
    /// Returns the name of the cookie that remembers the theme.
    pub fn cookie_name(public_url: &PublicUrl) -> String {
        cookies::name("theme", public_url)
    }

    /// Returns the theme in a browser's cookies; [`Theme::System`] if no cookie has a theme.
    pub(super) fn of_cookies(headers: &HeaderMap, public_url: &PublicUrl) -> Self {
        cookies::find(headers, &Self::cookie_name(public_url)).map_or(Self::System, Self::from_word)
    }
}
