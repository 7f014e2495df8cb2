use serde::Deserialize;

use crate::{
    discord::{Channel, ChannelId},
    error::AppError,
    features::welcome::{
        Saved, Welcome,
        message::{MAX_CHARACTERS, length},
    },
};

/// The fields of the form. The guild comes from the address and the person from the session, so neither is a field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Draft {
    /// The switch. A browser leaves it out when it is off.
    #[serde(default)]
    pub enabled: bool,
    /// A channel's id, or empty.
    #[serde(default)]
    pub channel_id: String,
    /// As it was typed.
    #[serde(default)]
    pub text: String,
    /// The saved version that the form was made from, or 0.
    #[serde(default)]
    pub version: i64,
}

/// Why a draft was not saved. `Display` is the sentence that people read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The message is on, but has no channel.
    #[error("Choose the channel that the message goes to.")]
    NoChannel,
    /// The guild has no such channel. It was deleted, or belongs to another guild.
    #[error("The chosen channel is not available. Choose another one.")]
    NoSuchChannel,
    /// The message is on, but has no text.
    #[error("Write a message, or switch it off.")]
    NoText,
    /// The text is longer than Discord allows.
    #[error("This is {0} character{plural} longer than Discord allows.", plural = if *.0 == 1 { "" } else { "s" })]
    TooLong(usize),
    /// Another version was saved after the form was made.
    #[error("Another window or another person saved this before you. The message in the form is not saved yet.")]
    SavedMeanwhile,
    /// The history of this guild has no such version, or no longer.
    #[error("That version is not in the history any more. Nothing was changed.")]
    NoSuchVersion,
    /// The checks before saving failed, or saving itself.
    #[error(transparent)]
    Failed(#[from] AppError),
}

impl Problem {
    /// Returns the HTTP status that fits.
    pub const fn status_code(&self) -> u16 {
        match self {
            Self::Failed(error) => error.status_code(),
            Self::SavedMeanwhile => 409,
            Self::NoChannel | Self::NoSuchChannel | Self::NoText | Self::TooLong(_) | Self::NoSuchVersion => 422,
        }
    }
}

impl Draft {
    /// Returns a draft of what is saved, or a first suggestion.
    pub fn of(saved: Option<&Saved>) -> Self {
        let start = || Self { text: "Welcome to {server}, {user}!".into(), ..Self::default() };
        saved.map_or_else(start, |saved| Self {
            enabled: saved.welcome.enabled,
            channel_id: saved.welcome.channel_id.map(|id| id.to_string()).unwrap_or_default(),
            text: saved.welcome.text.clone(),
            version: saved.version,
        })
    }

    /// Checks the draft, and returns what to save.
    ///
    /// # Errors
    /// The first problem.
    pub fn check(&self, channels: &[Channel], server: &str) -> Result<Welcome, Problem> {
        // A form sends line breaks as CRLF. In the field and at Discord they are one character.
        let text = self.text.replace("\r\n", "\n").trim().to_owned();
        let channel_id = find(channels, &self.channel_id);
        match length(&text, server).checked_sub(MAX_CHARACTERS) {
            _ if channel_id.is_none() && !self.channel_id.is_empty() => Err(Problem::NoSuchChannel),
            _ if channel_id.is_none() && self.enabled => Err(Problem::NoChannel),
            _ if text.is_empty() && self.enabled => Err(Problem::NoText),
            Some(over @ 1..) => Err(Problem::TooLong(over)),
            _ => Ok(Welcome { enabled: self.enabled, channel_id, text }),
        }
    }
}

/// Finds the channel with this id, if it takes messages.
pub fn find(channels: &[Channel], id: &str) -> Option<ChannelId> {
    channels.iter().filter(|channel| channel.takes_messages()).map(|channel| channel.id).find(|it| it.to_string() == id)
}

/// Returns what to call a channel. The list has only the channels that the person sees.
pub fn channel_name(channels: &[Channel], id: Option<ChannelId>) -> String {
    let Some(id) = id else { return "No channel".to_owned() };
    let channel = channels.iter().find(|channel| channel.id == id);
    channel.map_or_else(
        || "a channel that is gone or hidden from you".to_owned(),
        |channel| format!("# {}", channel.display_name()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_saved_or_refused_with_a_reason() {
        let channels: Vec<Channel> =
            serde_json::from_str(r#"[{"id":"1","type":0},{"id":"2","type":2},{"id":"3","type":5}]"#).unwrap();
        let (full, long) = ("🎲".repeat(MAX_CHARACTERS), "x".repeat(MAX_CHARACTERS + 3));
        // As sent, `{server}` is "Attic": three characters less.
        let names = format!("{{server}}{}", "x".repeat(MAX_CHARACTERS - 4));
        let ok = |channel: &str, text: &str| Ok((channel.parse().ok(), text.to_owned()));
        for (enabled, channel_id, text, expected) in [
            (true, "1", "Hello", ok("1", "Hello")),
            (true, "3", " \r\n a\r\nb \n", ok("3", "a\nb")),
            (true, "1", &full, ok("1", &full)),
            (true, "1", &long, Err(Problem::TooLong(3))),
            (true, "1", &names, Err(Problem::TooLong(1))),
            (false, "1", &long, Err(Problem::TooLong(3))),
            (true, "1", " \n\t", Err(Problem::NoText)),
            (false, "", "", ok("", "")),
            (true, "", "Hello", Err(Problem::NoChannel)),
            (true, "2", "Hello", Err(Problem::NoSuchChannel)),
            (true, "9", "Hello", Err(Problem::NoSuchChannel)),
            (false, "9", "Hello", Err(Problem::NoSuchChannel)),
            (true, "01", "Hello", Err(Problem::NoSuchChannel)),
            (true, "#rules", "Hello", Err(Problem::NoSuchChannel)),
        ] {
            let draft = Draft { enabled, channel_id: channel_id.into(), text: text.into(), version: 0 };
            let checked = draft.check(&channels, "Attic").map(|it| (it.channel_id, it.text));
            assert_eq!(checked, expected, "{enabled} {channel_id} {}", text.chars().take(20).collect::<String>());
        }
    }
}
