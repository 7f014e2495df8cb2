use std::collections::BTreeMap;

use serde_json::Value;

use super::{guild::Guild, permissions::permissions};
use crate::{people::Person, sandbox::Sandbox};

/// Returns the bot's list of guilds.
pub fn of_bot(sandbox: &Sandbox) -> Vec<Value> {
    let guilds = sandbox.state().guilds().bot.clone();
    let entry = |(id, permissions): (String, u64)| Some(Guild::find(sandbox, &id)?.entry(permissions.into()));
    guilds.into_iter().filter_map(entry).collect()
}

/// Returns a person's list of guilds: those of their file, and those that the bot added them to.
pub fn of_person(sandbox: &Sandbox, person: &Person) -> Vec<Value> {
    let joined = sandbox.state().guilds().joined.clone();
    let entry = |(id, members): (String, BTreeMap<String, Value>)| {
        let (member, guild) = (members.get(person.id())?, Guild::find(sandbox, &id)?);
        let has_role = |role: &&Value| {
            role["position"] == 0 || member["roles"].as_array().is_some_and(|roles| roles.contains(&role["id"]))
        };
        let sum = guild.roles.iter().filter(has_role).fold(0, |sum, role| sum | permissions(role));
        Some(guild.entry(sum))
    };
    person.guilds.iter().cloned().chain(joined.into_iter().filter_map(entry)).collect()
}
