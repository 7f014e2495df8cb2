//! What the next page says about the form that was just posted: a cookie that lives for one page.

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Redirect, Response},
};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::cookies;
use crate::server::{config::PublicUrl, state::AppState};

/// Longer than a redirect takes.
const MAX_AGE_SECONDS: u64 = 60;

/// A closed list, because a cookie can be planted: it cannot make a page say anything of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// A page was refreshed. Discord may be limiting or failing, so this promises nothing: the page says how old its data is.
    Refreshed,
    /// What somebody set up was saved.
    Saved,
    /// More scopes were granted.
    Granted,
    /// Discord granted fewer scopes than were asked for.
    GrantedInPart,
    /// They were granted by another Discord account, which is signed in now.
    AnotherAccount,
    /// They were not.
    NotGranted,
    /// Something else kept a flow from its end, so what happened at Discord is not known.
    NotFinished,
    /// The bot was added to a guild.
    Installed,
    /// It was not.
    NotInstalled,
    /// Discord's own "Add app" button led here. The address is no proof, so the page itself says whether the bot is there.
    AddedOutside,
    /// The same, for somebody who is not signed in.
    AddedOutsideSignIn,
    /// The user was added to the community's guild.
    Joined,
    /// They were in it already.
    AlreadyThere,
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
    /// All browsers were signed out, but no token was left that could be revoked at Discord.
    NotDisconnected,
    /// The developer's own application is connected.
    SetUp,
}

/// Each with its word in the cookie, whether it is good news, and what people read.
const NOTICES: [(Notice, &str, bool, &str); 20] = [
    (Notice::Refreshed, "refreshed", true, "Refreshed. If Discord does not answer, the page says how old its data is."),
    (Notice::Saved, "saved", true, "Saved."),
    (Notice::Granted, "granted", true, "Thank you. Discord lets us see that now."),
    (
        Notice::GrantedInPart,
        "granted_in_part",
        false,
        "Discord did not let us see all of that. If something is still missing here, try again.",
    ),
    (
        Notice::AnotherAccount,
        "another_account",
        false,
        "You came back from Discord as another account, and you are signed in as that account now. To change back, sign out and \
         sign in with the account you had before.",
    ),
    (Notice::NotGranted, "not_granted", false, "Nothing changed: you did not allow more at Discord."),
    (
        Notice::NotFinished,
        "not_finished",
        false,
        "That could not be finished. Look here, and try again if it is missing.",
    ),
    (Notice::Installed, "installed", true, "The bot is here now."),
    (Notice::NotInstalled, "not_installed", false, "The bot was not added: you cancelled, or Discord refused."),
    (Notice::AddedOutside, "added_outside", true, "Discord says that the bot was added to this server."),
    (
        Notice::AddedOutsideSignIn,
        "added_outside_sign_in",
        true,
        "Discord says that the bot was added. Sign in to see your server.",
    ),
    (Notice::Joined, "joined", true, "Welcome! You are in the server now."),
    (Notice::AlreadyThere, "already_there", true, "You are in that server already."),
    (Notice::BrowserEnded, "browser_ended", true, "That browser is signed out."),
    (Notice::NoSuchBrowser, "no_such_browser", false, "That browser was signed out already."),
    (Notice::SignedOut, "signed_out", true, "You are signed out in this browser."),
    (Notice::SignedOutEverywhere, "signed_out_everywhere", true, "You are signed out in all your browsers."),
    (
        Notice::Disconnected,
        "disconnected",
        true,
        "You are signed out everywhere, and Discord no longer lets us see your account.",
    ),
    (
        Notice::NotDisconnected,
        "not_disconnected",
        false,
        "You are signed out everywhere, but we could not end our access. Remove this app in Discord's settings, under Authorized Apps.",
    ),
    (Notice::SetUp, "set_up", true, "Setup is complete: people sign in with your own Discord application."),
];

impl Notice {
    /// What people read.
    pub fn sentence(self) -> &'static str {
        self.row().3
    }

    /// Whether it is good news.
    pub fn is_good(self) -> bool {
        self.row().2
    }

    /// Its row of the table, which a test holds to the order of the list above.
    fn row(self) -> &'static (Self, &'static str, bool, &'static str) {
        &NOTICES[self as usize]
    }

    fn cookie_name(public_url: &PublicUrl) -> String {
        cookies::name("notice", public_url)
    }

    /// Returns the notice that waits in a browser's cookies.
    pub fn from_headers(headers: &HeaderMap, public_url: &PublicUrl) -> Option<Self> {
        let name = Self::cookie_name(public_url);
        let code = cookies::find(headers, &name)?;
        NOTICES.iter().find(|(_, known, ..)| *known == code).map(|(notice, ..)| *notice)
    }

    /// The header that leaves it for the next page.
    pub fn set_cookie(self, public_url: &PublicUrl) -> Option<HeaderValue> {
        cookies::set(&Self::cookie_name(public_url), self.row().1, MAX_AGE_SECONDS, public_url)
    }

    /// Leads to a page of ours, which will say it.
    pub fn lead_to(self, page: &str, public_url: &PublicUrl) -> Response {
        let mut response = Redirect::to(page).into_response();
        response.headers_mut().extend(self.set_cookie(public_url).map(|cookie| (header::SET_COOKIE, cookie)));
        response
    }

    /// Leaves it for the page that comes after a server function that a form called.
    pub fn leave(self) {
        if let (Some(state), Some(response)) = (use_context::<AppState>(), use_context::<ResponseOptions>())
            && let Some(cookie) = self.set_cookie(&state.config.public_url)
        {
            response.append_header(header::SET_COOKIE, cookie);
        }
    }

    /// Whether an answer leaves one.
    pub fn is_left_by(headers: &HeaderMap, public_url: &PublicUrl) -> bool {
        let name = Self::cookie_name(public_url);
        let is_notice = |cookie: &HeaderValue| {
            cookie.to_str().is_ok_and(|cookie| cookie.split_once('=').is_some_and(|(set, _)| set == name))
        };
        headers.get_all(header::SET_COOKIE).iter().any(is_notice)
    }

    /// The header that takes it away, once a page has said it.
    pub fn removal(public_url: &PublicUrl) -> Option<HeaderValue> {
        cookies::set(&Self::cookie_name(public_url), "", 0, public_url)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE;

    use super::*;

    #[test]
    fn only_a_known_notice_is_read_from_a_cookie() {
        let public_url = PublicUrl::parse("http://127.0.0.1:3000").unwrap();
        let read = |cookies: String| {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, HeaderValue::from_str(&cookies).unwrap());
            Notice::from_headers(&headers, &public_url)
        };
        let name = Notice::cookie_name(&public_url);
        assert_eq!(read(format!("a=b; {name}=granted")), Some(Notice::Granted));
        assert_eq!(read(format!("{name}=<b>Call 0900</b>")), None);
        assert_eq!(read(format!("{name}able=granted")), None);
        for (number, (notice, ..)) in NOTICES.iter().enumerate() {
            assert_eq!(*notice as usize, number, "the table has the order of the list");
        }
    }
}
