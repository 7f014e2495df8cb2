use std::ops::Deref;

use super::{Cache, DiscordSession, Terms};
use crate::{
    discord::{GuildId, Permissions, UserGuild, UserId},
    error::AppError,
};

/// The proof that somebody may manage a guild: they own it, or are administrator or manager there. What the bot knows of a
/// guild is reached with it alone.
///
/// Who may not gets what they would get for a guild that does not exist, before the bot is asked anything.
#[derive(Debug, Clone, Copy)]
pub struct GuildAdmin {
    guild_id: GuildId,
    user_id: UserId,
    is_owner: bool,
    /// The bits of what they may do in the whole guild.
    permissions: u64,
    /// What the person's request accepts of the caches.
    terms: Terms,
}

/// A [`GuildAdmin`] by what Discord says now: what changes something takes this.
#[derive(Debug, Clone, Copy)]
pub struct Confirmed(GuildAdmin);

impl GuildAdmin {
    /// By the list of the user's guilds, which may be as old as the cache lets it be: enough for showing something.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a text that is no id, and for a guild the user may not manage; why there is no list.
    pub async fn of(session: &DiscordSession, id: &str) -> Result<Self, AppError> {
        let id: GuildId = id.parse().map_err(|_| AppError::NotFound)?;
        Self::by(session, &session.guild(id, Cache::Use).await?.value).ok_or(AppError::NotFound)
    }

    /// By a list of the user's guilds that is asked for now: for changing something.
    ///
    /// # Errors
    /// As [`GuildAdmin::of`]; an old list is none.
    pub async fn confirm(session: &DiscordSession, id: &str) -> Result<Confirmed, AppError> {
        let id: GuildId = id.parse().map_err(|_| AppError::NotFound)?;
        let guild = session.guild(id, Cache::Refresh).await?;
        match guild.stale {
            Some(reason) => Err(reason),
            None => Self::by(session, &guild.value).map(Confirmed).ok_or(AppError::NotFound),
        }
    }

    /// By the guild's entry in the list of the session's user; `None` when they may not manage it.
    pub(super) fn by(session: &DiscordSession, guild: &UserGuild) -> Option<Self> {
        guild.can_manage().then_some(Self {
            guild_id: guild.id,
            user_id: session.user_id(),
            is_owner: guild.is_owner,
            permissions: guild.permissions.bits(),
            terms: session.terms,
        })
    }

    /// The guild.
    pub const fn guild_id(self) -> GuildId {
        self.guild_id
    }

    /// Returns who it is.
    pub const fn user_id(self) -> UserId {
        self.user_id
    }

    /// Returns what their roles let them do in the whole guild.
    pub fn permissions(self) -> Permissions {
        Permissions::from_bits(self.permissions)
    }

    /// Whether no channel can be hidden from them.
    pub fn sees_every_channel(self) -> bool {
        self.is_owner || self.permissions().is_administrator()
    }

    pub(super) const fn terms(self) -> Terms {
        self.terms
    }
}

// What may be changed may be seen.
impl Deref for Confirmed {
    type Target = GuildAdmin;

    fn deref(&self) -> &GuildAdmin {
        &self.0
    }
}
