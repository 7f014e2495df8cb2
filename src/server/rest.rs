//! HTTP to Discord. Knows no login: who asks is a token in the call.

mod client;
mod error;
pub mod oauth;

pub use client::{Auth, Client, Reply, Request};
pub use error::DiscordError;
