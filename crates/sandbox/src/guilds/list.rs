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

/// Returns a person's list of guilds: those of their file that they did not leave, and those that they joined.
pub fn of_person(sandbox: &Sandbox, person: &Person) -> Vec<Value> {
    let (joined, left) = {
        let state = sandbox.state();
        (state.guilds().joined.clone(), state.guilds().left.clone())
    };
    let has_left = |guild: &Value| {
        let left = guild["id"].as_str().and_then(|id| left.get(id));
        left.is_some_and(|left| left.contains(person.id()))
    };
    let entry = |(id, members): (String, BTreeMap<String, Value>)| {
        let (member, guild) = (members.get(person.id())?, Guild::find(sandbox, &id)?);
        let has_role = |role: &&Value| {
            role["position"] == 0 || member["roles"].as_array().is_some_and(|roles| roles.contains(&role["id"]))
        };
        let sum = guild.roles.iter().filter(has_role).fold(0, |sum, role| sum | permissions(role));
        Some(guild.entry(sum))
    };
    // A person of the file who joins gets other roles. The entry in the list stays the same.
    let is_new = |(id, _): &(String, BTreeMap<String, Value>)| !person.guilds.iter().any(|guild| guild["id"] == **id);
    let own = person.guilds.iter().filter(|guild| !has_left(guild)).cloned();
    own.chain(joined.into_iter().filter(is_new).filter_map(entry)).collect()
}
