//! Server functions: the way from pages (in process) and islands (over HTTP) to the server.
//!
//! Each has three lines: who asks, what they want, the answer. The check is in the body, because a page calls the body without any HTTP
//! layer around it. Addresses are fixed: a hash would differ between two build folders.

mod account;
mod bot;
mod community;
mod connections;
mod guilds;
mod profile;

pub use account::{EndBrowser, end_browser, granted_scopes, list_browsers};
pub use bot::{bot_lacks, list_bot_guilds, list_channels, list_integrations, show_bot, show_bot_guild};
pub use community::{may_be_added, show_community};
pub use connections::list_connections;
pub use guilds::{list_guilds, show_guild, show_member};
pub use profile::{current_viewer, raw_profile, show_profile};
