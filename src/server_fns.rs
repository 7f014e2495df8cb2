//! The functions that pages and islands call on the server.
//!
//! A function that an island calls is a `#[server]` function. Anybody can call it over HTTP, below `/api/`. Its address is fixed, because
//! a hash would differ between two build folders.
//!
//! A function that only pages call is a plain `async fn` in `for_pages/`. That folder is on the server only, and nobody can call its functions
//! over HTTP. If an island needs one, move it into a file beside the folder, with `#[server(prefix = "/api", endpoint = "..")]` above it.
//!
//! Each function has three lines: who asks, what they want, the answer. The check is in the body, because a page calls the body without any
//! HTTP layer around it.

// For pages.
#[cfg(feature = "ssr")]
mod for_pages;
#[cfg(feature = "ssr")]
pub use for_pages::{
    account::{granted_scopes, list_browsers},
    admin::{is_admin, show_admin_overview},
    bot::{bot_lacks, list_channels, list_integrations, show_bot, show_bot_guild},
    community::{may_be_added, show_community},
    connections::list_connections,
    guilds::{list_guild_rows, list_guilds, show_guild, show_member},
    no_access::why_no_access,
    profile::{current_viewer, raw_profile, show_profile},
};

// For islands.
mod browsers;
mod guild_list;

pub use browsers::{EndBrowser, end_browser};
pub use guild_list::refresh_guilds;
