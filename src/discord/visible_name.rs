use std::{borrow::Cow, fmt::Display};

/// The ranges of characters that are invisible on a page. They are Unicode's default-ignorable characters, blanks that do not count as
/// white space, and combining marks. A combining mark is invisible without a letter. Only marks in common use are listed, because
/// browsers draw the others on a dotted circle.
///
/// White space and control characters are not listed, because the standard library knows them.
const INVISIBLE: [(char, char); 44] = [
    ('\u{00AD}', '\u{00AD}'),
    ('\u{0300}', '\u{036F}'),
    ('\u{0483}', '\u{0489}'),
    ('\u{0591}', '\u{05BD}'),
    ('\u{05BF}', '\u{05BF}'),
    ('\u{05C1}', '\u{05C2}'),
    ('\u{05C4}', '\u{05C5}'),
    ('\u{05C7}', '\u{05C7}'),
    ('\u{0610}', '\u{061A}'),
    ('\u{061C}', '\u{061C}'),
    ('\u{064B}', '\u{065F}'),
    ('\u{0670}', '\u{0670}'),
    ('\u{06D6}', '\u{06DC}'),
    ('\u{06DF}', '\u{06E4}'),
    ('\u{06E7}', '\u{06E8}'),
    ('\u{06EA}', '\u{06ED}'),
    ('\u{0E31}', '\u{0E31}'),
    ('\u{0E34}', '\u{0E3A}'),
    ('\u{0E47}', '\u{0E4E}'),
    ('\u{115F}', '\u{1160}'),
    ('\u{17B4}', '\u{17B5}'),
    ('\u{180B}', '\u{180F}'),
    ('\u{1AB0}', '\u{1AFF}'),
    ('\u{1DC0}', '\u{1DFF}'),
    ('\u{200B}', '\u{200F}'),
    ('\u{202A}', '\u{202E}'),
    ('\u{2060}', '\u{206F}'),
    ('\u{20D0}', '\u{20FF}'),
    ('\u{2800}', '\u{2800}'),
    ('\u{302A}', '\u{302D}'),
    ('\u{3099}', '\u{309A}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{A66F}', '\u{A672}'),
    ('\u{A674}', '\u{A67D}'),
    ('\u{FE00}', '\u{FE0F}'),
    ('\u{FE20}', '\u{FE2F}'),
    ('\u{FEFF}', '\u{FEFF}'),
    ('\u{FFA0}', '\u{FFA0}'),
    ('\u{FFF0}', '\u{FFFB}'),
    ('\u{1BCA0}', '\u{1BCA3}'),
    ('\u{1D159}', '\u{1D159}'),
    ('\u{1D165}', '\u{1D169}'),
    ('\u{1D16D}', '\u{1D17A}'),
    ('\u{E0000}', '\u{E0FFF}'),
];

/// Returns the text, or `None` if it looks empty, because people could not read or click it.
pub fn visible(text: &str) -> Option<&str> {
    text.chars().any(is_visible).then_some(text)
}

/// Returns the name. If it looks empty, returns the kind of thing and its id, such as "Unnamed server 80351110224678912".
pub(super) fn name_or_id<'name>(name: &'name str, what: &str, id: impl Display) -> Cow<'name, str> {
    visible(name).map_or_else(|| Cow::Owned(format!("Unnamed {what} {id}")), Cow::Borrowed)
}

/// Returns whether people can see a character without other characters around it.
pub(super) fn is_visible(character: char) -> bool {
    let hidden = INVISIBLE.iter().any(|(first, last)| (*first..=*last).contains(&character));
    !(hidden || character.is_whitespace() || character.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_visible_character_counts_as_empty() {
        for text in [
            "",
            " ",
            "\t\r\n",
            "\u{a0}\u{2003}\u{3000}\u{2028}",
            "\0\u{7f}\u{85}\u{9f}",
            "\u{3164}",
            "\u{200b}\u{2060}",
            "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}",
            "\u{ad}",
            "\u{34f}\u{61c}",
            "\u{115f}\u{1160}\u{ffa0}",
            "\u{17b4}\u{17b5}\u{180b}\u{180e}\u{180f}",
            "\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}\u{206f}",
            "\u{2800}\u{2800}",
            "\u{fe00}\u{fe0f}",
            "\u{fff0}\u{fff9}\u{fffb}",
            "\u{1bca0}\u{1bca3}\u{1d159}\u{1d173}\u{1d17a}",
            "\u{e0000}\u{e0001}\u{e0067}\u{e007f}\u{e01ef}\u{e0fff}",
            "\u{301}",
            " \u{301}\u{489}\u{20dd}\u{fe20}\u{1dc0}\u{1ab0}",
            "\u{5b0}\u{64b}\u{e47}\u{3099}",
        ] {
            assert_eq!(visible(text), None, "{:?}", text.escape_unicode().to_string());
        }
    }

    #[test]
    fn one_visible_character_is_enough_and_nothing_of_the_text_is_changed() {
        for text in [
            "a",
            ".",
            "\u{200b}a\u{200b}",
            "  spaces  ",
            "\u{202e}nwod edispu",
            "e\u{301}",
            "🏳\u{fe0f}\u{200d}🌈",
            "❤\u{fe0f}",
            "ㅎ",
            "\u{1100}\u{1160}",
            "שָׁלוֹם",
            "ก็",
            "\u{5be}",
            "\u{fffd}",
            "\u{2801}",
            "\u{10ffff}",
        ] {
            assert_eq!(visible(text), Some(text));
        }
    }

    #[test]
    fn ranges_are_in_order_and_do_not_overlap() {
        assert!(INVISIBLE.iter().all(|(first, last)| first <= last));
        assert!(INVISIBLE.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }

    #[test]
    fn a_name_that_looks_empty_is_replaced_by_the_id() {
        assert_eq!(name_or_id("Garden", "server", 7), "Garden");
        assert_eq!(name_or_id("\u{3164}", "server", 7), "Unnamed server 7");
    }
}
