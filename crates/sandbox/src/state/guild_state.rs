use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::people;

/// The changes that people make to guilds: the bot's guilds, members who were added, and deleted channels. A revoke undoes none
/// of them.
#[derive(Serialize, Deserialize)]
#[serde(default)]
pub struct GuildState {
    /// The bot's permissions, by guild.
    pub bot: BTreeMap<String, u64>,
    /// Members who were added, by guild and person. Each has only the fields that differ from a plain member.
    pub joined: BTreeMap<String, BTreeMap<String, Value>>,
    pub deleted_channels: BTreeSet<String>,
}

/// At the start, the bot is in the guilds of its file.
impl Default for GuildState {
    fn default() -> Self {
        let guilds = people::bot().into_iter().flat_map(|bot| &bot.guilds);
        let entry =
            |guild: &Value| Some((guild["id"].as_str()?.to_owned(), guild["permissions"].as_str()?.parse().ok()?));
        Self { bot: guilds.filter_map(entry).collect(), joined: BTreeMap::new(), deleted_channels: BTreeSet::new() }
    }
}
