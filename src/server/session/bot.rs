use std::time::Duration;

use reqwest::Method;
use serde::de::DeserializeOwned;

use super::{
    Answer, Cache, GuildAdmin, Key, Outcome, ResourceCache,
    caches::BotCaches,
    discord_session::{list, one, value},
};
use crate::{
    discord::{Channel, Guild, GuildId, Integration, Permission, Permissions, User, UserGuild},
    error::AppError,
    fetched::Fetched,
    server::{
        clock::Clock,
        rest::{Auth, Client, DiscordError, Request},
    },
};

/// Most guilds in one answer, and how many answers are asked for: beyond 2,000 guilds only a guild's own page knows whether
/// the bot is in it.
const PAGE: usize = 200;
const MOST_PAGES: usize = 10;

/// What the application's bot knows: the reference library's `Bot`, and what it asks with `bot_request`.
///
/// Answers are kept once for everybody; those about a guild are handed out for a [`GuildAdmin`] only.
#[derive(Debug, Clone)]
pub struct Bot {
    client: Client,
    caches: BotCaches,
}

impl Bot {
    /// The bot of a client's application; answers count as fresh for `ttl`.
    pub fn new(client: Client, max_guilds: u64, ttl: Duration, clock: &Clock) -> Self {
        Self { client, caches: BotCaches::new(max_guilds, ttl, clock) }
    }

    /// Who the bot is.
    ///
    /// # Errors
    /// [`AppError::NoBot`] without a token, as for all that follow; when Discord gives no answer and none is remembered.
    pub async fn user(&self, mode: Cache) -> Result<Fetched<User>, AppError> {
        let fetch = |client: Client| async move { ask(&client, "/users/@me", &[], one::<User>).await };
        Ok(value(self.answer(&self.caches.user, (), mode, fetch).await?))
    }

    /// Which of somebody's guilds the bot is in: of those they may manage, since where it is besides is not theirs to know.
    ///
    /// # Errors
    /// When Discord gives no answer and none is remembered.
    pub async fn is_in(&self, guilds: &[UserGuild], mode: Cache) -> Result<Fetched<Vec<GuildId>>, AppError> {
        let all = self.answer(&self.caches.guilds, (), mode, all_guilds).await?;
        let there = |guild: &&UserGuild| guild.can_manage() && all.value.value.contains(guild);
        let there = guilds.iter().filter(there).map(|guild| guild.id).collect();
        Ok(value(all).map(|_| there))
    }

    /// The guild with its roles and counts. `None` when the bot is not in it.
    ///
    /// # Errors
    /// When Discord gives no answer and none is remembered.
    pub async fn guild(&self, admin: GuildAdmin, mode: Cache) -> Result<Fetched<Option<Guild>>, AppError> {
        let id = admin.guild_id();
        let fetch = move |client: Client| async move {
            let guild = ask(&client, &format!("/guilds/{id}"), &[("with_counts", "true")], one::<Guild>).await;
            match guild {
                Ok(guild) => Ok(Answer { value: Some(guild.value), json: guild.json }),
                Err(AppError::BotNotInGuild) => Ok(Answer { value: None, json: "".into() }),
                Err(error) => Err(error),
            }
        };
        Ok(value(self.answer(&self.caches.guild, id, mode, fetch).await?))
    }

    /// The guild's channels, in no promised order.
    ///
    /// # Errors
    /// [`AppError::BotNotInGuild`]; when Discord gives no answer and none is remembered.
    pub async fn channels(&self, admin: GuildAdmin, mode: Cache) -> Result<Fetched<Vec<Channel>>, AppError> {
        self.list_of(&self.caches.channels, admin, "channels", mode).await
    }

    /// The guild's integrations in full. Takes Manage Server.
    ///
    /// # Errors
    /// [`AppError::BotNotInGuild`], [`AppError::BotLacksPermission`]; when Discord gives no answer and none is remembered.
    pub async fn integrations(&self, admin: GuildAdmin, mode: Cache) -> Result<Fetched<Vec<Integration>>, AppError> {
        self.list_of(&self.caches.integrations, admin, "integrations", mode).await
    }

    /// What of `DISCORD_BOT_PERMISSIONS` the bot may not do in the guild.
    ///
    /// # Errors
    /// [`AppError::BotNotInGuild`]; when Discord gives no answer and none is remembered.
    pub async fn lacks(&self, admin: GuildAdmin, mode: Cache) -> Result<Fetched<Permissions>, AppError> {
        let id = admin.guild_id();
        let fetch = move |client: Client| async move {
            // Its own entry alone: the list begins after an id.
            let before = id.get().saturating_sub(1).to_string();
            let query = [("after", before.as_str()), ("limit", "1")];
            let page = ask(&client, "/users/@me/guilds", &query, |json| list::<UserGuild>(json, "guilds")).await?;
            Ok(Answer { value: page.value.into_iter().find(|guild| guild.id == id), json: page.json })
        };
        let standing = value(self.answer(&self.caches.standing, id, mode, fetch).await?);
        let wanted = &self.client.config().bot_permissions;
        match &standing.value {
            Some(guild) if guild.is_owner => Ok(standing.map(|_| Permissions::default())),
            Some(guild) => {
                let lacks = wanted.missing_from(&guild.permissions);
                Ok(standing.map(|_| lacks))
            }
            None => Err(AppError::BotNotInGuild),
        }
    }

    /// Asks anew for everything a guild's page shows, and answers whether Discord gave all of it.
    pub async fn refresh(&self, admin: GuildAdmin) -> bool {
        match self.guild(admin, Cache::Refresh).await {
            Ok(Fetched { value: Some(_), stale: None, .. }) => {}
            Ok(Fetched { value: None, stale: None, .. }) | Err(AppError::NoBot) => return true,
            _ => return false,
        }
        let (channels, integrations, lacks) = tokio::join!(
            self.channels(admin, Cache::Refresh),
            self.integrations(admin, Cache::Refresh),
            self.lacks(admin, Cache::Refresh)
        );
        let integrations = matches!(integrations, Err(AppError::BotLacksPermission { .. })) || is_new(&integrations);
        is_new(&channels) && integrations && is_new(&lacks)
    }

    /// Forgets what is known of a guild and where the bot is: somebody just added it.
    pub async fn forget(&self, id: GuildId) {
        self.caches.forget(id).await;
    }

    /// `GET /guilds/{id}/{what}`.
    async fn list_of<T: DeserializeOwned + Clone + Send + Sync + 'static>(
        &self,
        cache: &ResourceCache<GuildId, Vec<T>>,
        admin: GuildAdmin,
        what: &'static str,
        mode: Cache,
    ) -> Result<Fetched<Vec<T>>, AppError> {
        let id = admin.guild_id();
        let fetch = move |client: Client| async move {
            ask(&client, &format!("/guilds/{id}/{what}"), &[], |json| list::<T>(json, what)).await
        };
        Ok(value(self.answer(cache, id, mode, fetch).await?))
    }

    /// One resource through its cache; boxed for the reason given at [`DiscordSession`](super::DiscordSession).
    fn answer<K: Key, T: Send + Sync + 'static, F>(
        &self,
        cache: &ResourceCache<K, T>,
        key: K,
        mode: Cache,
        fetch: impl FnOnce(Client) -> F + Send + 'static,
    ) -> std::pin::Pin<Box<dyn Future<Output = Outcome<T>> + Send>>
    where
        F: Future<Output = Result<Answer<T>, AppError>> + Send + 'static,
    {
        let (client, cache) = (self.client.clone(), cache.clone());
        Box::pin(async move {
            if client.config().bot_token.is_none() {
                return Err(AppError::NoBot);
            }
            cache.get(&key, mode, move || fetch(client)).await
        })
    }
}

fn is_new<T>(answer: &Result<Fetched<T>, AppError>) -> bool {
    answer.as_ref().is_ok_and(|fetched| fetched.stale.is_none())
}

async fn ask<T>(
    client: &Client,
    route: &str,
    query: &[(&str, &str)],
    decode: impl FnOnce(&str) -> Result<T, DiscordError>,
) -> Result<Answer<T>, AppError> {
    let request = Request::new(Method::GET, route, Auth::Bot).query(query);
    let json = client.request(request).await.map_err(refused)?.body;
    let value = decode(&json)?;
    Ok(Answer { value, json: json.into() })
}

/// Every guild the bot is in, page by page.
async fn all_guilds(client: Client) -> Result<Answer<Vec<UserGuild>>, AppError> {
    let mut all = Vec::new();
    let mut last = GuildId::new(0);
    for _ in 0..MOST_PAGES {
        let after = last.to_string();
        let query = [("after", after.as_str())];
        let page = ask(&client, "/users/@me/guilds", &query, |json| list::<UserGuild>(json, "guilds")).await?.value;
        let count = page.len();
        last = page.iter().map(|guild| guild.id).max_by_key(|id| id.get()).unwrap_or(last);
        all.extend(page);
        if count < PAGE {
            break;
        }
    }
    Ok(Answer { value: all, json: "".into() })
}

/// What a refusal means for the bot: its token is not the visitor's.
fn refused(error: DiscordError) -> AppError {
    match &error {
        DiscordError::Unauthorized(_) => {
            tracing::error!(%error, "Discord does not accept DISCORD_BOT_TOKEN");
            AppError::BotRefused
        }
        DiscordError::Http(refusal) => match refusal.code {
            50001 | 10004 => AppError::BotNotInGuild,
            // The integrations are the only route here that takes one.
            50013 => AppError::BotLacksPermission { permission: Permission::MANAGE_GUILD.label.to_owned() },
            _ => error.into(),
        },
        _ => error.into(),
    }
}
