//! What changes about the guilds.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::people;

/// Where the bot is, who joined, and what was deleted. It outlives a restart, and no revoke takes any of it back.
#[derive(Serialize, Deserialize)]
#[serde(default)]
pub(super) struct GuildState {
    /// The bot's rights, by guild.
    pub bot: BTreeMap<String, u64>,
    /// What is special of those who were added, by guild and person.
    pub joined: BTreeMap<String, BTreeMap<String, Value>>,
    pub deleted_channels: BTreeSet<String>,
}

/// How it is at the start, with the bot where its file says.
impl Default for GuildState {
    fn default() -> Self {
        let guilds = people::bot().into_iter().flat_map(|bot| &bot.guilds);
        let rights =
            |guild: &Value| Some((guild["id"].as_str()?.to_owned(), guild["permissions"].as_str()?.parse().ok()?));
        Self { bot: guilds.filter_map(rights).collect(), joined: BTreeMap::new(), deleted_channels: BTreeSet::new() }
    }
}
