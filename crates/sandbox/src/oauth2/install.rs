//! Adding the bot or a webhook to a guild: which one somebody may pick, and what the exchange makes of it.

use serde_json::{Value, json};

use super::params::Params;
use super::people::{self, Person};
use super::state::{random, random_text};
use super::{Sandbox, guilds};

/// What a request with `bot` or `webhook.incoming` asks for.
pub(super) struct Install<'a> {
    /// Chosen beforehand.
    pub guild_id: Option<&'a str>,
    /// Whether no other guild may be picked.
    is_locked: bool,
    /// The rights that the bot is to have; `None` = no bot is added.
    pub permissions: Option<u64>,
    has_webhook: bool,
    /// Where the webhook writes; `None` = in the first text channel.
    channel_id: Option<&'a str>,
}

/// What somebody decided, until the code is exchanged.
#[derive(Clone)]
pub(super) struct Picked {
    pub guild_id: String,
    pub permissions: Option<u64>,
    /// The webhook's; `None` = there is none.
    channel_id: Option<String>,
}

impl<'a> Install<'a> {
    /// `None` = nothing is added to a guild. The error is for the application.
    pub(super) fn read(scopes: &[String], params: &'a Params) -> Result<Option<Self>, &'static str> {
        let asks_for = |name: &str| scopes.iter().any(|scope| scope == name);
        let permissions = params.get("permissions").unwrap_or("0");
        let permissions = permissions.parse().ok().filter(|_| permissions.bytes().all(|byte| byte.is_ascii_digit()));
        let permissions = permissions.ok_or("Invalid \"permissions\"")?;
        let is_locked = params.get("disable_guild_select").unwrap_or("false").parse();
        let is_locked = is_locked.map_err(|_| "Invalid \"disable_guild_select\"")?;
        match params.get("integration_type") {
            None | Some("0") => {}
            Some("1") if asks_for("applications.commands") && !asks_for("bot") => {}
            Some(_) => return Err("Invalid \"integration_type\""),
        }
        let (has_bot, has_webhook) = (asks_for("bot"), asks_for("webhook.incoming"));
        Ok((has_bot || has_webhook).then(|| Self {
            guild_id: params.get("guild_id"),
            is_locked,
            permissions: has_bot.then_some(permissions),
            has_webhook,
            channel_id: params.get("channel_id"),
        }))
    }

    /// The guilds that this person may pick, as in their list.
    pub(super) fn choices(&self, sandbox: &Sandbox, person: &Person) -> Vec<Value> {
        let is_open = |id: &Value| !self.is_locked || self.guild_id.is_none_or(|locked| id == locked);
        let guilds = guilds::of_person(sandbox, person).into_iter();
        guilds.filter(|guild| guilds::can_manage(guild) && is_open(&guild["id"])).collect()
    }

    /// What the form of the consent page says, or where it has no choice the request. The error is for the page.
    pub(super) fn pick(&self, sandbox: &Sandbox, person: &Person, form: &Params) -> Result<Picked, &'static str> {
        let id = form.get(&field(person)).or(self.guild_id);
        let guild = self.choices(sandbox, person).into_iter().find(|guild| id.is_some_and(|id| guild["id"] == id));
        let guild_id = guild.as_ref().and_then(|guild| guild["id"].as_str());
        let guild_id = guild_id.ok_or("No server was chosen that this person may add something to.")?.to_owned();
        let mut channel_id = None;
        if self.has_webhook {
            let channels = guilds::find(sandbox, &guild_id).map(|guild| guild.channels).unwrap_or_default();
            let is_it = |it: &&Value| it["type"] == 0 && self.channel_id.is_none_or(|asked| it["id"] == asked);
            let channel = channels.iter().find(is_it).and_then(|channel| channel["id"].as_str());
            channel_id = Some(channel.ok_or("That server has no such text channel.")?.to_owned());
        }
        Ok(Picked { guild_id, permissions: self.permissions, channel_id })
    }
}

/// The consent page's name for what this person picks: without scripts, each needs a choice of their own.
pub(super) fn field(person: &Person) -> String {
    format!("server_{}", person.id())
}

impl Picked {
    /// Lets the bot in, makes the webhook, and tells of both in the answer of the token endpoint.
    ///
    /// Source: <https://discord.com/developers/docs/topics/oauth2#advanced-bot-authorization>
    pub(super) fn complete(self, sandbox: &Sandbox, answer: &mut Value) {
        let Self { guild_id, permissions, channel_id } = self;
        if let Some(rights) = permissions {
            sandbox.state().change_guilds(|guilds| _ = guilds.bot.insert(guild_id.clone(), rights));
            answer["guild"] = json!(guilds::find(sandbox, &guild_id).map(|guild| guild.full(false)));
        }
        if let Some(channel_id) = channel_id {
            let (id, token) = (u64::from_be_bytes(random()) >> 1, random_text());
            answer["webhook"] = json!({
                "id": id.to_string(), "type": 1, "name": people::application()["name"], "avatar": null, "token": token,
                // A name that leads nowhere, ever: nobody takes messages here.
                "url": format!("https://sandbox.invalid/api/webhooks/{id}/{token}"),
                "guild_id": guild_id, "channel_id": channel_id, "application_id": sandbox.options().client_id
            });
        }
    }
}
