//! The guilds as the application's bot sees them, in Discord's JSON.
//!
//! A few are files in `guilds/`, and one file is how all others look. What a member's list of guilds says as well is taken
//! from there, so that both sides of the API agree.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::people::{self, Person};
use super::resources::{public_user, timestamp};
use super::{CLIENT_ID, Sandbox};

/// Guilds with something to show, by id.
const FILES: [(&str, &str); 3] = [
    ("420904194539651073", include_str!("guilds/workshop.json")),
    ("608621108920451075", include_str!("guilds/rustaceans.json")),
    ("675300476190851076", include_str!("guilds/hostile.json")),
];
/// Every other guild. An id such as `+3` is that much above the guild's own.
const PLAIN: &str = include_str!("guilds/plain.json");
/// How many such ids there are.
const PLAIN_IDS: u64 = 9;
/// Owns the guilds that nobody here owns.
const SOMEBODY_ELSE: &str = "1000000000000000002";
/// Seconds from 1970 to the first snowflake: who is in a guild joined at its start, where nothing else is written.
const DISCORD_EPOCH: i64 = 1_420_070_400;

/// Source: <https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags>
pub(super) const ADMINISTRATOR: u128 = 1 << 3;
pub(super) const MANAGE_GUILD: u128 = 1 << 5;

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

/// A guild as it is now.
#[derive(Deserialize)]
pub(super) struct Guild {
    settings: Map<String, Value>,
    pub roles: Vec<Value>,
    pub channels: Vec<Value>,
    pub integrations: Vec<Value>,
    /// What is special of a member, by person; whoever has the guild in their list is one even if nothing is.
    #[serde(default)]
    members: BTreeMap<String, Value>,
    #[serde(default)]
    pub banned: Vec<String>,
    /// As in the list of somebody.
    #[serde(skip)]
    listed: Map<String, Value>,
    /// The bot's rights; `None` = it is not in.
    #[serde(skip)]
    pub bot: Option<u64>,
}

/// The guild with this id. It asks for the state, which the caller must not hold.
pub(super) fn find(sandbox: &Sandbox, id: &str) -> Option<Guild> {
    let listed = people::all().flat_map(|person| &person.guilds).find(|guild| guild["id"] == id)?.as_object()?;
    let client_id = &sandbox.options().client_id;
    let mut guild = read(PLAIN, id, client_id)?;
    if let Some((_, file)) = FILES.iter().find(|(known, _)| *known == id) {
        let written = read(file, id, client_id)?;
        guild.settings.extend(written.settings);
        guild = Guild { settings: guild.settings, ..written };
    }
    guild.listed = listed.clone();

    let state = sandbox.state();
    let now = state.guilds();
    let is_deleted = |id: &Value| id.as_str().is_some_and(|id| now.deleted_channels.contains(id));
    guild.channels.retain(|channel| !is_deleted(&channel["id"]));
    let parents = guild.channels.iter_mut().filter_map(|channel| channel.get_mut("parent_id"));
    guild.settings.values_mut().chain(parents).filter(|id| is_deleted(id)).for_each(|id| *id = Value::Null);

    guild.members.extend(now.joined.get(id).into_iter().flatten().map(|(id, it)| (id.clone(), it.clone())));
    guild.bot = now.bot.get(id).copied();
    if let Some(rights) = guild.bot
        && let Some(role) = guild.roles.iter_mut().find(|role| role["tags"]["bot_id"] == *client_id)
    {
        role["permissions"] = json!(rights.to_string());
        guild.members.insert(client_id.clone(), json!({ "roles": [role["id"]] }));
    }
    Some(guild)
}

fn read(file: &str, id: &str, client_id: &str) -> Option<Guild> {
    let first = id.parse::<u64>().ok()?;
    let numbered = (0..PLAIN_IDS).fold(file.replace(CLIENT_ID, client_id), |text, above| {
        text.replace(&format!("\"+{above}\""), &format!("\"{}\"", first + above))
    });
    serde_json::from_str(&numbered)
        .inspect_err(|error| tracing::error!(%error, "a guild is missing from the sandbox: its file cannot be read"))
        .ok()
}

impl Guild {
    pub(super) fn id(&self) -> &str {
        self.listed["id"].as_str().unwrap_or_default()
    }

    /// The guild object, without what only the list of guilds says.
    ///
    /// Source: <https://discord.com/developers/docs/resources/guild#guild-object>
    pub(super) fn full(&self, with_counts: bool) -> Value {
        let owns = |person: &&Person| person.guilds.iter().any(|it| it["id"] == self.id() && it["owner"] == true);
        let mut guild = self.settings.clone();
        guild.extend(self.listed.clone());
        guild.retain(|key, _| {
            !["owner", "permissions"].contains(&key.as_str()) && (with_counts || !key.starts_with("approximate_"))
        });
        guild.insert("owner_id".to_owned(), json!(people::all().find(owns).map_or(SOMEBODY_ELSE, Person::id)));
        guild.insert("roles".to_owned(), json!(self.roles));
        Value::Object(guild)
    }

    /// The entry in the list of somebody who does not own it.
    fn entry(mut self, rights: u128) -> Value {
        self.listed.insert("owner".to_owned(), json!(false));
        self.listed.insert("permissions".to_owned(), json!(rights.to_string()));
        Value::Object(self.listed)
    }

    /// The member object; `None` = they are not in.
    ///
    /// Source: <https://discord.com/developers/docs/resources/guild#guild-member-object>
    pub(super) fn member(&self, sandbox: &Sandbox, id: &str) -> Option<Value> {
        let special = self.members.get(id).cloned().or_else(|| self.listed_member(id))?;
        let somebody = if id == sandbox.options().client_id { people::bot() } else { people::find(id) };
        let user = people::with_id(somebody?.user.clone(), id);
        let created_at = DISCORD_EPOCH + self.id().parse::<i64>().ok()? / (1 << 22) / 1_000;
        let mut member = json!({
            "user": public_user(user), "nick": null, "avatar": null, "banner": null, "roles": [],
            "joined_at": timestamp(created_at), "premium_since": null, "communication_disabled_until": null,
            "deaf": false, "mute": false, "pending": false, "flags": 0
        });
        member.as_object_mut()?.extend(special.as_object().cloned()?);
        Some(member)
    }

    /// Somebody whose list has the guild; the rights in the list come from the role that gives them.
    fn listed_member(&self, id: &str) -> Option<Value> {
        let listed = people::find(id)?.guilds.iter().find(|guild| guild["id"] == self.id())?;
        let right = [ADMINISTRATOR, MANAGE_GUILD].into_iter().find(|right| rights(listed) & right != 0);
        let gives = |role: &&Value| role["managed"] == false && right.is_some_and(|right| rights(role) & right != 0);
        let role = self.roles.iter().find(gives);
        Some(json!({ "roles": role.map(|role| &role["id"]).into_iter().collect::<Vec<_>>() }))
    }

    /// Whether the bot may do this in the whole guild.
    pub(super) fn bot_may(&self, right: u128) -> bool {
        u128::from(self.bot.unwrap_or_default()) & (right | ADMINISTRATOR) != 0
    }
}

/// The rights of a role, or in an entry of a list: more bits than any number of ours needs.
fn rights(object: &Value) -> u128 {
    object["permissions"].as_str().and_then(|bits| bits.parse().ok()).unwrap_or_default()
}

/// Whether the person whose list this is from may add something to the guild.
pub(super) fn can_manage(listed: &Value) -> bool {
    listed["owner"] == true || rights(listed) & (ADMINISTRATOR | MANAGE_GUILD) != 0
}

/// The bot's list of guilds.
pub(super) fn of_bot(sandbox: &Sandbox) -> Vec<Value> {
    let rights = sandbox.state().guilds().bot.clone();
    let entry = |(id, rights): (String, u64)| Some(find(sandbox, &id)?.entry(rights.into()));
    rights.into_iter().filter_map(entry).collect()
}

/// Somebody's list of guilds: those of their file and those they were added to.
pub(super) fn of_person(sandbox: &Sandbox, person: &Person) -> Vec<Value> {
    let joined = sandbox.state().guilds().joined.clone();
    let entry = |(id, members): (String, BTreeMap<String, Value>)| {
        let (member, guild) = (members.get(person.id())?, find(sandbox, &id)?);
        let held = |role: &&Value| {
            role["position"] == 0 || member["roles"].as_array().is_some_and(|it| it.contains(&role["id"]))
        };
        let sum = guild.roles.iter().filter(held).fold(0, |sum, role| sum | rights(role));
        Some(guild.entry(sum))
    };
    person.guilds.iter().cloned().chain(joined.into_iter().filter_map(entry)).collect()
}
