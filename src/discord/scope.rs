use std::fmt;

use serde::{Deserialize, Serialize};

mod known;

pub use known::{Scope, ScopeAccess};

/// A set of OAuth2 scopes, in the order of the request.
///
/// It accepts unknown scopes: Discord adds new ones, and a token answer may list scopes that nobody asked for. Two sets are equal if they
/// hold the same scopes in any order, because Discord promises no order.
///
/// Source: <https://discord.com/developers/docs/topics/oauth2#shared-resources-oauth2-scopes>.
///
/// # Examples
/// ```
/// use app::discord::{Scope, Scopes};
///
/// let granted = Scopes::parse("identify guilds");
/// let wanted = Scopes::from([Scopes::IDENTIFY, Scopes::CONNECTIONS]);
///
/// assert!(granted.contains(Scopes::GUILDS));
/// assert_eq!(wanted.missing_from(&granted).to_string(), "connections");
/// assert_eq!(granted.union(&wanted).to_string(), "identify guilds connections");
///
/// let unlocks = Scope::find(Scopes::GUILDS).map(|scope| scope.unlocks);
/// assert_eq!(unlocks, Some("The servers you are in, and your permissions in each"));
/// ```
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<serde_json::Value>")]
pub struct Scopes(Vec<String>);

impl Scopes {
    /// `GET /users/@me`, without the email address.
    pub const IDENTIFY: &str = "identify";
    /// Adds `email` and `verified` to `GET /users/@me`.
    pub const EMAIL: &str = "email";
    /// `GET /users/@me/guilds`.
    pub const GUILDS: &str = "guilds";
    /// `GET /users/@me/guilds/{id}/member`.
    pub const GUILDS_MEMBERS_READ: &str = "guilds.members.read";
    /// `PUT /guilds/{id}/members/{id}`, together with the bot's token.
    pub const GUILDS_JOIN: &str = "guilds.join";
    /// `GET /users/@me/connections`.
    pub const CONNECTIONS: &str = "connections";
    /// The user's metadata for linked roles.
    pub const ROLE_CONNECTIONS_WRITE: &str = "role_connections.write";
    /// Adds the bot to a guild that the user picks.
    pub const BOT: &str = "bot";
    /// Adds the app's commands to a guild or to the user.
    pub const APPLICATIONS_COMMANDS: &str = "applications.commands";
    /// Creates a webhook, which comes with the token.
    pub const WEBHOOK_INCOMING: &str = "webhook.incoming";

    /// Reads a space-separated list of scopes, as in a token answer. Empty parts and repeated scopes are dropped.
    pub fn parse(text: &str) -> Self {
        std::iter::once(text).collect()
    }

    /// Returns whether the set holds a scope.
    pub fn contains(&self, scope: &str) -> bool {
        self.0.iter().any(|held| held == scope)
    }

    /// Returns whether the set is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the scopes in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Returns these scopes, then the new ones of the other set. To ask for one more scope, ask for all of them.
    pub fn union(&self, other: &Self) -> Self {
        self.iter().chain(other.iter()).collect()
    }

    /// Returns the scopes of this set that were not granted.
    pub fn missing_from(&self, granted: &Self) -> Self {
        self.iter().filter(|scope| !granted.contains(scope)).collect()
    }

    /// Returns whether a scope needs a choice by the person. Discord then always asks, and `prompt=none` is not possible.
    pub fn is_passthrough(&self) -> bool {
        self.contains(Self::BOT) || self.contains(Self::WEBHOOK_INCOMING)
    }

    /// Returns whether Discord answers `invalid_scope` to a flow with a PKCE challenge.
    pub fn refuses_pkce(&self) -> bool {
        self.contains(Self::ROLE_CONNECTIONS_WRITE)
    }
}

impl PartialEq for Scopes {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.iter().all(|scope| other.contains(scope))
    }
}
impl Eq for Scopes {}

impl<'a> FromIterator<&'a str> for Scopes {
    fn from_iter<I: IntoIterator<Item = &'a str>>(scopes: I) -> Self {
        let mut set = Self::default();
        // No scope contains a space, so a text with spaces is a list.
        for scope in scopes.into_iter().flat_map(str::split_ascii_whitespace) {
            if !set.contains(scope) {
                set.0.push(scope.to_owned());
            }
        }
        set
    }
}

impl<const N: usize> From<[&str; N]> for Scopes {
    fn from(scopes: [&str; N]) -> Self {
        scopes.into_iter().collect()
    }
}

/// Leaves out elements that are not text.
impl From<Vec<serde_json::Value>> for Scopes {
    fn from(scopes: Vec<serde_json::Value>) -> Self {
        scopes.iter().filter_map(serde_json::Value::as_str).collect()
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
    fn the_scopes_of_a_token_answer_become_a_set() {
        let scopes = Scopes::parse(" guilds  identify guilds ");
        assert_eq!(scopes.to_string(), "guilds identify");
        assert!(scopes.contains(Scopes::GUILDS) && !scopes.contains(Scopes::EMAIL));
        assert!(Scopes::parse("").is_empty());
        let listed: Scopes = serde_json::from_str(r#"["identify","guilds email","identify"]"#).unwrap();
        assert_eq!(listed.to_string(), "identify guilds email");
        let odd: Scopes = serde_json::from_str(r#"["identify",null,7,["email"],"guilds"]"#).unwrap();
        assert_eq!(odd.to_string(), "identify guilds", "an odd element does not affect the others");
        assert!(serde_json::from_str::<Scopes>("null").is_err(), "a missing list is not an empty list");
    }

    #[test]
    fn the_order_of_scopes_does_not_matter() {
        assert_eq!(Scopes::parse("identify guilds"), Scopes::parse("guilds identify"));
        assert_ne!(Scopes::parse("identify guilds"), Scopes::parse("identify email"));
        assert_ne!(Scopes::parse("identify"), Scopes::parse("identify email"));
    }

    #[test]
    fn missing_scopes_are_found_and_added_to_the_granted_ones() {
        let (granted, wanted) = (Scopes::parse("identify guilds"), Scopes::parse("guilds guilds.join"));
        assert_eq!(wanted.missing_from(&granted).to_string(), "guilds.join");
        assert!(granted.missing_from(&granted).is_empty());
        assert_eq!(granted.union(&wanted).to_string(), "identify guilds guilds.join");
    }

    #[test]
    fn some_scopes_rule_out_a_silent_prompt_and_one_rules_out_pkce() {
        for (text, passthrough, refuses_pkce) in [
            ("identify email guilds connections", false, false),
            ("identify bot", true, false),
            ("webhook.incoming", true, false),
            ("applications.commands", false, false),
            ("identify role_connections.write", false, true),
        ] {
            let scopes = Scopes::parse(text);
            assert_eq!((scopes.is_passthrough(), scopes.refuses_pkce()), (passthrough, refuses_pkce), "{text}");
        }
    }
}
