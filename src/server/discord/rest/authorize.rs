use crate::discord::{InstallTo, Scopes};

/// The parameters of Discord's consent page: the reference library's `create_session`.
///
/// The server builds them and never reads them from a query string, because a link must not choose what a person is asked for.
///
/// Source: <https://discord.com/developers/docs/topics/oauth2#authorization-code-grant>.
///
/// # Examples
/// ```
/// use app::{
///     discord::{InstallTo, Permissions, Scopes},
///     server::discord::rest::{Authorize, Prompt},
/// };
///
/// let sign_in = Authorize::new(Scopes::parse("identify guilds")).prompt(Prompt::None);
/// assert!(sign_in.scopes().contains(Scopes::GUILDS));
///
/// let add_bot = Authorize::install(InstallTo::AnyGuild(Permissions::from_bits(2048)));
/// assert_eq!(add_bot.scopes(), &Scopes::parse("bot applications.commands"));
/// ```
#[derive(Debug, Clone)]
pub struct Authorize {
    pub(super) scopes: Scopes,
    pub(super) prompt: Prompt,
    install: Option<InstallTo>,
    params: Vec<(String, String)>,
}

/// Whether Discord asks again if the person has already allowed the same scopes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Prompt {
    /// Discord asks again.
    #[default]
    Consent,
    /// Discord sends the person back at once, unless they have not allowed the scopes yet.
    None,
}

impl Prompt {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::None => "none",
        }
    }
}

/// Why a flow is not started: Discord would refuse it, or a parameter would break the flow's protection.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthorizeError {
    /// Without a scope, Discord would use the application's default install settings.
    #[error("the flow requests no scope")]
    NoScope,
    /// With these scopes, the person always chooses a guild or a channel.
    #[error("Discord always asks about `bot` and `webhook.incoming`, so they do not work with `prompt=none`")]
    AlwaysAsks,
    /// Every flow of this app has a PKCE challenge.
    #[error("Discord answers invalid_scope to `role_connections.write` together with PKCE")]
    RefusesPkce,
    /// A further parameter must not replace one that the flow sets itself.
    #[error("the flow sets the parameter `{0}` itself")]
    OwnParameter(String),
}

/// The parameters that the flow sets itself.
const OWN_PARAMETERS: [&str; 12] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "prompt",
    "code_challenge",
    "code_challenge_method",
    "permissions",
    "guild_id",
    "disable_guild_select",
    "integration_type",
];

impl Authorize {
    /// Creates the parameters of a flow for scopes. Discord always asks the person.
    pub fn new(scopes: Scopes) -> Self {
        Self { scopes, prompt: Prompt::default(), install: None, params: Vec::new() }
    }

    /// Creates the parameters of a flow that adds the app to a guild or an account.
    pub fn install(to: InstallTo) -> Self {
        Self::new(Scopes::default()).and_install(to)
    }

    /// Returns the requested scopes.
    pub fn scopes(&self) -> &Scopes {
        &self.scopes
    }

    /// Also adds the app to a guild or an account, and requests the scopes for that.
    #[must_use]
    pub fn and_install(mut self, to: InstallTo) -> Self {
        self.scopes = self.scopes.union(&to.scopes());
        self.install = Some(to);
        self
    }

    /// Sets whether Discord asks again if the person has already allowed the scopes.
    #[must_use]
    pub fn prompt(mut self, prompt: Prompt) -> Self {
        self.prompt = prompt;
        self
    }

    /// Adds a further parameter, such as `channel_id` for `webhook.incoming`.
    #[must_use]
    pub fn param(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.params.push((name.into(), value.into()));
        self
    }

    /// Returns every parameter except the scopes and the prompt.
    pub(super) fn params(&self) -> impl Iterator<Item = (String, String)> + '_ {
        let install = self.install.iter().flat_map(InstallTo::params);
        install.map(|(name, value)| (name.to_owned(), value)).chain(self.params.iter().cloned())
    }

    pub(super) fn check(&self) -> Result<(), AuthorizeError> {
        if self.scopes.is_empty() {
            return Err(AuthorizeError::NoScope);
        }
        if self.prompt == Prompt::None && self.scopes.is_passthrough() {
            return Err(AuthorizeError::AlwaysAsks);
        }
        if self.scopes.refuses_pkce() {
            return Err(AuthorizeError::RefusesPkce);
        }
        match self.params.iter().find(|(name, _)| OWN_PARAMETERS.contains(&name.as_str())) {
            Some((name, _)) => Err(AuthorizeError::OwnParameter(name.clone())),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::{GuildId, Permissions};

    #[test]
    fn an_install_names_its_scopes_permissions_and_guild() {
        let (rights, guild) = (Permissions::from_bits(2112), GuildId::new(2));
        for (to, scopes, params) in [
            (InstallTo::AnyGuild(rights.clone()), "bot applications.commands", "integration_type=0 permissions=2112"),
            (
                InstallTo::Guild(rights.clone(), guild),
                "bot applications.commands",
                "integration_type=0 permissions=2112 guild_id=2 disable_guild_select=false",
            ),
            (
                InstallTo::OnlyGuild(rights, guild),
                "bot applications.commands",
                "integration_type=0 permissions=2112 guild_id=2 disable_guild_select=true",
            ),
            (InstallTo::User, "applications.commands", "integration_type=1"),
        ] {
            let flow = Authorize::install(to).param("channel_id", "7");
            assert_eq!(flow.scopes, Scopes::parse(scopes));
            let written = flow.params().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ");
            assert_eq!(written, format!("{params} channel_id=7"));
            assert_eq!(flow.check(), Ok(()));
        }
    }

    #[test]
    fn a_flow_that_discord_would_refuse_is_not_started() {
        let flow = |scopes: &str| Authorize::new(Scopes::parse(scopes));
        for (flow, error) in [
            (flow(""), AuthorizeError::NoScope),
            (flow("bot").prompt(Prompt::None), AuthorizeError::AlwaysAsks),
            (flow("identify webhook.incoming").prompt(Prompt::None), AuthorizeError::AlwaysAsks),
            (flow("identify role_connections.write"), AuthorizeError::RefusesPkce),
            (flow("identify").param("state", "mine"), AuthorizeError::OwnParameter("state".into())),
            (flow("identify").param("scope", "bot"), AuthorizeError::OwnParameter("scope".into())),
        ] {
            assert_eq!(flow.check(), Err(error), "{flow:?}");
        }
        assert_eq!(flow("identify").prompt(Prompt::None).param("nonce", "7").check(), Ok(()));
    }
}
