use crate::{
    discord::{GuildId, UserId},
    server::store::LoginId,
};

/// The key of an answer in a cache.
pub trait Key: Clone + Send + Sync + 'static {
    /// Returns it as the key of an entry.
    fn to_entry_key(&self) -> EntryKey;
}

/// The key of an entry, of any cache. Caches with different types of keys would each make the compiler build moka again.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum EntryKey {
    /// The key of a cache that has only one entry.
    Only,
    /// A signed-in browser.
    Login(LoginId),
    /// A signed-in browser, in a guild.
    LoginInGuild(LoginId, GuildId),
    /// A guild.
    Guild(GuildId),
    /// A member of a guild.
    Member(GuildId, UserId),
}

impl Key for () {
    fn to_entry_key(&self) -> EntryKey {
        EntryKey::Only
    }
}

impl Key for LoginId {
    fn to_entry_key(&self) -> EntryKey {
        EntryKey::Login(self.clone())
    }
}

impl Key for (LoginId, GuildId) {
    fn to_entry_key(&self) -> EntryKey {
        EntryKey::LoginInGuild(self.0.clone(), self.1)
    }
}

impl Key for GuildId {
    fn to_entry_key(&self) -> EntryKey {
        EntryKey::Guild(*self)
    }
}

impl Key for (GuildId, UserId) {
    fn to_entry_key(&self) -> EntryKey {
        EntryKey::Member(self.0, self.1)
    }
}
