//! Finds the guilds of a person that the bot is in. If the bot's list of guilds is short, it reads the whole list. Otherwise it sends a
//! request for each guild.

use serde::Deserialize as _;
use serde_json::Value;
use tokio::task::JoinSet;

use super::{
    Answer, Bot, CacheMode, DiscordSession, GuildAdmin,
    answer::value,
    bot::ask,
    bot_guilds::{BotGuilds, MAX_PAGES},
    decode::one,
};
use crate::{
    bot_presence::BotPresence,
    discord::{GuildId, UserGuild},
    error::AppError,
    fetched::Fetched,
    server::discord::rest::Client,
};

/// The most guilds of one person that are requested one by one.
const MAX_SINGLE_REQUESTS: usize = 20;

impl Bot {
    /// Returns the guilds that the person may manage and the bot is in. Only people who could add the bot may see whether it is already
    /// there.
    ///
    /// # Errors
    /// If Discord gives no answer and the cache holds none.
    pub async fn presence(&self, session: &DiscordSession, mode: CacheMode) -> Result<Fetched<BotPresence>, AppError> {
        let guilds = session.shared_guilds(mode).await?.value;
        let manageable: Vec<&UserGuild> = guilds.value.iter().filter(|guild| guild.can_manage()).collect();
        // A list that was too long is not requested again while the cache keeps it: for an hour.
        let known = self.caches.guilds.peek(&()).filter(|known| !known.value.value.is_complete);
        let list = match known {
            Some(known) if self.client.config().bot_token.is_some() => known,
            _ => self.answer(&self.caches.guilds, (), mode, session.requirements, all_guilds).await?,
        };
        if list.value.value.is_complete {
            let is_present = |guild: &&&UserGuild| list.value.value.ids.contains(&guild.id);
            let present = manageable.iter().filter(is_present).map(|guild| guild.id).collect();
            return Ok(value(list).map(|_| BotPresence { present, unknown: Vec::new() }));
        }
        let admins = manageable.iter().filter_map(|guild| GuildAdmin::from_entry(session, guild)).collect();
        self.presence_one_by_one(admins, mode).await
    }

    async fn presence_one_by_one(
        &self,
        mut admins: Vec<GuildAdmin>,
        mode: CacheMode,
    ) -> Result<Fetched<BotPresence>, AppError> {
        let not_asked = admins.split_off(admins.len().min(MAX_SINGLE_REQUESTS));
        let mut asking = JoinSet::new();
        for admin in admins {
            let bot = self.clone();
            asking.spawn(async move { (admin.guild_id(), bot.guild(admin, mode).await) });
        }
        let mut presence = BotPresence { present: Vec::new(), unknown: Vec::new() };
        let (mut fetched_at_ms, mut stale, mut failed) = (None::<u64>, None, None);
        for (id, answer) in asking.join_all().await {
            match answer {
                Ok(guild) => {
                    fetched_at_ms = fetched_at_ms.into_iter().chain([guild.fetched_at_ms]).min();
                    stale = stale.or(guild.stale);
                    presence.present.extend(guild.value.map(|guild| guild.id));
                }
                Err(error) => {
                    presence.unknown.push(id);
                    failed = Some(error);
                }
            }
        }
        presence.unknown.extend(not_asked.into_iter().map(GuildAdmin::guild_id));
        match (fetched_at_ms, failed) {
            (None, Some(error)) => Err(error),
            (fetched_at_ms, _) => {
                let fetched_at_ms = fetched_at_ms.unwrap_or_else(|| self.clock.now_ms());
                Ok(Fetched { value: presence, fetched_at_ms, stale })
            }
        }
    }
}

/// Fetches the bot's guilds page by page, until a page is empty. A page that is not full may not be the last, because Discord filters a
/// page after cutting it.
async fn all_guilds(client: Client) -> Result<Answer<BotGuilds>, AppError> {
    let mut list = BotGuilds::default();
    let mut last = GuildId::new(0);
    for _ in 0..MAX_PAGES {
        let after = last.to_string();
        let query = [("after", after.as_str()), ("limit", "200")];
        let page =
            ask(&client, "/users/@me/guilds", &query, one::<Option<Vec<Value>>>).await?.value.unwrap_or_default();
        let sent = page.len();
        // Read the ids only, so that a guild with an odd field counts too.
        let ids = page.iter().filter_map(|guild| GuildId::deserialize(guild.get("id")?).ok());
        let ids: Vec<GuildId> = ids.collect();
        let newest = ids.iter().copied().max_by_key(|id| id.get());
        list.ids.extend(ids);
        match newest {
            Some(newest) if newest.get() > last.get() => last = newest,
            // The list ends with an empty page, or with a page that only repeats guilds.
            _ => {
                list.is_complete = sent == 0 || newest.is_some();
                break;
            }
        }
    }
    Ok(Answer { bytes: list.ids.len() * size_of::<GuildId>(), value: list })
}
