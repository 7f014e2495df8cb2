//! Everything behind the pages.
//!
//! Data flows one way. A server function gets the caller from [`auth::Viewer`]. The viewer's [`discord::DiscordSession`] answers from
//! its cache or through [`discord::rest`], and returns types of [`crate::discord`].
//!
//! | module | what it holds |
//! |---|---|
//! | [`config`] | the checked environment |
//! | [`state`] | what every request needs, built at the start |
//! | [`http`] | the router and its layers: start at [`http::router`] |
//! | [`auth`] | signing in and out, and [`auth::Viewer`], the caller of a request |
//! | [`discord`] | requests to Discord, with tokens and cache |
//! | [`store`] | the tables |
//! | [`admin`] | what admins see and do |
//! | [`community`] | joining the community guild |
//! | [`setup`] | the checks of the page `/setup` |
//! | [`metrics`] | what is counted for Prometheus |
//! | [`webhooks`] | what Discord tells us without being asked |
//! | [`secret`], [`public_key`], [`private_file`], [`clock`], [`causes`], [`sign_in_lifetimes`] | small tools that the others share |
//!
//! [`discord::rest`] does not know about logins, and [`store`] does not know about HTTP. Only [`http::router`] knows about pages.

pub mod admin;
pub mod auth;
pub mod causes;
pub mod clock;
pub mod community;
pub mod config;
pub mod discord;
pub mod http;
pub mod metrics;
pub mod private_file;
pub mod public_key;
pub mod secret;
pub mod setup;
pub mod sign_in_lifetimes;
pub mod state;
pub mod store;
pub mod webhooks;
