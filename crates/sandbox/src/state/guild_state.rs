use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::people;

/// The changes that people make to guilds: the bot's guilds, members who were added or left, and deleted channels. A revoke
/// undoes none of them.
#[derive(Serialize, Deserialize)]
#[serde(default)]
pub struct GuildState {
    /// The bot's permissions, by guild.
    pub bot: BTreeMap<String, u64>,
    /// Members who were added, by guild and person. Each has only the fields that differ from a plain member.
    pub joined: BTreeMap<String, BTreeMap<String, Value>>,
    /// Members who left, by guild.
    pub left: BTreeMap<String, BTreeSet<String>>,
    pub deleted_channels: BTreeSet<String>,
}

/// At the start, the bot is in the guilds of its file.
impl Default for GuildState {
    fn default() -> Self {
        let guilds = people::bot().into_iter().flat_map(|bot| &bot.guilds);
        let entry =
            |guild: &Value| Some((guild["id"].as_str()?.to_owned(), guild["permissions"].as_str()?.parse().ok()?));
        Self {
            bot: guilds.filter_map(entry).collect(),
            joined: BTreeMap::new(),
            left: BTreeMap::new(),
            deleted_channels: BTreeSet::new(),
        }
    }
}

impl GuildState {
    /// Makes a person a member of a guild, with the fields that differ from a plain member.
    pub fn join(&mut self, guild: &str, person: &str, differences: Value) {
        self.joined.entry(guild.to_owned()).or_default().insert(person.to_owned(), differences);
        if let Some(left) = self.left.get_mut(guild) {
            left.remove(person);
        }
    }

    /// Ends a person's membership of a guild.
    pub fn leave(&mut self, guild: &str, person: &str) {
        if let Some(joined) = self.joined.get_mut(guild) {
            joined.remove(person);
        }
        self.left.entry(guild.to_owned()).or_default().insert(person.to_owned());
    }
}
