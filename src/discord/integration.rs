use serde::{Deserialize, Serialize};

use super::{GuildId, ImageHash};

/// A guild's link to an outside service, in the short form that connections carry.
///
/// Source: <https://discord.com/developers/docs/resources/guild#integration-object>.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Integration {
    /// Mostly a snowflake, but also words such as `twitch-partners`: plain text.
    pub id: String,
    /// `twitch`, `youtube`, `discord`, `guild_subscription`, or one that is newer than this list.
    #[serde(default, rename = "type")]
    pub kind: String,
    /// The name at the service. `None` in the short form.
    #[serde(default)]
    pub name: Option<String>,
    /// The account at the service.
    #[serde(default)]
    pub account: Option<IntegrationAccount>,
    /// The guild it belongs to. `None` where the guild is known already.
    #[serde(default)]
    pub guild: Option<IntegrationGuild>,
}

/// The account an integration stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrationAccount {
    /// The service's own id.
    pub id: String,
    /// The service's own name for it. `None` when Discord sent none.
    #[serde(default)]
    pub name: Option<String>,
}

/// The guild an integration belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrationGuild {
    /// The guild's id.
    pub id: GuildId,
    /// The guild's name.
    #[serde(default)]
    pub name: String,
    /// `None` when the guild has no icon.
    #[serde(default)]
    pub icon: Option<ImageHash>,
}
