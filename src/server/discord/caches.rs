use std::time::Duration;

use super::{EntryKey, ResourceCache, UserWithJson, bot_guilds::BotGuilds};
use crate::{
    discord::{Authorization, Channel, Connection, Guild, GuildId, Integration, Member, User, UserGuild, UserId},
    server::{clock::Clock, store::LoginId},
};

/// How long the cache remembers that the bot is not in a guild.
const ABSENCE_TTL: Duration = Duration::from_secs(300);

/// The most bytes of all cached answers together.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// How long a member counts as fresh, unless `DISCORD_CACHE_TTL_SECONDS` is longer. Discord allows five requests in five minutes on
/// this route, and a person who looks at their guilds opens more pages than that.
const MEMBER_TTL: Duration = Duration::from_secs(5 * 60);

/// One cache for each resource that a login can request.
#[derive(Debug, Clone)]
pub struct Caches {
    /// `GET /users/@me`.
    pub users: ResourceCache<LoginId, UserWithJson>,
    /// `GET /users/@me/guilds`.
    pub guilds: ResourceCache<LoginId, Vec<UserGuild>>,
    /// `GET /users/@me/guilds/{id}/member`, kept for at least five minutes.
    pub members: ResourceCache<(LoginId, GuildId), Member>,
    /// `GET /users/@me/connections`.
    pub connections: ResourceCache<LoginId, Vec<Connection>>,
    /// `GET /oauth2/@me`.
    pub authorizations: ResourceCache<LoginId, Authorization>,
}

/// One cache for each resource that the bot can request, shared by everybody who may see it. The resources of a guild require a
/// [`GuildAdmin`](super::GuildAdmin).
#[derive(Debug, Clone)]
pub(super) struct BotCaches {
    /// `GET /users/@me`.
    pub user: ResourceCache<(), User>,
    /// `GET /users/@me/guilds`, page by page.
    pub guilds: ResourceCache<(), BotGuilds>,
    /// `GET /guilds/{id}`; `None` if the bot is not in it.
    pub guild: ResourceCache<GuildId, Option<Guild>>,
    /// `GET /guilds/{id}/channels`.
    pub channels: ResourceCache<GuildId, Vec<Channel>>,
    /// `GET /guilds/{id}/integrations`.
    pub integrations: ResourceCache<GuildId, Vec<Integration>>,
    /// `GET /guilds/{id}/members/{id}`: the bot's own record, and those of people who manage the guild.
    pub members: ResourceCache<(GuildId, UserId), Member>,
}

impl Caches {
    /// Creates empty caches for a number of logins; answers count as fresh for `ttl`, members for five minutes if that is longer.
    pub fn new(max_logins: u64, ttl: Duration, clock: &Clock) -> Self {
        // Guild lists are by far the longest answers, so they get half of the bytes.
        let share = MAX_BYTES / 16;
        Self {
            users: ResourceCache::new("users", max_logins, share, ttl, clock.clone()),
            guilds: ResourceCache::new("guilds", max_logins, MAX_BYTES / 2, ttl, clock.clone()),
            members: ResourceCache::new("members", max_logins, share, ttl.max(MEMBER_TTL), clock.clone()),
            connections: ResourceCache::new("connections", max_logins, share, ttl, clock.clone()),
            authorizations: ResourceCache::new("authorizations", max_logins, share, ttl, clock.clone()),
        }
    }

    /// Forgets every answer of a login.
    pub fn forget(&self, login: &LoginId) {
        self.users.forget(login);
        self.guilds.forget(login);
        self.connections.forget(login);
        self.authorizations.forget(login);
        let ended = login.clone();
        self.members.forget_all(move |key| matches!(key, EntryKey::LoginInGuild(login, _) if *login == ended));
    }
}

impl BotCaches {
    pub(super) fn new(max_guilds: u64, ttl: Duration, clock: &Clock) -> Self {
        let share = MAX_BYTES / 32;
        Self {
            user: ResourceCache::new("bot_user", 1, share, ttl, clock.clone()),
            guilds: ResourceCache::new("bot_guilds", 1, share, ttl, clock.clone()),
            guild: ResourceCache::new("bot_guild", max_guilds, share, ttl, clock.clone()).with_ttl_of(guild_ttl),
            channels: ResourceCache::new("bot_channels", max_guilds, share, ttl, clock.clone()),
            integrations: ResourceCache::new("bot_integrations", max_guilds, share / 2, ttl, clock.clone()),
            members: ResourceCache::new("bot_members", max_guilds, share / 2, ttl, clock.clone()),
        }
    }
}

/// Returns how long a guild counts as fresh. If the bot is not in it, Discord's answer is a refusal. Discord counts refusals, so the
/// cache keeps this one for longer. Refresh and adding the bot through this app still send a new request.
fn guild_ttl(guild: &Option<Guild>, ttl: Duration) -> Duration {
    if guild.is_none() { ttl.max(ABSENCE_TTL) } else { ttl }
}
