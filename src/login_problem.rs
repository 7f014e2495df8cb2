//! Why a sign-in did not work, as the sign-in page explains it.

use serde::{Deserialize, Serialize};

/// Why a sign-in failed. The list is fixed, because the code is in the page's address: a link cannot make the page say anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginProblem {
    /// The person pressed "Cancel" at Discord.
    Denied,
    /// The sign-in was started too long ago.
    Expired,
    /// The callback was used before, in a browser that is now signed out.
    Replayed,
    /// The sign-in was started in another browser, or this browser refuses cookies.
    OtherBrowser,
    /// Discord refused a scope that the app asks for.
    ScopeRefused,
    /// An admin of this site banned the person.
    Banned,
    /// Discord is limiting or failing.
    DiscordBusy,
    /// Discord refused the code or our credentials.
    DiscordRefused,
    /// The callback's address is incomplete, or not from a sign-in of this site.
    Malformed,
    /// An error of this site; the log has the cause.
    Internal,
}

impl LoginProblem {
    /// Every problem.
    pub const ALL: [Self; 10] = [
        Self::Denied,
        Self::Expired,
        Self::Replayed,
        Self::OtherBrowser,
        Self::ScopeRefused,
        Self::Banned,
        Self::DiscordBusy,
        Self::DiscordRefused,
        Self::Malformed,
        Self::Internal,
    ];

    /// Returns the problem's code in the sign-in page's address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Expired => "expired",
            Self::Replayed => "replayed",
            Self::OtherBrowser => "other_browser",
            Self::ScopeRefused => "scope_refused",
            Self::Banned => "banned",
            Self::DiscordBusy => "discord_busy",
            Self::DiscordRefused => "discord_refused",
            Self::Malformed => "malformed",
            Self::Internal => "internal",
        }
    }

    /// Returns the problem with this code; `None` for an unknown code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.code() == code)
    }

    /// Returns what happened, in a few words.
    pub const fn headline(self) -> &'static str {
        match self {
            Self::Denied => "You cancelled at Discord",
            Self::Expired => "That sign-in took too long",
            Self::Replayed => "That sign-in was already used",
            Self::OtherBrowser => "This sign-in was started elsewhere",
            Self::ScopeRefused => "Discord refused a permission",
            Self::Banned => "You are banned from this site",
            Self::DiscordBusy => "Discord is busy right now",
            Self::DiscordRefused => "Discord did not accept the sign-in",
            Self::Malformed => "That sign-in link does not work",
            Self::Internal => "Something went wrong on our side",
        }
    }

    /// Returns the cause and what to do about it.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Denied => "Nothing was shared with us. You can sign in whenever you like.",
            Self::Expired => "A sign-in stays open for thirty minutes. Please start again.",
            Self::Replayed => "Each sign-in works once, for your safety. Please start again.",
            Self::OtherBrowser => {
                "Please start again here. A sign-in must begin and end in the same browser, and that browser must allow cookies."
            }
            Self::ScopeRefused => {
                "This site asks for a permission that its Discord application may not use. Tell the site's operator."
            }
            Self::Banned => {
                "An admin of this site banned your Discord account, so you are signed out everywhere. If this is a mistake, write to the \
                 site's operator. You can still sign in with another account."
            }
            Self::DiscordBusy => "Please wait a minute, then try again.",
            Self::DiscordRefused => {
                "Codes from Discord expire in under two minutes. Please start again. If it happens again, tell the site's operator."
            }
            Self::Malformed => "It is incomplete, or it did not come from this site. Please start again.",
            Self::Internal => {
                "The cause is in our log. Please try again. If it happens again, tell the site's operator."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_found_by_its_code_and_nothing_else_is() {
        for problem in LoginProblem::ALL {
            assert_eq!(LoginProblem::from_code(problem.code()), Some(problem));
        }
        assert_eq!(LoginProblem::from_code("<b>pay here</b>"), None);
    }
}
