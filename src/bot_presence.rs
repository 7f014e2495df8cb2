//! Which of a user's guilds the bot is in.

use serde::{Deserialize, Serialize};

use crate::discord::GuildId;

/// The guilds that a user may manage, by whether the bot is in them. If a guild is in neither list, the bot is not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotPresence {
    /// The guilds that the bot is in.
    pub present: Vec<GuildId>,
    /// The guilds that were not checked, or that Discord gave no answer for. Their own pages check again.
    pub unknown: Vec<GuildId>,
}
