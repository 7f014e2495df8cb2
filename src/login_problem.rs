//! Why a sign-in did not work, as the sign-in page explains it.

use serde::{Deserialize, Serialize};

/// A closed list, because the value travels in the address of the sign-in page: a link cannot make the page say
/// anything of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginProblem {
    /// The person pressed "Cancel" at Discord.
    Denied,
    /// The flow was started too long ago.
    Expired,
    /// The flow was finished some time ago: an old callback in a browser that is signed out.
    Replayed,
    /// The flow was started in another browser, or this one refuses cookies.
    OtherBrowser,
    /// Discord refused a scope that the app asks for.
    ScopeRefused,
    /// Discord is limiting or failing.
    DiscordBusy,
    /// Discord refused the code or our credentials.
    DiscordRefused,
    /// The callback's address is incomplete, or did not come from a sign-in of ours.
    Malformed,
    /// Our own fault.
    Internal,
}

impl LoginProblem {
    /// Every problem there is.
    pub const ALL: [Self; 9] = [
        Self::Denied,
        Self::Expired,
        Self::Replayed,
        Self::OtherBrowser,
        Self::ScopeRefused,
        Self::DiscordBusy,
        Self::DiscordRefused,
        Self::Malformed,
        Self::Internal,
    ];

    /// The word in the sign-in page's address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Expired => "expired",
            Self::Replayed => "replayed",
            Self::OtherBrowser => "other_browser",
            Self::ScopeRefused => "scope_refused",
            Self::DiscordBusy => "discord_busy",
            Self::DiscordRefused => "discord_refused",
            Self::Malformed => "malformed",
            Self::Internal => "internal",
        }
    }

    /// The problem a word means; `None` for any other word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.code() == code)
    }

    /// What happened, in a few words.
    pub const fn headline(self) -> &'static str {
        match self {
            Self::Denied => "You cancelled at Discord",
            Self::Expired => "That sign-in took too long",
            Self::Replayed => "That sign-in was already used",
            Self::OtherBrowser => "This sign-in was started elsewhere",
            Self::ScopeRefused => "Discord refused a permission",
            Self::DiscordBusy => "Discord is busy right now",
            Self::DiscordRefused => "Discord did not accept the sign-in",
            Self::Malformed => "That sign-in link does not work",
            Self::Internal => "Something went wrong on our side",
        }
    }

    /// Returns the cause, and what to do about it.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Denied => "Nothing was shared with us. You can sign in whenever you like.",
            Self::Expired => "A sign-in stays open for thirty minutes. Please start again.",
            Self::Replayed => "Each sign-in works once, for your safety. Please start again.",
            Self::OtherBrowser => {
                "Please start again here. A sign-in has to begin and end in the same browser, and the browser has to allow cookies."
            }
            Self::ScopeRefused => {
                "This site asks for a permission that its Discord application may not use. Tell whoever runs it."
            }
            Self::DiscordBusy => "It asked us to wait. Give it a minute, then try again.",
            Self::DiscordRefused => {
                "Codes from Discord last under two minutes. Start again; if it stays, tell whoever runs this site."
            }
            Self::Malformed => "It is incomplete, or it did not come from this site. Please start again.",
            Self::Internal => "It has been noted. Try again; if it stays, tell whoever runs this site.",
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
