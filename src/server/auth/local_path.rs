use std::fmt;

/// A path on this site, with its query. No spelling of it leads to another site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalPath(String);

/// The most bytes of a path. The pages of this app have shorter ones.
const MAX_BYTES: usize = 1024;

impl LocalPath {
    /// Checks a path to return to after signing in. `None` if it could lead to another origin or break a header. Also `None` if it is a
    /// step of the flow itself, because a return to the sign-in page would be a loop.
    pub fn parse(text: &str) -> Option<Self> {
        let step = ["/auth/", "/login", "/api/", "/sandbox"].iter().any(|prefix| text.starts_with(prefix));
        Self::parse_any_page(text).filter(|_| !step)
    }

    /// Checks a path like [`LocalPath::parse`], but also accepts the steps of a flow, such as the sign-in page.
    ///
    /// It accepts printable ASCII only, because our own links are percent-encoded. Browsers read `\` as `/`, so both `//evil.example`
    /// and `/\evil.example` lead to another site.
    pub fn parse_any_page(text: &str) -> Option<Self> {
        let local = text.starts_with('/') && !text.starts_with("//");
        let plain = text.len() <= MAX_BYTES && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        (local && plain).then(|| Self(text.to_owned()))
    }

    /// Returns the path as text.
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
    fn only_paths_of_our_own_pages_are_accepted() {
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
