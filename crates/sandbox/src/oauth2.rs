//! OAuth2: the authorization endpoint with its consent page, and the token endpoint.
//!
//! Source: <https://discord.com/developers/docs/topics/oauth2>

mod authorization_error;
mod authorization_request;
pub mod authorize;
mod client_auth;
mod consent_page;
mod install;
mod pkce;
pub mod scopes;
pub mod token;
mod token_error;

pub use token_error::TokenError;
