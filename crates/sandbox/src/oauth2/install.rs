//! Adding the bot or a webhook to a guild, on the consent page and at the exchange of the code.

use serde_json::{Value, json};

use crate::{
    guilds::{self, Guild},
    params::Params,
    people::{self, Person},
    random::{random_bytes, random_text},
    sandbox::Sandbox,
    state::InstallChoice,
};

/// The parameters of a request with the scope `bot` or `webhook.incoming`.
pub struct Install<'a> {
    /// The guild that is preselected.
    pub guild_id: Option<&'a str>,
    /// Whether only the preselected guild may be chosen.
    is_locked: bool,
    /// The permissions requested for the bot; `None` if no bot is added.
    pub permissions: Option<u64>,
    has_webhook: bool,
    /// The webhook's channel; `None` for the first text channel.
    channel_id: Option<&'a str>,
}

impl<'a> Install<'a> {
    /// Reads the parameters; `None` if nothing is added to a guild. The error is a description for the application.
    pub fn read(scopes: &[String], params: &'a Params) -> Result<Option<Self>, &'static str> {
        let has_scope = |name: &str| scopes.iter().any(|scope| scope == name);
        let permissions = params.get("permissions").unwrap_or("0");
        let permissions = permissions.parse().ok().filter(|_| permissions.bytes().all(|byte| byte.is_ascii_digit()));
        let permissions = permissions.ok_or("Invalid \"permissions\"")?;
        let is_locked = params.get("disable_guild_select").unwrap_or("false").parse();
        let is_locked = is_locked.map_err(|_| "Invalid \"disable_guild_select\"")?;
        match params.get("integration_type") {
            None | Some("0") => {}
            Some("1") if has_scope("applications.commands") && !has_scope("bot") => {}
            Some(_) => return Err("Invalid \"integration_type\""),
        }
        let (has_bot, has_webhook) = (has_scope("bot"), has_scope("webhook.incoming"));
        Ok((has_bot || has_webhook).then(|| Self {
            guild_id: params.get("guild_id"),
            is_locked,
            permissions: has_bot.then_some(permissions),
            has_webhook,
            channel_id: params.get("channel_id"),
        }))
    }

    /// Returns the guilds that this person may choose, as entries of their list.
    pub fn guilds(&self, sandbox: &Sandbox, person: &Person) -> Vec<Value> {
        let is_available = |id: &Value| !self.is_locked || self.guild_id.is_none_or(|locked| id == locked);
        let guilds = guilds::of_person(sandbox, person).into_iter();
        guilds.filter(|guild| guilds::can_manage(guild) && is_available(&guild["id"])).collect()
    }

    /// Reads the choice from the form of the consent page. Without one, the preselected guild is used. The error is a
    /// sentence for the page.
    pub fn choose(&self, sandbox: &Sandbox, person: &Person, form: &Params) -> Result<InstallChoice, &'static str> {
        let id = form.get(&guild_field(person)).or(self.guild_id);
        let guild = self.guilds(sandbox, person).into_iter().find(|guild| id.is_some_and(|id| guild["id"] == id));
        let guild_id = guild.as_ref().and_then(|guild| guild["id"].as_str());
        let guild_id = guild_id.ok_or("Choose a server from this person's list.")?.to_owned();
        let mut channel_id = None;
        if self.has_webhook {
            let channels = Guild::find(sandbox, &guild_id).map(|guild| guild.channels).unwrap_or_default();
            let is_it = |it: &&Value| it["type"] == 0 && self.channel_id.is_none_or(|requested| it["id"] == requested);
            let channel = channels.iter().find(is_it).and_then(|channel| channel["id"].as_str());
            channel_id = Some(channel.ok_or("The chosen server has no such text channel.")?.to_owned());
        }
        Ok(InstallChoice { guild_id, permissions: self.permissions, channel_id })
    }
}

/// Returns the name of the form's field for a person's guild. Without scripts, each person needs a field of their own.
pub fn guild_field(person: &Person) -> String {
    format!("server_{}", person.id())
}

/// Adds the bot and creates the webhook, and adds both to the answer of the token endpoint.
///
/// Source: <https://discord.com/developers/docs/topics/oauth2#advanced-bot-authorization>
pub fn complete(choice: InstallChoice, sandbox: &Sandbox, answer: &mut Value) {
    let InstallChoice { guild_id, permissions, channel_id } = choice;
    if let Some(permissions) = permissions {
        sandbox.state().change_guilds(|guilds| _ = guilds.bot.insert(guild_id.clone(), permissions));
        answer["guild"] = json!(Guild::find(sandbox, &guild_id).map(|guild| guild.object(false)));
    }
    if let Some(channel_id) = channel_id {
        let (id, token) = (u64::from_be_bytes(random_bytes()) >> 1, random_text());
        answer["webhook"] = json!({
            "id": id.to_string(), "type": 1, "name": people::application()["name"], "avatar": null, "token": token,
            // The sandbox accepts no messages, so this host never resolves.
            "url": format!("https://sandbox.invalid/api/webhooks/{id}/{token}"),
            "guild_id": guild_id, "channel_id": channel_id, "application_id": sandbox.options().client_id
        });
    }
}
