//! Flash messages: what the next page says about the form that the user has just sent.

/// A flash message. The list is fixed: a forged cookie cannot make a page say anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlashMessage {
    /// A page was refreshed. It may still show old data if Discord does not answer; the page then says how old.
    Refreshed,
    /// A form's settings were saved.
    Saved,
    /// The user granted more scopes.
    Granted,
    /// Discord granted only some of the requested scopes.
    GrantedInPart,
    /// Another Discord account granted them, and is signed in now.
    AnotherAccount,
    /// The user did not grant them.
    NotGranted,
    /// A flow failed before its end. What Discord did is not known.
    NotFinished,
    /// The bot was added to a guild.
    Installed,
    /// The bot was not added.
    NotInstalled,
    /// Discord's own "Add app" button led here. The address does not prove that the bot was added; the page checks it.
    AddedOutside,
    /// The same, for a visitor who is not signed in.
    AddedOutsideSignIn,
    /// The user was added to the community's guild.
    Joined,
    /// The user was already in it.
    AlreadyThere,
    /// One browser of the list was signed out.
    BrowserEnded,
    /// That browser had already been signed out.
    NoSuchBrowser,
    /// This browser was signed out.
    SignedOut,
    /// All browsers of the user were signed out.
    SignedOutEverywhere,
    /// Discord no longer lists this app among those that the user allowed.
    Disconnected,
    /// All browsers were signed out, but there was no token left to revoke at Discord.
    NotDisconnected,
    /// The developer's own application is connected.
    SetUp,
    /// An admin ended a person's logins.
    PersonSignedOut,
    /// That person was not signed in.
    NobodySignedOut,
    /// An admin banned a person.
    PersonBanned,
    /// That person was banned before.
    BannedAlready,
    /// An admin lifted a ban.
    PersonUnbanned,
    /// That person was not banned.
    NotBanned,
    /// An admin tried to ban themself.
    CannotBanYourself,
    /// An admin tried to ban another admin.
    CannotBanAdmin,
    /// An admin typed a text that is not a Discord id.
    NotADiscordId,
    /// A person without access asked for another check. The page says whether they have access now.
    CheckedAgain,
}

/// Every message with its code, whether it is good news, and its sentence.
const MESSAGES: [(FlashMessage, &str, bool, &str); 30] = [
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
        "Discord did not grant everything we asked for. If something is still missing here, try again.",
    ),
    (
        FlashMessage::AnotherAccount,
        "another_account",
        false,
        "You came back from Discord with another account. You are signed in with it now. To change back, sign out, then sign in \
         with the first account.",
    ),
    (FlashMessage::NotGranted, "not_granted", false, "Nothing changed: you did not allow more at Discord."),
    (
        FlashMessage::NotFinished,
        "not_finished",
        false,
        "We could not finish that. Check this page, and try again if something is missing.",
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
    (FlashMessage::SetUp, "set_up", true, "Setup is complete. People now sign in with your own Discord application."),
    (FlashMessage::PersonSignedOut, "person_signed_out", true, "That person is signed out in all browsers."),
    (FlashMessage::NobodySignedOut, "nobody_signed_out", false, "Nothing changed: that person is not signed in."),
    (
        FlashMessage::PersonBanned,
        "person_banned",
        true,
        "That person is banned: they are signed out everywhere, and cannot sign in.",
    ),
    (FlashMessage::BannedAlready, "banned_already", false, "Nothing changed: that person is banned already."),
    (FlashMessage::PersonUnbanned, "person_unbanned", true, "That person may sign in again."),
    (FlashMessage::NotBanned, "not_banned", false, "Nothing changed: that person is not banned."),
    (FlashMessage::CannotBanYourself, "cannot_ban_yourself", false, "Nothing changed: you cannot ban yourself."),
    (
        FlashMessage::CannotBanAdmin,
        "cannot_ban_admin",
        false,
        "Nothing changed: that person is an admin. First take the id out of ADMIN_USER_IDS, and restart the site.",
    ),
    (
        FlashMessage::NotADiscordId,
        "not_a_discord_id",
        false,
        "Nothing changed: that is not a Discord id. In Discord, turn on Developer Mode, right-click the person, and choose Copy User ID.",
    ),
    (FlashMessage::CheckedAgain, "checked_again", true, "We asked Discord again."),
];

impl FlashMessage {
    /// Returns the message with this code; `None` for an unknown code.
    pub fn from_code(code: &str) -> Option<Self> {
        MESSAGES.iter().find(|(_, known, ..)| *known == code).map(|(message, ..)| *message)
    }

    /// Returns the message's code in a cookie.
    pub fn code(self) -> &'static str {
        self.row().1
    }

    /// Returns the sentence that people read.
    pub fn sentence(self) -> &'static str {
        self.row().3
    }

    /// Returns whether it is good news.
    pub fn is_good(self) -> bool {
        self.row().2
    }

    /// Returns its row of the table. A test checks that the table has the order of the enum.
    fn row(self) -> &'static (Self, &'static str, bool, &'static str) {
        &MESSAGES[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_the_order_of_the_enum() {
        for (number, (message, code, ..)) in MESSAGES.iter().enumerate() {
            assert_eq!((*message as usize, FlashMessage::from_code(code)), (number, Some(*message)));
        }
        assert_eq!(FlashMessage::from_code("<b>Call 0900</b>"), None);
    }
}
