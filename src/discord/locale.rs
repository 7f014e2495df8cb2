use std::fmt;

use serde::{Deserialize, Serialize};

/// The language that a person set in Discord, in Discord's form, such as `en-GB`. A code that is not on our list is kept.
///
/// Source: <https://discord.com/developers/docs/reference#locales>.
///
/// # Examples
/// ```
/// use app::discord::Locale;
///
/// let locale = Locale::new("de");
/// assert_eq!((locale.name(), locale.native_name(), locale.or_english()), ("German", "Deutsch", "de"));
/// assert_eq!(Locale::new("tlh").or_english(), "en-US");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Locale(String);

impl Locale {
    /// Creates a locale from Discord's code.
    pub fn new(code: impl Into<String>) -> Self {
        Self(code.into())
    }

    /// Returns the language's name in English, or the code if it is not on our list.
    pub fn name(&self) -> &str {
        self.row().map_or(&self.0, |(_, name, _)| name)
    }

    /// Returns the language's name in that language, or the code if it is not on our list.
    pub fn native_name(&self) -> &str {
        self.row().map_or(&self.0, |(.., native_name)| native_name)
    }

    /// Returns the code, or US English if it is not on our list. It is a BCP 47 tag, so it fits the attribute `lang`.
    pub fn or_english(&self) -> &'static str {
        self.row().map_or("en-US", |(code, ..)| code)
    }

    fn row(&self) -> Option<(&'static str, &'static str, &'static str)> {
        LANGUAGES.into_iter().find(|(code, ..)| *code == self.0)
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The code of each language, its name in English, and its own name. Discord documents 32 of them. Only its OpenAPI specification
/// lists `ar` and `he`.
const LANGUAGES: [(&str, &str, &str); 34] = [
    ("ar", "Arabic", "العربية"),
    ("bg", "Bulgarian", "български"),
    ("cs", "Czech", "Čeština"),
    ("da", "Danish", "Dansk"),
    ("de", "German", "Deutsch"),
    ("el", "Greek", "Ελληνικά"),
    ("en-GB", "English, UK", "English, UK"),
    ("en-US", "English, US", "English, US"),
    ("es-419", "Spanish, LATAM", "Español, LATAM"),
    ("es-ES", "Spanish", "Español"),
    ("fi", "Finnish", "Suomi"),
    ("fr", "French", "Français"),
    ("he", "Hebrew", "עברית"),
    ("hi", "Hindi", "हिन्दी"),
    ("hr", "Croatian", "Hrvatski"),
    ("hu", "Hungarian", "Magyar"),
    ("id", "Indonesian", "Bahasa Indonesia"),
    ("it", "Italian", "Italiano"),
    ("ja", "Japanese", "日本語"),
    ("ko", "Korean", "한국어"),
    ("lt", "Lithuanian", "Lietuviškai"),
    ("nl", "Dutch", "Nederlands"),
    ("no", "Norwegian", "Norsk"),
    ("pl", "Polish", "Polski"),
    ("pt-BR", "Portuguese, Brazilian", "Português do Brasil"),
    ("ro", "Romanian", "Română"),
    ("ru", "Russian", "Русский"),
    ("sv-SE", "Swedish", "Svenska"),
    ("th", "Thai", "ไทย"),
    ("tr", "Turkish", "Türkçe"),
    ("uk", "Ukrainian", "Українська"),
    ("vi", "Vietnamese", "Tiếng Việt"),
    ("zh-CN", "Chinese, China", "中文"),
    ("zh-TW", "Chinese, Taiwan", "繁體中文"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_code_has_its_names() {
        for (code, name, native_name) in [
            ("sv-SE", "Swedish", "Svenska"),
            ("es-419", "Spanish, LATAM", "Español, LATAM"),
            ("no", "Norwegian", "Norsk"),
            ("he", "Hebrew", "עברית"),
        ] {
            let locale = Locale::new(code);
            assert_eq!((locale.name(), locale.native_name(), locale.or_english()), (name, native_name, code));
        }
        assert!(LANGUAGES.is_sorted_by(|(one, ..), (next, ..)| one < next), "each once");
    }

    #[test]
    fn an_unknown_code_is_kept_and_falls_back_to_english() {
        for code in ["tlh", "", "EN-us", "en"] {
            let locale: Locale = serde_json::from_value(code.into()).unwrap();
            assert_eq!((locale.name(), locale.native_name(), locale.or_english()), (code, code, "en-US"));
            assert_eq!(serde_json::to_value(&locale).unwrap(), code);
        }
    }
}
