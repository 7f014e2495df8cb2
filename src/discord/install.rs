use std::fmt;

use super::{ApplicationId, GuildId, Permissions};

/// The link that adds the app's bot and commands to a guild; `Display` writes it.
///
/// Plain: nobody is sent back afterwards. To hear of the result, start a flow for the scope `bot` instead, which an app
/// that requires a code grant needs anyway.
///
/// Source: <https://discord.com/developers/docs/topics/oauth2#bot-authorization-flow>.
#[derive(Debug, Clone)]
pub struct InstallLink<'a> {
    /// Discord's consent page.
    pub authorize_url: &'a str,
    /// The app.
    pub client_id: ApplicationId,
    /// What it is added to.
    pub to: InstallTo,
}

/// What an app is added to.
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

impl fmt::Display for InstallLink<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = if self.authorize_url.contains('?') { '&' } else { '?' };
        write!(f, "{}{separator}client_id={}", self.authorize_url, self.client_id)?;
        let (permissions, guild) = match &self.to {
            InstallTo::User => return f.write_str("&integration_type=1&scope=applications.commands"),
            InstallTo::AnyGuild(permissions) => (permissions, None),
            InstallTo::Guild(permissions, guild) => (permissions, Some((guild, false))),
            InstallTo::OnlyGuild(permissions, guild) => (permissions, Some((guild, true))),
        };
        write!(f, "&integration_type=0&scope=bot%20applications.commands&permissions={permissions}")?;
        guild.map_or(Ok(()), |(guild, fixed)| write!(f, "&guild_id={guild}&disable_guild_select={fixed}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_says_what_is_added_and_where() {
        let (rights, guild) = (Permissions::from_bits(2112), GuildId::new(2));
        let bot = "&integration_type=0&scope=bot%20applications.commands&permissions=2112";
        for (to, rest) in [
            (InstallTo::AnyGuild(rights.clone()), bot.to_owned()),
            (InstallTo::Guild(rights.clone(), guild), format!("{bot}&guild_id=2&disable_guild_select=false")),
            (InstallTo::OnlyGuild(rights, guild), format!("{bot}&guild_id=2&disable_guild_select=true")),
            (InstallTo::User, "&integration_type=1&scope=applications.commands".to_owned()),
        ] {
            let authorize_url = "https://discord.com/oauth2/authorize";
            let link = InstallLink { authorize_url, client_id: ApplicationId::new(1), to };
            assert_eq!(link.to_string(), format!("{authorize_url}?client_id=1{rest}"));
        }
    }
}
