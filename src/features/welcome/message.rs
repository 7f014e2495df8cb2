use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::discord::{ChannelId, UserId};

/// The most characters of a message. We count Unicode scalar values of what is sent, as Discord does.
///
/// Source: <https://discord.com/developers/docs/resources/message#create-message>.
pub const MAX_CHARACTERS: usize = 2000;

/// The longest mention of a member. Discord is sent `<@id>`, and this is the longest id.
const LONGEST_MENTION: &str = "<@18446744073709551615>";

/// A guild's welcome message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// Whether it is sent.
    pub enabled: bool,
    /// The channel that it goes to. `None` while it is off and no channel was chosen.
    pub channel_id: Option<ChannelId>,
    /// The text, in which `{user}` and `{server}` stand for names.
    pub text: String,
}

impl Welcome {
    /// Builds what the bot posts to `/channels/{channel_id}/messages` when somebody joins. It notifies the newcomer and nobody else,
    /// whatever mentions the text holds.
    ///
    /// Source: <https://discord.com/developers/docs/resources/message#allowed-mentions-object>.
    pub fn message_for(&self, newcomer: UserId, server: &str) -> Value {
        json!({
            "content": fill(&self.text, &format!("<@{newcomer}>"), server),
            "allowed_mentions": { "parse": [], "users": [newcomer] },
        })
    }
}

/// A welcome message as it is in the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// The message.
    pub welcome: Welcome,
    /// Grows by one each time. The first version is 1.
    pub version: i64,
    /// Who saved it.
    pub saved_by: UserId,
    /// When, in milliseconds since 1970 (UTC).
    pub saved_at_ms: u64,
}

/// A version in the history of a guild's message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The message as it was saved.
    pub saved: Saved,
    /// The name that the person had then. Empty if it is not known.
    pub saved_by_name: String,
}

/// Puts names in place of `{user}` and `{server}`. A name that looks like one of the two stays as it is.
pub fn fill(text: &str, user: &str, server: &str) -> String {
    let parts = text.split("{user}").map(|part| part.replace("{server}", server));
    parts.collect::<Vec<_>>().join(user)
}

/// Returns the most characters that the text can have when it is sent.
pub fn length(text: &str, server: &str) -> usize {
    fill(text, LONGEST_MENTION, server).chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_names_and_names_stay_as_they_are() {
        for (text, user, server, filled) in [
            ("Hello {user}, this is {server}.", "@Ann", "Attic", "Hello @Ann, this is Attic."),
            ("{user}{user} {server}", "@Ann", "Attic", "@Ann@Ann Attic"),
            ("{user} in {server}", "{server}", "{user}", "{server} in {user}"),
            ("{us{server}er} {USER} { user } {}", "@Ann", "Attic", "{usAtticer} {USER} { user } {}"),
            ("<b>{user}</b>", "<i>", "", "<b><i></b>"),
            ("", "@Ann", "Attic", ""),
        ] {
            assert_eq!(fill(text, user, server), filled, "{text}");
        }
    }

    #[test]
    fn the_message_notifies_nobody_but_the_newcomer() {
        let text = "Hello {user}! @everyone <@&7> <@8> {server}".to_owned();
        let welcome = Welcome { enabled: true, channel_id: None, text };
        assert_eq!(
            welcome.message_for(UserId::new(5), "@here"),
            json!({
                "content": "Hello <@5>! @everyone <@&7> <@8> @here",
                "allowed_mentions": { "parse": [], "users": ["5"] },
            })
        );
    }

    #[test]
    fn the_length_counts_names_as_they_are_sent() {
        for (text, server, characters) in
            [("", "Attic", 0), ("åé🎲", "Attic", 3), ("{server}!", "Attic", 6), ("{user}", "", LONGEST_MENTION.len())]
        {
            assert_eq!(length(text, server), characters, "{text}");
        }
    }
}
