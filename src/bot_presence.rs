//! Which of a user's guilds the bot is in.

use serde::{Deserialize, Serialize};

use crate::discord::GuildId;

/// Which of the guilds that a user may manage the bot is in. The bot is not in a guild that neither list has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotPresence {
    /// The guilds that the bot is in.
    pub present: Vec<GuildId>,
    /// The guilds that were not checked, or that Discord gave no answer for. Their own pages check again.
    pub unknown: Vec<GuildId>,
}
