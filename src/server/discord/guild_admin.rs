use std::ops::Deref;

use super::{CacheMode, CacheRequirements, DiscordSession};
use crate::{
    discord::{GuildId, GuildRank, Permissions, UserGuild, UserId},
    error::AppError,
};

/// The proof that a person may manage a guild: as its owner, an administrator or a manager. The bot's view of a guild requires it.
///
/// A person without the right gets the same answer as for a guild that does not exist. The bot then sends no request.
#[derive(Debug, Clone, Copy)]
pub struct GuildAdmin {
    guild_id: GuildId,
    user_id: UserId,
    rank: GuildRank,
    /// The bits of the person's permissions in the whole guild.
    permissions: u64,
    /// What the person's request requires of the caches.
    requirements: CacheRequirements,
}

/// The stronger proof, for writes: Discord confirmed the right just now. [`GuildAdmin::confirm`] makes one.
#[derive(Debug, Clone, Copy)]
pub struct GuildWriteAccess(GuildAdmin);

impl GuildAdmin {
    /// Proves the right with the list of the user's guilds, which may come from the cache. That is enough for reading.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if the text is not an id or the user may not manage the guild. Other errors if there is no list.
    pub async fn of(session: &DiscordSession, id: &str) -> Result<Self, AppError> {
        let id: GuildId = id.parse().map_err(|_| AppError::NotFound)?;
        Self::from_entry(session, &session.guild(id, CacheMode::Use).await?.value).ok_or(AppError::NotFound)
    }

    /// Proves the right with a new list of the user's guilds, fetched from Discord. Every change requires this proof.
    ///
    /// # Errors
    /// As [`GuildAdmin::of`]; if Discord gives no new list.
    pub async fn confirm(session: &DiscordSession, id: &str) -> Result<GuildWriteAccess, AppError> {
        let id: GuildId = id.parse().map_err(|_| AppError::NotFound)?;
        let guild = session.guild(id, CacheMode::Refresh).await?;
        match guild.stale {
            Some(reason) => Err(reason),
            None => Self::from_entry(session, &guild.value).map(GuildWriteAccess).ok_or(AppError::NotFound),
        }
    }

    /// Proves the right with the guild's entry in the user's list; `None` if the user may not manage the guild.
    pub(super) fn from_entry(session: &DiscordSession, guild: &UserGuild) -> Option<Self> {
        guild.can_manage().then_some(Self {
            guild_id: guild.id,
            user_id: session.user_id(),
            rank: guild.rank(),
            permissions: guild.permissions.bits(),
            requirements: session.requirements,
        })
    }

    /// Returns the guild's id.
    pub const fn guild_id(self) -> GuildId {
        self.guild_id
    }

    /// Returns the id of the person.
    pub const fn user_id(self) -> UserId {
        self.user_id
    }

    /// Returns the person's permissions in the whole guild.
    pub fn permissions(self) -> Permissions {
        Permissions::from_bits(self.permissions)
    }

    /// Returns whether the person sees every channel, even if an overwrite hides it.
    pub fn sees_every_channel(self) -> bool {
        self.rank.has_every_permission()
    }

    pub(super) const fn requirements(self) -> CacheRequirements {
        self.requirements
    }
}

// A person with write access may also read.
impl Deref for GuildWriteAccess {
    type Target = GuildAdmin;

    fn deref(&self) -> &GuildAdmin {
        &self.0
    }
}
