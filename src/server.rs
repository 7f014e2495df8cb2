//! Everything behind the pages.
//!
//! Data flows one way: a server function asks [`auth::Viewer`] who calls. The viewer's
//! [`discord::DiscordSession`] answers from its cache or through [`discord::rest`], and returns `crate::discord` types.
//! [`discord::rest`] knows no login, [`store`] knows no HTTP, and nothing here knows a component.

pub mod auth;
pub mod causes;
pub mod clock;
pub mod community;
pub mod config;
pub mod discord;
pub mod http;
pub mod private_file;
pub mod secret;
pub mod setup;
pub mod sign_in_lifetimes;
pub mod state;
pub mod store;
