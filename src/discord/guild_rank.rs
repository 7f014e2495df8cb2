/// A user's rank in a guild, according to the list of guilds. The order puts the strongest first: `Owner < Member`.
///
/// It is not a [`Role`](super::Role), which people create in the guild.
///
/// # Examples
/// ```
/// use app::discord::{GuildRank, UserGuild};
///
/// let guild: UserGuild = serde_json::from_str(r#"{"id": "1", "name": "Garden", "owner": false, "permissions": "32"}"#)?;
///
/// assert_eq!(guild.rank(), GuildRank::Manager);
/// assert!(guild.can_manage());
/// assert!(GuildRank::Owner < GuildRank::Member, "the strongest comes first");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum GuildRank {
    /// Owns the guild.
    Owner,
    /// Has the permission Administrator, which includes every other.
    Administrator,
    /// Has the permission Manage Server.
    Manager,
    /// Has neither of these permissions.
    #[default]
    Member,
}

impl GuildRank {
    /// Every rank, the strongest first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Administrator, Self::Manager, Self::Member];

    /// Returns whether the user may configure the guild and add bots to it.
    pub const fn can_manage(self) -> bool {
        matches!(self, Self::Owner | Self::Administrator | Self::Manager)
    }

    /// Returns whether the user has every permission, in every channel.
    pub const fn has_every_permission(self) -> bool {
        matches!(self, Self::Owner | Self::Administrator)
    }

    /// Returns the word that people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Administrator => "Administrator",
            Self::Manager => "Manager",
            Self::Member => "Member",
        }
    }

    /// Returns the rank's number: 0 is the strongest.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Returns the rank with this number, or [`GuildRank::Member`] for an unknown number.
    pub fn from_number(number: u8) -> Self {
        Self::ALL.into_iter().find(|rank| rank.number() == number).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rank_is_found_by_its_number_and_the_strongest_comes_first() {
        for rank in GuildRank::ALL {
            assert_eq!(GuildRank::from_number(rank.number()), rank);
        }
        assert_eq!(GuildRank::from_number(4), GuildRank::Member, "an unknown number grants nothing");
        assert!(GuildRank::ALL.is_sorted());
    }
}
