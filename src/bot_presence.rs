//! Which of a person's guilds the bot is in.

use serde::{Deserialize, Serialize};

use crate::discord::GuildId;

/// What is known of the bot among the guilds that a person may manage. A guild in neither list is one without the bot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotPresence {
    /// The bot is in these.
    pub present: Vec<GuildId>,
    /// Nobody asked about these, or Discord did not say: the guild's own page tells.
    pub unknown: Vec<GuildId>,
}
