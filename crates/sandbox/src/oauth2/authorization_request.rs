//! The parameters of an authorization request.
//!
//! Source: RFC 6749, section 4.1.1; RFC 7636, section 4.3.

use super::{authorization_error::AuthorizationError, install::Install, pkce, scopes};
use crate::{options::Options, params::Params};

/// A valid authorization request, ready for the consent page.
pub struct AuthorizationRequest<'a> {
    pub client_id: &'a str,
    pub redirect_uri: &'a str,
    pub scopes: Vec<String>,
    pub state: Option<&'a str>,
    pub code_challenge: Option<&'a str>,
    pub may_skip_consent: bool,
    /// `None` if no scope adds something to a guild.
    pub install: Option<Install<'a>>,
}

impl<'a> AuthorizationRequest<'a> {
    /// Checks a request. It checks the redirect URI first, so that no error is sent to an unregistered address.
    pub fn read(options: &Options, params: &'a Params) -> Result<Self, AuthorizationError> {
        if params.repeated().is_some() {
            return Err(AuthorizationError::page("A parameter is given twice."));
        }
        let client_id = params.get("client_id").filter(|id| *id == options.client_id);
        let client_id =
            client_id.ok_or(AuthorizationError::page("No application with this client_id is registered."))?;
        let redirect_uri = registered_redirect_uri(options, params)?;
        let state = params.get("state");
        let refuse = |error, description| Err(AuthorizationError::redirect(redirect_uri, state, error, description));

        match params.get("response_type") {
            Some("code") => {}
            Some(_) => {
                return refuse("unsupported_response_type", "Only response_type \"code\" is supported.");
            }
            None => return refuse("invalid_request", "Missing response_type parameter."),
        }
        let prompt = params.get("prompt");
        if !matches!(prompt, None | Some("consent" | "none")) {
            return refuse("invalid_request", "Invalid \"prompt\"");
        }
        let code_challenge = match pkce::read_challenge(params) {
            Ok(code_challenge) => code_challenge,
            Err(description) => return refuse("invalid_request", description),
        };
        let scopes = scopes::split(params.get("scope").unwrap_or_default());
        // Source: <https://github.com/discord/discord-api-docs/issues/5751>
        let has_linked_roles_with_pkce =
            code_challenge.is_some() && scopes.iter().any(|scope| scope == "role_connections.write");
        if scopes.is_empty() || has_linked_roles_with_pkce {
            return Err(AuthorizationError::invalid_scope(redirect_uri, state));
        }
        let may_skip_consent = prompt == Some("none") && !scopes.iter().any(|scope| scopes::always_asks(scope));
        let install = match Install::read(&scopes, params) {
            Ok(install) => install,
            Err(description) => return refuse("invalid_request", description),
        };
        Ok(Self { client_id, redirect_uri, scopes, state, code_challenge, may_skip_consent, install })
    }

    pub fn access_denied(&self) -> AuthorizationError {
        AuthorizationError::access_denied(self.redirect_uri, self.state)
    }

    pub fn invalid_scope(&self) -> AuthorizationError {
        AuthorizationError::invalid_scope(self.redirect_uri, self.state)
    }
}

fn registered_redirect_uri<'a>(options: &Options, params: &'a Params) -> Result<&'a str, AuthorizationError> {
    let is_registered = |uri: &&str| options.redirect_uris.iter().any(|registered| registered == uri);
    params.get("redirect_uri").filter(is_registered).ok_or_else(|| AuthorizationError::Page {
        heading: "Invalid OAuth2 redirect_uri",
        reason: "The redirect_uri must equal a registered one, byte for byte. Registered URIs:",
        registered_uris: options.redirect_uris.clone(),
    })
}
