use super::install_choice::InstallChoice;

/// A consent, until its code is exchanged. It is kept in memory only: most restarts take longer than a code lives.
#[derive(Clone)]
pub struct AuthorizationCode {
    pub client_id: String,
    pub redirect_uri: String,
    /// The id of the person who consented.
    pub person: String,
    pub scopes: Vec<String>,
    /// `None` if the request came without PKCE.
    pub code_challenge: Option<String>,
    /// `None` if no scope adds something to a guild.
    pub install: Option<InstallChoice>,
}
