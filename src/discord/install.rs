use super::{GuildId, Permissions, Scopes};

/// Where the app is installed: in a guild, with its bot and commands, or in a person's account, with commands only.
///
/// Source: <https://discord.com/developers/docs/topics/oauth2#bot-authorization-flow>.
///
/// # Examples
/// ```
/// use app::discord::{GuildId, InstallTo, Permission, Permissions};
///
/// let asked = Permissions::of(&[Permission::VIEW_CHANNEL, Permission::SEND_MESSAGES]);
/// let to = InstallTo::OnlyGuild(asked, GuildId::new(2));
///
/// assert_eq!(to.scopes().to_string(), "bot applications.commands");
/// let link: Vec<_> = to.params().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
/// assert_eq!(link.join("&"), "integration_type=0&permissions=3072&guild_id=2&disable_guild_select=true");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstallTo {
    /// A guild, with the permissions that the bot asks for. The person can deselect some of them.
    AnyGuild(Permissions),
    /// The same, with a guild selected at first.
    Guild(Permissions, GuildId),
    /// The same, with a guild that the person cannot change.
    OnlyGuild(Permissions, GuildId),
    /// The person's account: they can use the commands everywhere.
    User,
}

impl InstallTo {
    /// Returns the scopes that the install needs.
    pub fn scopes(&self) -> Scopes {
        match self {
            Self::User => Scopes::parse(Scopes::APPLICATIONS_COMMANDS),
            _ => [Scopes::BOT, Scopes::APPLICATIONS_COMMANDS].into_iter().collect(),
        }
    }

    /// Returns the parameters that it adds to the consent page's address.
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
