//! Carries flash messages in a cookie that lives for one page.

use std::time::Duration;

use axum::{
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::{IntoResponse as _, Redirect, Response},
};
use leptos::prelude::{use_context, with_context};
use leptos_axum::ResponseOptions;

use super::{cookies, respond::wants_html};
use crate::{
    flash_message::FlashMessage,
    server::{config::PublicUrl, state::AppState},
};

/// How long the cookie lives: longer than a redirect takes.
const MAX_AGE: Duration = Duration::from_secs(60);

impl FlashMessage {
    fn cookie_name(public_url: &PublicUrl) -> String {
        cookies::name("notice", public_url)
    }

    /// Returns the message that waits in a browser's cookies.
    pub fn from_headers(headers: &HeaderMap, public_url: &PublicUrl) -> Option<Self> {
        let name = Self::cookie_name(public_url);
        Self::from_code(cookies::find(headers, &name)?)
    }

    /// Returns the `Set-Cookie` value that shows the message on the next page.
    pub fn set_cookie(self, public_url: &PublicUrl) -> Option<HeaderValue> {
        cookies::set(&Self::cookie_name(public_url), self.code(), MAX_AGE, public_url)
    }

    /// Redirects to a page of ours, which shows the message.
    pub fn redirect_to(self, page: &str, public_url: &PublicUrl) -> Response {
        let mut response = Redirect::to(page).into_response();
        response.headers_mut().extend(self.set_cookie(public_url).map(|cookie| (header::SET_COOKIE, cookie)));
        response
    }

    /// Shows the message on the next page if a plain form called the server function. An island shows the result itself.
    pub fn set(self) {
        if let (Some(state), Some(response)) = (use_context::<AppState>(), use_context::<ResponseOptions>())
            && with_context(|parts: &Parts| wants_html(&parts.headers)) == Some(true)
            && let Some(cookie) = self.set_cookie(&state.config.public_url)
        {
            response.append_header(header::SET_COOKIE, cookie);
        }
    }

    /// Returns whether a response sets a message.
    pub fn is_set_by(headers: &HeaderMap, public_url: &PublicUrl) -> bool {
        let name = Self::cookie_name(public_url);
        let is_message = |cookie: &HeaderValue| {
            cookie.to_str().is_ok_and(|cookie| cookie.split_once('=').is_some_and(|(set, _)| set == name))
        };
        headers.get_all(header::SET_COOKIE).iter().any(is_message)
    }

    /// Returns the `Set-Cookie` value that removes the message, once a page has shown it.
    pub fn removal(public_url: &PublicUrl) -> Option<HeaderValue> {
        cookies::set(&Self::cookie_name(public_url), "", Duration::ZERO, public_url)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE;

    use super::*;

    #[test]
    fn only_a_known_message_is_read_from_a_cookie() {
        let public_url = PublicUrl::parse("http://127.0.0.1:3000").unwrap();
        let read = |cookies: String| {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, HeaderValue::from_str(&cookies).unwrap());
            FlashMessage::from_headers(&headers, &public_url)
        };
        let name = FlashMessage::cookie_name(&public_url);
        assert_eq!(read(format!("a=b; {name}=granted")), Some(FlashMessage::Granted));
        assert_eq!(read(format!("{name}=<b>Call 0900</b>")), None);
        assert_eq!(read(format!("{name}able=granted")), None);
    }
}
