use std::time::Duration;

use reqwest::Method;
use serde::de::DeserializeOwned;

use super::{
    Answer, CacheMode, CacheRequirements, CommunityGuild, DiscordSession, GuildAdmin, Key, Outcome, ResourceCache,
    answer::value,
    caches::BotCaches,
    decode::{list, one},
};
use crate::{
    discord::{Channel, Guild, GuildId, Integration, Permission, User},
    error::AppError,
    fetched::Fetched,
    server::{
        causes::Causes,
        clock::Clock,
        discord::rest::{Auth, Client, DiscordError, Request},
    },
};

/// The application's bot: the reference library's `Bot`, with the resources that it requests by `bot_request`.
///
/// Answers are cached once for everybody. Answers about a guild require a [`GuildAdmin`].
#[derive(Debug, Clone)]
pub struct Bot {
    pub(super) client: Client,
    pub(super) caches: BotCaches,
    pub(super) clock: Clock,
}

impl Bot {
    /// Creates the bot of a client's application; answers count as fresh for `ttl`.
    pub fn new(client: Client, max_guilds: u64, ttl: Duration, clock: &Clock) -> Self {
        Self { client, caches: BotCaches::new(max_guilds, ttl, clock), clock: clock.clone() }
    }

    /// Returns the bot's own user.
    ///
    /// # Errors
    /// [`AppError::NoBot`] without a bot token, as in all methods below; if Discord gives no answer and the cache holds none.
    pub async fn user(&self, session: &DiscordSession, mode: CacheMode) -> Result<Fetched<User>, AppError> {
        let fetch = |client: Client| async move { ask(&client, "/users/@me", &[], one::<User>).await };
        Ok(value(self.answer(&self.caches.user, (), mode, session.requirements, fetch).await?))
    }

    /// Returns the guild with its roles and counts; `None` if the bot is not in it.
    ///
    /// # Errors
    /// If Discord gives no answer and the cache holds none.
    pub async fn guild(&self, admin: GuildAdmin, mode: CacheMode) -> Result<Fetched<Option<Guild>>, AppError> {
        self.guild_by_id(admin.guild_id(), mode, admin.requirements()).await
    }

    async fn guild_by_id(
        &self,
        id: GuildId,
        mode: CacheMode,
        requirements: CacheRequirements,
    ) -> Result<Fetched<Option<Guild>>, AppError> {
        let fetch = move |client: Client| async move {
            let guild = ask(&client, &format!("/guilds/{id}"), &[("with_counts", "true")], one::<Guild>).await;
            match guild {
                Ok(guild) => Ok(Answer { value: Some(guild.value), bytes: guild.bytes }),
                Err(AppError::BotNotInGuild) => Ok(Answer { value: None, bytes: 0 }),
                Err(error) => Err(error),
            }
        };
        Ok(value(self.answer(&self.caches.guild, id, mode, requirements, fetch).await?))
    }

    /// Returns the community's guild, which everybody who signs in may see; `None` if the bot is not in it.
    ///
    /// # Errors
    /// If Discord gives no answer and the cache holds none.
    pub async fn community(
        &self,
        guild: CommunityGuild,
        session: &DiscordSession,
        mode: CacheMode,
    ) -> Result<Fetched<Option<Guild>>, AppError> {
        self.guild_by_id(guild.guild_id(), mode, session.requirements).await
    }

    /// Returns the guild whose members may use the site, which everybody who signs in may see; `None` if the bot is not in it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if the configuration names no such guild; if Discord gives no answer and the cache holds none.
    pub async fn required_guild(
        &self,
        session: &DiscordSession,
        mode: CacheMode,
    ) -> Result<Fetched<Option<Guild>>, AppError> {
        let required = self.client.config().required_guild.as_ref().ok_or(AppError::NotFound)?;
        self.guild_by_id(required.id, mode, session.requirements).await
    }

    pub(super) async fn all_channels(
        &self,
        admin: GuildAdmin,
        mode: CacheMode,
    ) -> Result<Fetched<Vec<Channel>>, AppError> {
        self.list_of(&self.caches.channels, admin, "channels", mode).await
    }

    /// Returns the guild's integrations in full. The bot needs Manage Server.
    ///
    /// # Errors
    /// [`AppError::BotNotInGuild`], [`AppError::BotLacksPermission`]; if Discord gives no answer and the cache holds none.
    pub async fn integrations(
        &self,
        admin: GuildAdmin,
        mode: CacheMode,
    ) -> Result<Fetched<Vec<Integration>>, AppError> {
        // Do not send a request that Discord would refuse, because Discord counts refusals.
        if let Ok(held) = self.permissions(admin, mode).await
            && !held.value.can_manage()
        {
            return Err(AppError::BotLacksPermission { permission: Permission::MANAGE_GUILD.label.to_owned() });
        }
        self.list_of(&self.caches.integrations, admin, "integrations", mode).await
    }

    /// Returns the answer to `GET /guilds/{id}/{what}`.
    async fn list_of<T: DeserializeOwned + Clone + Send + Sync + 'static>(
        &self,
        cache: &ResourceCache<GuildId, Vec<T>>,
        admin: GuildAdmin,
        what: &'static str,
        mode: CacheMode,
    ) -> Result<Fetched<Vec<T>>, AppError> {
        let id = admin.guild_id();
        let fetch = move |client: Client| async move {
            ask(&client, &format!("/guilds/{id}/{what}"), &[], |json| list::<T>(json, what)).await
        };
        Ok(value(self.answer(cache, id, mode, admin.requirements(), fetch).await?))
    }

    /// Returns one resource, from its cache or from Discord. The future is boxed for the reason given at `DiscordSession::answer`.
    pub(super) fn answer<K: Key, T: Send + Sync + 'static, F>(
        &self,
        cache: &ResourceCache<K, T>,
        key: K,
        mode: CacheMode,
        requirements: CacheRequirements,
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
            cache.get(&key, mode, requirements, move || fetch(client)).await
        })
    }
}

pub(super) async fn ask<T>(
    client: &Client,
    route: &str,
    query: &[(&str, &str)],
    decode: impl FnOnce(&str) -> Result<T, DiscordError>,
) -> Result<Answer<T>, AppError> {
    let request = Request::new(Method::GET, route, Auth::Bot).query(query);
    let json = client.request(request).await.map_err(to_app_error)?.body;
    Ok(Answer { value: decode(&json)?, bytes: json.len() })
}

/// Translates an error of the bot's request. A refused bot token says nothing about the visitor's login.
fn to_app_error(error: DiscordError) -> AppError {
    match &error {
        DiscordError::Unauthorized(_) => {
            tracing::error!(error = %Causes(&error), "Discord does not accept DISCORD_BOT_TOKEN");
            AppError::BotRefused
        }
        DiscordError::Http(refusal) => match refusal.code {
            // Missing Access, Unknown Guild.
            50001 | 10004 => AppError::BotNotInGuild,
            // Missing Permissions. Of all routes used here, only the integrations need a permission.
            50013 => AppError::BotLacksPermission { permission: Permission::MANAGE_GUILD.label.to_owned() },
            _ => error.into(),
        },
        _ => error.into(),
    }
}
