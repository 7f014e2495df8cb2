use super::{GuildId, Permissions, Scopes};

/// What an app is added to: part of a flow with the scope `bot`, or of one for commands alone.
///
/// Source: <https://discord.com/developers/docs/topics/oauth2#bot-authorization-flow>.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstallTo {
    /// A guild, with the rights that the bot asks for; the person can take some away.
    AnyGuild(Permissions),
    /// The same, with a guild picked to begin with.
    Guild(Permissions, GuildId),
    /// The same, with a guild that cannot be changed.
    OnlyGuild(Permissions, GuildId),
    /// The person's account: commands only, wherever they go.
    User,
}

impl InstallTo {
    /// The scopes it takes.
    pub fn scopes(&self) -> Scopes {
        match self {
            Self::User => Scopes::parse(Scopes::APPLICATIONS_COMMANDS),
            _ => [Scopes::BOT, Scopes::APPLICATIONS_COMMANDS].into_iter().collect(),
        }
    }

    /// What it adds to the consent page's address.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let (permissions, guild) = match self {
            Self::User => return vec![("integration_type", "1".to_owned())],
            Self::AnyGuild(permissions) => (permissions, None),
            Self::Guild(permissions, guild) => (permissions, Some((guild, false))),
            Self::OnlyGuild(permissions, guild) => (permissions, Some((guild, true))),
        };
        let mut params = vec![("integration_type", "0".to_owned()), ("permissions", permissions.to_string())];
        if let Some((guild, fixed)) = guild {
            params.extend([("guild_id", guild.to_string()), ("disable_guild_select", fixed.to_string())]);
        }
        params
    }
}
