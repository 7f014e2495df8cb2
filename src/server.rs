//! Everything behind the pages.
//!
//! Data flows one way: a server function asks [`auth::Viewer`] who calls, the viewer's
//! [`session::DiscordSession`] answers from its cache or through [`rest`], and Discord's words come back as
//! `crate::discord` types. `rest` knows no login, `store` knows no HTTP, and nothing in here knows a component.

pub mod api;
pub mod auth;
pub mod built_files;
pub mod canonical_host;
pub mod causes;
pub mod clock;
pub mod community;
pub mod config;
pub mod cookies;
pub mod failure_page;
pub mod load;
pub mod not_before;
pub mod notice;
mod opened_at;
pub mod page_context;
pub mod prefetch;
pub mod private_file;
pub mod query_string;
pub mod refresh;
pub mod respond;
pub mod rest;
pub mod router;
pub mod sandbox;
pub mod secret;
pub mod security;
pub mod serve;
pub mod session;
pub mod setup;
pub mod state;
pub mod store;
pub mod telemetry;
pub mod theme;
pub mod trailing_slash;
