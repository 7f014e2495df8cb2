//! A dashboard that people sign in to with Discord.
//!
//! | module | what is in it |
//! |---|---|
//! | [`brand`] | the product's name |
//! | [`discord`] | what Discord says, as plain words |
//! | [`bot_presence`] | which of a person's guilds the bot is in |
//! | [`browser`] | a signed-in browser, as its person sees it |
//! | [`error`], [`fetched`] | what the browser may know of a failure, and of a value's age |
//! | [`guild_query`] | which guilds a list shows, and in which order |
//! | [`paths`] | the app's addresses |
//! | [`server_fns`] | the door between pages or islands and the server |
//! | [`islands`] | what moves in the browser |
//! | `app`, `layouts`, `pages`, `components` | the HTML, rendered on the server alone |
//! | [`samples`] | features that are a folder each, to be copied or removed; both halves |
//! | `server` | sessions, Discord's API, the database, the sandbox |
//!
//! This file holds the only feature gates: a module is in the browser half, or on the server, as a whole. For a folder of
//! [`samples`], its root file does (`docs/decisions/0011-a-feature-is-one-folder.md`).
//! Pages are server-only, so that editing one leaves the WebAssembly as it is.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed"))]

pub mod bot_presence;
pub mod brand;
pub mod browser;
pub mod discord;
pub mod error;
pub mod fetched;
pub mod guild_query;
pub mod islands;
pub mod login_problem;
pub mod paths;
pub mod samples;
pub mod server_fns;

#[cfg(feature = "ssr")]
pub mod app;
#[cfg(feature = "ssr")]
pub mod components;
#[cfg(feature = "ssr")]
pub mod layouts;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod server;

/// Wakes the islands up; what the browser calls first.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
