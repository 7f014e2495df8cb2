use super::message::Welcome;
use crate::discord::ChannelId;

/// The most characters of unchanged text that are shown on each side of a change.
const MAX_AROUND: usize = 40;
/// The most characters of removed or added text that are shown.
const MAX_CHANGED: usize = 300;

/// The differences between two versions of a message. A field is `None` if it stayed the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Whether it is sent now.
    pub enabled: Option<bool>,
    /// The channel before and after.
    pub channel: Option<(Option<ChannelId>, Option<ChannelId>)>,
    /// The text.
    pub text: Option<TextDifference>,
}

/// The difference between two texts. Long parts are cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextDifference {
    /// The end of what stayed the same before the change.
    pub start: String,
    /// The old words.
    pub removed: String,
    /// The new words.
    pub added: String,
    /// The beginning of what stayed the same after the change.
    pub end: String,
}

impl Difference {
    /// Compares two versions of a message.
    pub fn between(before: &Welcome, after: &Welcome) -> Self {
        Self {
            enabled: (before.enabled != after.enabled).then_some(after.enabled),
            channel: (before.channel_id != after.channel_id).then_some((before.channel_id, after.channel_id)),
            text: (before.text != after.text).then(|| TextDifference::between(&before.text, &after.text)),
        }
    }

    /// Returns whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.enabled.is_none() && self.channel.is_none() && self.text.is_none()
    }
}

impl TextDifference {
    /// Compares word by word, from both ends. Several changes in one text count as one long change.
    fn between(before: &str, after: &str) -> Self {
        let (before, after) = (words(before), words(after));
        let same = |(one, other): &(&&str, &&str)| one == other;
        let start = before.iter().zip(&after).take_while(same).count();
        let (rest_before, rest_after) = (&before[start..], &after[start..]);
        let end = rest_before.iter().rev().zip(rest_after.iter().rev()).take_while(same).count();
        let removed = &rest_before[..rest_before.len() - end];
        let (added, unchanged) = rest_after.split_at(rest_after.len() - end);
        Self {
            start: last(&after[..start].concat(), MAX_AROUND),
            removed: first(&removed.concat(), MAX_CHANGED),
            added: first(&added.concat(), MAX_CHANGED),
            end: first(&unchanged.concat(), MAX_AROUND),
        }
    }
}

/// Splits a text into its words and the spaces and line breaks between them.
fn words(text: &str) -> Vec<&str> {
    let pieces = text.split_inclusive(char::is_whitespace).flat_map(|piece| {
        let (word, space) = piece.split_at(piece.trim_end().len());
        [word, space]
    });
    pieces.filter(|piece| !piece.is_empty()).collect()
}

/// Returns the first characters of a text, and an ellipsis if there are more.
fn first(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Returns the last characters of a text, after an ellipsis if there are more.
fn last(text: &str, max: usize) -> String {
    match text.char_indices().rev().nth(max) {
        Some((at, character)) => format!("…{}", &text[at + character.len_utf8()..]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_compared_word_by_word() {
        for (before, after, [start, removed, added, end]) in [
            ("Hello Ann", "Hello Bob", ["Hello ", "Ann", "Bob", ""]),
            ("Hello", "Hello there", ["Hello", "", " there", ""]),
            ("Hello there", "there", ["", "Hello ", "", "there"]),
            ("one two three", "one 2 three", ["one ", "two", "2", " three"]),
            ("one\ntwo", "one two", ["one", "\n", " ", "two"]),
            ("a a a", "a a", ["a a", " a", "", ""]),
            ("", "Hello 🎲", ["", "", "Hello 🎲", ""]),
            ("Hello", "", ["", "Hello", "", ""]),
            ("你好世界", "你好", ["", "你好世界", "你好", ""]),
            ("Welcome!", "Welcome?", ["", "Welcome!", "Welcome?", ""]),
        ] {
            let found = TextDifference::between(before, after);
            assert_eq!([&*found.start, &*found.removed, &*found.added, &*found.end], [start, removed, added, end]);
        }
    }

    #[test]
    fn long_parts_are_cut() {
        let (start, end) = ("å ".repeat(100), " ü".repeat(100));
        let (one, other) = ("🎲".repeat(1000), "x".repeat(MAX_CHANGED));
        let found = TextDifference::between(&format!("{start}{one}{end}"), &format!("{start}{other}{end}"));
        assert_eq!(found.start, format!("…{}", "å ".repeat(MAX_AROUND / 2)));
        assert_eq!(found.removed, format!("{}…", "🎲".repeat(MAX_CHANGED)));
        assert_eq!((&found.added, &found.end), (&other, &format!("{}…", " ü".repeat(MAX_AROUND / 2))));
    }

    #[test]
    fn only_fields_that_differ_are_named() {
        let before = Welcome { enabled: true, channel_id: "1".parse().ok(), text: "a".into() };
        let after = Welcome { enabled: false, channel_id: None, text: "a".into() };
        let found = Difference::between(&before, &after);
        assert_eq!(found, Difference { enabled: Some(false), channel: Some((before.channel_id, None)), text: None });
        assert!(!found.is_empty() && Difference::between(&before, &before).is_empty());
    }
}
