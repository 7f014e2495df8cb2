use std::fmt;

/// A path of ours to go to, with its query: never another site, however it is spelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalPath(String);

/// Longer ones are not ours.
const MAX_BYTES: usize = 1024;

impl LocalPath {
    /// Checks where to go after signing in; `None` for anything that could leave this origin or break a header, and
    /// for the flow's own steps: the sign-in page would be a circle.
    pub fn parse(text: &str) -> Option<Self> {
        let step = ["/auth/", "/login", "/api/", "/sandbox"].iter().any(|prefix| text.starts_with(prefix));
        Self::parse_any_page(text).filter(|_| !step)
    }

    /// As [`LocalPath::parse`], with the sign-in page allowed.
    ///
    /// Printable ASCII only: our own links are percent-encoded. Browsers read `\` as `/`, so `/\evil.example` would
    /// leave, and `//evil.example` does.
    pub fn parse_any_page(text: &str) -> Option<Self> {
        let local = text.starts_with('/') && !text.starts_with("//");
        let plain = text.len() <= MAX_BYTES && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        (local && plain).then(|| Self(text.to_owned()))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LocalPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_are_a_way_back() {
        for good in ["/", "/dashboard", "/dashboard/guilds?q=a%20b&sort=name", "/dashboard#x"] {
            assert!(LocalPath::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "dashboard",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/a\r\nSet-Cookie: x",
            "/ä",
            "/a b",
            "/auth/callback?code=1",
            "/login",
            "/\t/evil.example",
        ] {
            assert_eq!(LocalPath::parse(bad), None, "{bad:?}");
        }
        assert_eq!(LocalPath::parse(&format!("/{}", "a".repeat(2000))), None);
    }
}
