use std::fmt;

use serde::{Deserialize, Serialize};

/// The hash that names an uploaded image.
///
/// Discord promises no length and no alphabet, so any text is accepted here. [`ImageHash::path_segment`] refuses a text that is not
/// safe in a URL.
///
/// Source: <https://discord.com/developers/docs/reference#image-formatting>.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ImageHash(String);

impl ImageHash {
    /// Creates a hash from its text.
    pub fn new(hash: impl Into<String>) -> Self {
        Self(hash.into())
    }

    /// Returns whether the image moves: its hash then starts with `a_`.
    pub fn is_animated(&self) -> bool {
        self.0.starts_with("a_")
    }

    /// Returns the hash for a URL path; `None` if it is empty or contains anything except letters, digits and `_`.
    pub fn path_segment(&self) -> Option<&str> {
        let safe = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        (!self.0.is_empty() && self.0.bytes().all(safe)).then_some(self.0.as_str())
    }
}

impl fmt::Display for ImageHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_prefix_a_means_animated() {
        assert!(ImageHash::new("a_0123456789abcdef0123456789abcdef").is_animated());
        assert!(!ImageHash::new("8342729096ea3675442027381ff50dfe").is_animated());
        assert!(!ImageHash::new("ab_a_").is_animated());
    }

    #[test]
    fn an_unsafe_hash_has_no_path_segment() {
        for odd in ["", "../x", "a/b", "a?b", "a b", "ä"] {
            assert_eq!(ImageHash::new(odd).path_segment(), None, "{odd:?}");
        }
    }
}
