//! Requests to Discord: by a login, and by the bot for people who manage a guild. This module refreshes tokens and caches answers.

mod access_token;
mod answer;
mod bot;
mod bot_guilds;
mod bot_member;
mod bot_presence;
mod cache;
mod caches;
mod community_guild;
mod decode;
mod discord_session;
mod guild_admin;
mod join;
pub mod rest;
mod tokens;
mod unsaved_tokens;
mod user_request;

pub use access_token::{AccessToken, TokenError};
pub use answer::{Answer, Outcome, UserWithJson};
pub use bot::Bot;
pub use cache::{CacheMode, CacheRequirements, EntryKey, Key, PAGE_TIMEOUT, ResourceCache};
pub use caches::Caches;
pub use community_guild::{CommunityGuild, JoinableGuild};
pub use discord_session::DiscordSession;
pub use guild_admin::{GuildAdmin, GuildWriteAccess};
pub use join::{JoinOutcome, NewMember};
pub use tokens::Tokens;
