//! Flash messages: what the next page says about the form that was just posted.

/// A closed list, because a cookie can be planted: it cannot make a page say anything of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlashMessage {
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

/// Each with its code, whether it is good news, and what people read.
const MESSAGES: [(FlashMessage, &str, bool, &str); 20] = [
    (
        FlashMessage::Refreshed,
        "refreshed",
        true,
        "Refreshed. If Discord does not answer, the page says how old its data is.",
    ),
    (FlashMessage::Saved, "saved", true, "Saved."),
    (FlashMessage::Granted, "granted", true, "Thank you. Discord lets us see that now."),
    (
        FlashMessage::GrantedInPart,
        "granted_in_part",
        false,
        "Discord did not let us see all of that. If something is still missing here, try again.",
    ),
    (
        FlashMessage::AnotherAccount,
        "another_account",
        false,
        "You came back from Discord as another account, and you are signed in as that account now. To change back, sign out and \
         sign in with the account you had before.",
    ),
    (FlashMessage::NotGranted, "not_granted", false, "Nothing changed: you did not allow more at Discord."),
    (
        FlashMessage::NotFinished,
        "not_finished",
        false,
        "That could not be finished. Look here, and try again if it is missing.",
    ),
    (FlashMessage::Installed, "installed", true, "The bot is here now."),
    (FlashMessage::NotInstalled, "not_installed", false, "The bot was not added: you cancelled, or Discord refused."),
    (FlashMessage::AddedOutside, "added_outside", true, "Discord says that the bot was added to this server."),
    (
        FlashMessage::AddedOutsideSignIn,
        "added_outside_sign_in",
        true,
        "Discord says that the bot was added. Sign in to see your server.",
    ),
    (FlashMessage::Joined, "joined", true, "Welcome! You are in the server now."),
    (FlashMessage::AlreadyThere, "already_there", true, "You are in that server already."),
    (FlashMessage::BrowserEnded, "browser_ended", true, "That browser is signed out."),
    (FlashMessage::NoSuchBrowser, "no_such_browser", false, "That browser was signed out already."),
    (FlashMessage::SignedOut, "signed_out", true, "You are signed out in this browser."),
    (FlashMessage::SignedOutEverywhere, "signed_out_everywhere", true, "You are signed out in all your browsers."),
    (
        FlashMessage::Disconnected,
        "disconnected",
        true,
        "You are signed out everywhere, and Discord no longer lets us see your account.",
    ),
    (
        FlashMessage::NotDisconnected,
        "not_disconnected",
        false,
        "You are signed out everywhere, but we could not end our access. Remove this app in Discord's settings, under Authorized Apps.",
    ),
    (FlashMessage::SetUp, "set_up", true, "Setup is complete: people sign in with your own Discord application."),
];

impl FlashMessage {
    /// Returns the message with this code; `None` when there is none.
    pub fn from_code(code: &str) -> Option<Self> {
        MESSAGES.iter().find(|(_, known, ..)| *known == code).map(|(message, ..)| *message)
    }

    /// Returns the word that stands for the message in a cookie.
    pub fn code(self) -> &'static str {
        self.row().1
    }

    /// Returns what people read.
    pub fn sentence(self) -> &'static str {
        self.row().3
    }

    /// Whether it is good news.
    pub fn is_good(self) -> bool {
        self.row().2
    }

    /// Returns its row of the table, which a test holds to the order of the list above.
    fn row(self) -> &'static (Self, &'static str, bool, &'static str) {
        &MESSAGES[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_the_order_of_the_list() {
        for (number, (message, code, ..)) in MESSAGES.iter().enumerate() {
            assert_eq!((*message as usize, FlashMessage::from_code(code)), (number, Some(*message)));
        }
        assert_eq!(FlashMessage::from_code("<b>Call 0900</b>"), None);
    }
}
