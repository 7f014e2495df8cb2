//! A guild and its members, as the application's bot sees them.
//!
//! Some guilds have a file in `guilds/`; `plain.json` describes the others. A list of guilds has some of the same fields, such
//! as name and icon. They come from the lists of the people, so that all answers of the API agree.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::permissions::{ADMINISTRATOR, MANAGE_GUILD, permissions};
use crate::{
    application::CLIENT_ID,
    json::with_id,
    people::{self, Person},
    sandbox::Sandbox,
    timestamp::timestamp,
};

/// Guilds with a file, by id.
const FILES: [(&str, &str); 4] = [
    ("154014842880000005", include_str!("hostile.json")),
    ("420904194539651073", include_str!("workshop.json")),
    ("608621108920451075", include_str!("rustaceans.json")),
    ("675300476190851076", include_str!("cinnamon.json")),
];
/// The file of every other guild. An id such as `+3` means the guild's own id plus 3.
const PLAIN: &str = include_str!("plain.json");
/// The number of these relative ids: `+0` to `+8`.
const RELATIVE_IDS: u64 = 9;
/// The owner of every guild that no person of the sandbox owns.
const DEFAULT_OWNER: &str = "1000000000000000002";
/// Seconds from 1970 to the first snowflake.
const DISCORD_EPOCH: i64 = 1_420_070_400;

/// A guild in its current state.
#[derive(Deserialize)]
pub struct Guild {
    settings: Map<String, Value>,
    pub roles: Vec<Value>,
    pub channels: Vec<Value>,
    pub integrations: Vec<Value>,
    /// The members that differ from a plain member, by person. Each has only the fields that differ.
    #[serde(default)]
    members: BTreeMap<String, Value>,
    #[serde(default)]
    pub banned: Vec<String>,
    /// The people who left it.
    #[serde(skip)]
    left: BTreeSet<String>,
    /// The entry in a person's list of guilds.
    #[serde(skip)]
    entry: Map<String, Value>,
    /// The bot's permissions; `None` if the bot is not in the guild.
    #[serde(skip)]
    pub bot: Option<u64>,
}

impl Guild {
    /// Returns the guild with this id. It locks the sandbox's state, so the caller must not hold that lock.
    pub fn find(sandbox: &Sandbox, id: &str) -> Option<Self> {
        let entry = people::all().flat_map(|person| &person.guilds).find(|guild| guild["id"] == id)?.as_object()?;
        let client_id = &sandbox.options().client_id;
        let mut guild = read(PLAIN, id, client_id)?;
        if let Some((_, file)) = FILES.iter().find(|(file_id, _)| *file_id == id) {
            let own = read(file, id, client_id)?;
            guild.settings.extend(own.settings);
            guild = Self { settings: guild.settings, ..own };
        }
        guild.entry = entry.clone();

        let state = sandbox.state();
        let changes = state.guilds();
        let is_deleted = |id: &Value| id.as_str().is_some_and(|id| changes.deleted_channels.contains(id));
        guild.channels.retain(|channel| !is_deleted(&channel["id"]));
        let parents = guild.channels.iter_mut().filter_map(|channel| channel.get_mut("parent_id"));
        guild.settings.values_mut().chain(parents).filter(|id| is_deleted(id)).for_each(|id| *id = Value::Null);

        let joined = changes.joined.get(id).into_iter().flatten();
        guild.members.extend(joined.map(|(id, member)| (id.clone(), member.clone())));
        guild.left = changes.left.get(id).cloned().unwrap_or_default();
        guild.bot = changes.bot.get(id).copied();
        if let Some(permissions) = guild.bot
            && let Some(role) = guild.roles.iter_mut().find(|role| role["tags"]["bot_id"] == *client_id)
        {
            role["permissions"] = json!(permissions.to_string());
            guild.members.insert(client_id.clone(), json!({ "roles": [role["id"]] }));
        }
        Some(guild)
    }

    pub fn id(&self) -> &str {
        self.entry["id"].as_str().unwrap_or_default()
    }

    /// Returns the guild object, without the fields that only a list of guilds has.
    ///
    /// Source: <https://discord.com/developers/docs/resources/guild#guild-object>
    pub fn object(&self, with_counts: bool) -> Value {
        let owns = |person: &&Person| person.guilds.iter().any(|it| it["id"] == self.id() && it["owner"] == true);
        let mut guild = self.settings.clone();
        guild.extend(self.entry.clone());
        guild.retain(|key, _| {
            !["owner", "permissions"].contains(&key.as_str()) && (with_counts || !key.starts_with("approximate_"))
        });
        guild.insert("owner_id".to_owned(), json!(people::all().find(owns).map_or(DEFAULT_OWNER, Person::id)));
        guild.insert("roles".to_owned(), json!(self.roles));
        Value::Object(guild)
    }

    /// Returns the entry for the list of a member who does not own the guild.
    pub fn entry(mut self, permissions: u128) -> Value {
        self.entry.insert("owner".to_owned(), json!(false));
        self.entry.insert("permissions".to_owned(), json!(permissions.to_string()));
        Value::Object(self.entry)
    }

    /// Returns the member object; `None` if the person is not in the guild.
    ///
    /// Source: <https://discord.com/developers/docs/resources/guild#guild-member-object>
    pub fn member(&self, sandbox: &Sandbox, id: &str) -> Option<Value> {
        let differences = self.differences(id)?;
        let person = if id == sandbox.options().client_id { people::bot() } else { people::find(id) };
        let user = with_id(person?.user.clone(), id);
        // A member without a date in the file joined when the guild was created.
        let created_at = DISCORD_EPOCH + self.id().parse::<i64>().ok()? / (1 << 22) / 1_000;
        let mut member = json!({
            "user": people::public_user(user), "nick": null, "avatar": null, "banner": null, "roles": [],
            "joined_at": timestamp(created_at), "premium_since": null, "communication_disabled_until": null,
            "deaf": false, "mute": false, "pending": false, "flags": 0
        });
        member.as_object_mut()?.extend(differences.as_object().cloned()?);
        Some(member)
    }

    /// Returns the fields in which a member differs from a plain one; `None` if the person is not in the guild.
    pub fn differences(&self, id: &str) -> Option<Value> {
        let is_member = !self.left.contains(id);
        self.members.get(id).cloned().or_else(|| self.plain_member(id)).filter(|_| is_member)
    }

    /// Returns the member for a person whose list has the guild. The person has the role that grants the permissions in the
    /// list.
    fn plain_member(&self, id: &str) -> Option<Value> {
        let entry = people::find(id)?.guilds.iter().find(|guild| guild["id"] == self.id())?;
        let granted = [ADMINISTRATOR, MANAGE_GUILD].into_iter().find(|bit| permissions(entry) & bit != 0);
        let grants =
            |role: &&Value| role["managed"] == false && granted.is_some_and(|bit| permissions(role) & bit != 0);
        let role = self.roles.iter().find(grants);
        Some(json!({ "roles": role.map(|role| &role["id"]).into_iter().collect::<Vec<_>>() }))
    }

    /// Returns whether the bot has this permission in the whole guild.
    pub fn bot_has(&self, permission: u128) -> bool {
        u128::from(self.bot.unwrap_or_default()) & (permission | ADMINISTRATOR) != 0
    }
}

fn read(file: &str, id: &str, client_id: &str) -> Option<Guild> {
    let own_id = id.parse::<u64>().ok()?;
    let with_ids = (0..RELATIVE_IDS).fold(file.replace(CLIENT_ID, client_id), |text, offset| {
        text.replace(&format!("\"+{offset}\""), &format!("\"{}\"", own_id + offset))
    });
    serde_json::from_str(&with_ids)
        .inspect_err(
            |error| tracing::error!(%error, "a guild is missing from the sandbox because its file cannot be read"),
        )
        .ok()
}
