//! Permissions in a guild.
//!
//! Source: <https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags>

use serde_json::Value;

pub const ADMINISTRATOR: u128 = 1 << 3;
pub const MANAGE_GUILD: u128 = 1 << 5;

/// Returns the permissions of a role or of an entry in a list of guilds.
pub fn permissions(object: &Value) -> u128 {
    object["permissions"].as_str().and_then(|bits| bits.parse().ok()).unwrap_or_default()
}

/// Returns whether the person may add a bot or webhook to the guild; `entry` is from the person's list.
pub fn can_manage(entry: &Value) -> bool {
    entry["owner"] == true || permissions(entry) & (ADMINISTRATOR | MANAGE_GUILD) != 0
}
