use serde::{Deserialize, Serialize};

/// The lifetime of tokens, and what the sandbox does in cases that Discord's documentation leaves open.
#[derive(Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Whether a second sign-in with the same person and scopes gets the unexpired tokens of the first.
    pub same_token: bool,
    /// Whether a refresh ends the previous access token; if not, it lives until it expires.
    ///
    /// Source: <https://github.com/discord/discord-api-docs/issues/620>
    pub refresh_ends_access: bool,
    /// The lifetime of an access token in seconds. The default is seven days, as at Discord.
    pub token_lifetime: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { same_token: false, refresh_ends_access: false, token_lifetime: 604_800 }
    }
}
