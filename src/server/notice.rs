//! What the next page says about the form that was just posted: a cookie that lives for one page.

use axum::http::{HeaderMap, HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::{config::PublicUrl, cookies, state::AppState};
use crate::brand;

/// Longer than a redirect takes.
const MAX_AGE_SECONDS: u64 = 60;

/// A closed list, because a cookie can be planted: it cannot make a page say anything of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// A page's data was fetched again.
    Refreshed,
    /// It was asked for, and Discord gave none.
    NotRefreshed,
    /// More scopes were granted.
    Granted,
    /// They were not.
    NotGranted,
    /// One browser of the list was signed out.
    BrowserEnded,
    /// There was no such browser any more.
    NoSuchBrowser,
    /// This browser was signed out.
    SignedOut,
    /// All browsers were.
    SignedOutEverywhere,
    /// Discord forgot that the user ever allowed this app.
    Disconnected,
}

impl Notice {
    /// Every notice there is.
    pub const ALL: [Self; 9] = [
        Self::Refreshed,
        Self::NotRefreshed,
        Self::Granted,
        Self::NotGranted,
        Self::BrowserEnded,
        Self::NoSuchBrowser,
        Self::SignedOut,
        Self::SignedOutEverywhere,
        Self::Disconnected,
    ];

    const fn code(self) -> &'static str {
        match self {
            Self::Refreshed => "refreshed",
            Self::NotRefreshed => "not_refreshed",
            Self::Granted => "granted",
            Self::NotGranted => "not_granted",
            Self::BrowserEnded => "browser_ended",
            Self::NoSuchBrowser => "no_such_browser",
            Self::SignedOut => "signed_out",
            Self::SignedOutEverywhere => "signed_out_everywhere",
            Self::Disconnected => "disconnected",
        }
    }

    /// What people read.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Refreshed => "This is what Discord says now.",
            Self::NotRefreshed => "Discord gave no new answer. This is the last one we have.",
            Self::Granted => "Thank you. Discord lets us see that now.",
            Self::NotGranted => "Nothing changed: you did not allow more at Discord.",
            Self::BrowserEnded => "That browser is signed out.",
            Self::NoSuchBrowser => "That browser was signed out already.",
            Self::SignedOut => "You are signed out in this browser.",
            Self::SignedOutEverywhere => "You are signed out in all your browsers.",
            Self::Disconnected => "You are signed out everywhere, and Discord no longer lets us see your account.",
        }
    }

    /// Whether it is good news.
    pub const fn is_good(self) -> bool {
        !matches!(self, Self::NotRefreshed | Self::NotGranted | Self::NoSuchBrowser)
    }

    fn cookie_name() -> String {
        format!("{}_notice", brand::SLUG)
    }

    /// The notice that waits in a browser's cookies.
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let name = Self::cookie_name();
        let code = cookies::find(headers, &name)?;
        Self::ALL.into_iter().find(|notice| notice.code() == code)
    }

    /// The header that leaves it for the next page.
    pub fn set_cookie(self, public_url: &PublicUrl) -> Option<HeaderValue> {
        cookies::set(&Self::cookie_name(), self.code(), MAX_AGE_SECONDS, public_url)
    }

    /// Leaves it for the page that comes after a server function that a form called.
    pub fn leave(self) {
        if let (Some(state), Some(response)) = (use_context::<AppState>(), use_context::<ResponseOptions>())
            && let Some(cookie) = self.set_cookie(&state.config.public_url)
        {
            response.append_header(header::SET_COOKIE, cookie);
        }
    }

    /// The header that takes it away, once a page has said it.
    pub fn removal(public_url: &PublicUrl) -> Option<HeaderValue> {
        cookies::set(&Self::cookie_name(), "", 0, public_url)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE;

    use super::*;

    #[test]
    fn only_a_known_notice_is_read_from_a_cookie() {
        let read = |cookie: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, HeaderValue::from_static(cookie));
            Notice::from_headers(&headers)
        };
        assert_eq!(read("a=b; guildhall_notice=granted"), Some(Notice::Granted));
        assert_eq!(read("guildhall_notice=<b>Call 0900</b>"), None);
        assert_eq!(read("guildhall_noticeable=granted"), None);
        for notice in Notice::ALL {
            assert!(Notice::ALL.iter().filter(|other| other.code() == notice.code()).count() == 1, "{notice:?}");
        }
    }
}
