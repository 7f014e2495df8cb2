use serde::{Deserialize, Serialize};

/// Where Discord's documents allow more than one reading, and how long tokens live. Kept over a restart.
#[derive(Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    /// Whether a second sign-in of a person with the same scopes is handed the unexpired token of the first.
    pub same_token: bool,
    /// Whether a refresh ends the access token before it; else that one lives until it expires.
    ///
    /// Source: <https://github.com/discord/discord-api-docs/issues/620>
    pub refresh_ends_access: bool,
    /// Seconds an access token lives from its issue on: seven days, as at Discord.
    pub token_lifetime: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { same_token: false, refresh_ends_access: false, token_lifetime: 604_800 }
    }
}
