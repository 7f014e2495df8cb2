//! What a login may ask Discord: tokens kept fresh, answers kept for a while.

mod cache;
mod discord_session;
mod tokens;

pub use cache::{Answer, Cache, Caches, Outcome, ResourceCache};
pub use discord_session::DiscordSession;
pub use tokens::{AccessToken, TokenError, Tokens};
