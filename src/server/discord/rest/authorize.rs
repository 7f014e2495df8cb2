use crate::discord::{InstallTo, Scopes};

/// The parameters of Discord's consent page: the reference library's `create_session`.
///
/// The server builds them and reads none from a query string: a link must not choose what a person is asked for.
///
/// Source: <https://discord.com/developers/docs/topics/oauth2#authorization-code-grant>.
///
/// # Examples
/// ```
/// use app::{
///     discord::{GuildId, InstallTo, Permission, Permissions, Scopes},
///     server::discord::rest::{Authorize, Prompt},
/// };
/// # use app::server::{config::Config, discord::rest::{Client, Timeouts, oauth::OAuth}, secret::Secret};
/// # let variables = [("APP_ENV", "development"), ("SECRET_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")];
/// # let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
/// # let config = Config::from_variables(&variables, ([127, 0, 0, 1], 3000).into())?;
/// # let oauth = OAuth::new(Client::new(config.discord, Timeouts::default())?)?;
/// # let state = Secret::new("state");
///
/// // Signs somebody in, without a question if they have allowed these scopes before.
/// let sign_in = Authorize::new(Scopes::from([Scopes::IDENTIFY, Scopes::GUILDS])).prompt(Prompt::None);
/// let url = oauth.authorize(&sign_in, &state)?.url;
/// assert!(url.contains("scope=identify+guilds") && url.contains("prompt=none"));
///
/// // Adds the bot to one guild.
/// let to = InstallTo::OnlyGuild(Permissions::of(&[Permission::SEND_MESSAGES]), GuildId::new(2));
/// let url = oauth.authorize(&Authorize::install(to), &state)?.url;
/// assert!(url.contains("permissions=2048&guild_id=2&disable_guild_select=true"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Authorize {
    pub(super) scopes: Scopes,
    pub(super) prompt: Prompt,
    install: Option<InstallTo>,
    params: Vec<(String, String)>,
}

/// Whether Discord asks a person again who has allowed the same scopes before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Prompt {
    /// Discord asks again.
    #[default]
    Consent,
    /// Discord sends the person back at once, unless they have not allowed the scopes yet.
    None,
}

impl Prompt {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::None => "none",
        }
    }
}

/// Why a flow is not started: Discord would refuse it, or it would undo its own protection.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthorizeError {
    /// Discord would take the application's default install settings.
    #[error("no scope is asked for")]
    NoScope,
    /// Part of these scopes is a choice.
    #[error("`bot` and `webhook.incoming` always ask, so `prompt=none` cannot be had")]
    AlwaysAsks,
    /// Every flow of ours has a PKCE challenge.
    #[error("Discord answers invalid_scope to `role_connections.write` together with PKCE")]
    RefusesPkce,
    /// A further parameter must not replace one of the flow's own.
    #[error("`{0}` is the flow's own parameter")]
    OwnParameter(String),
}

/// Parameters that the flow itself writes.
const OWN: [&str; 12] = [
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
    /// Creates a flow for scopes, in which Discord always asks.
    pub fn new(scopes: Scopes) -> Self {
        Self { scopes, prompt: Prompt::default(), install: None, params: Vec::new() }
    }

    /// Creates a flow that adds the app to a guild or an account.
    pub fn install(to: InstallTo) -> Self {
        Self::new(Scopes::default()).and_install(to)
    }

    /// Returns the scopes that are asked for.
    pub fn scopes(&self) -> &Scopes {
        &self.scopes
    }

    /// Adds the app to a guild or an account as well, with the scopes that it takes.
    #[must_use]
    pub fn and_install(mut self, to: InstallTo) -> Self {
        self.scopes = self.scopes.union(&to.scopes());
        self.install = Some(to);
        self
    }

    /// Sets whether Discord asks a person again who has allowed the scopes before.
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

    /// Returns every parameter beyond scopes and prompt.
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
        match self.params.iter().find(|(name, _)| OWN.contains(&name.as_str())) {
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
    fn an_install_says_what_is_added_and_where() {
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
    fn what_discord_would_refuse_is_refused_with_the_reason() {
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
