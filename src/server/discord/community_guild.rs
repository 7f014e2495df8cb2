use super::GuildWriteAccess;
use crate::{discord::GuildId, server::config::DiscordConfig};

/// The community's guild, `DISCORD_COMMUNITY_GUILD_ID`. The site's operator decided that everybody who signs in may see it and join it.
/// This type does not prove that a person may manage the guild.
#[derive(Debug, Clone, Copy)]
pub struct CommunityGuild(GuildId);

impl CommunityGuild {
    /// Returns the configured guild; `None` if none is configured.
    pub fn configured(config: &DiscordConfig) -> Option<Self> {
        config.community_guild_id.map(Self)
    }

    /// Returns the guild's id.
    pub const fn guild_id(self) -> GuildId {
        self.0
    }
}

/// A guild that the user may be added to: a person who manages it adds them, or it is the community's guild.
#[derive(Debug, Clone, Copy)]
pub struct JoinableGuild(GuildId);

impl JoinableGuild {
    pub(super) const fn guild_id(self) -> GuildId {
        self.0
    }
}

impl From<GuildWriteAccess> for JoinableGuild {
    fn from(access: GuildWriteAccess) -> Self {
        Self(access.guild_id())
    }
}

impl From<CommunityGuild> for JoinableGuild {
    fn from(community: CommunityGuild) -> Self {
        Self(community.guild_id())
    }
}
