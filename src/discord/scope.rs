use std::fmt;

use serde::{Deserialize, Serialize};

/// A set of OAuth2 scopes, in the order they were asked for.
///
/// Open: Discord adds scopes, and a token answer may list some that were never asked for.
///
/// Source: <https://discord.com/developers/docs/topics/oauth2#shared-resources-oauth2-scopes>.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scopes(Vec<String>);

impl Scopes {
    /// `GET /users/@me`, without the email address.
    pub const IDENTIFY: &str = "identify";
    /// Adds `email` and `verified` to `GET /users/@me`.
    pub const EMAIL: &str = "email";
    /// `GET /users/@me/guilds`.
    pub const GUILDS: &str = "guilds";
    /// `GET /users/@me/connections`.
    pub const CONNECTIONS: &str = "connections";

    /// What signing in asks for: everything the dashboard shows.
    pub fn sign_in() -> Self {
        [Self::IDENTIFY, Self::EMAIL, Self::GUILDS, Self::CONNECTIONS].into_iter().collect()
    }

    /// The scopes of a space-separated text, as token answers carry it. Empty parts are dropped, doubles too.
    pub fn parse(text: &str) -> Self {
        text.split_ascii_whitespace().collect()
    }

    /// Whether the set holds a scope.
    pub fn contains(&self, scope: &str) -> bool {
        self.0.iter().any(|held| held == scope)
    }

    /// Each scope, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl<'a> FromIterator<&'a str> for Scopes {
    fn from_iter<I: IntoIterator<Item = &'a str>>(scopes: I) -> Self {
        let mut set = Self::default();
        for scope in scopes {
            if !set.contains(scope) {
                set.0.push(scope.to_owned());
            }
        }
        set
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_answers_scope_text_becomes_a_set() {
        let scopes = Scopes::parse(" guilds  identify guilds ");
        assert_eq!(scopes.to_string(), "guilds identify");
        assert!(scopes.contains(Scopes::GUILDS) && !scopes.contains(Scopes::EMAIL));
        assert_eq!(Scopes::parse("").iter().count(), 0);
    }
}
