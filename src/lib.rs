//! A dashboard that people sign in to with Discord.
//!
//! | module | what is in it |
//! |---|---|
//! | [`brand`] | the product's name |
//! | [`paths`] | the app's addresses |
//! | `app` | the HTML shell and the route table |
//! | `pages`, `layouts` | the HTML, rendered on the server |
//! | [`components`] | pieces of HTML, for pages and islands |
//! | [`islands`] | what reacts in the browser |
//! | [`server_fns`] | the way from pages and islands to the server |
//! | [`features`] | a folder for each feature; `welcome` is the sample |
//! | [`discord`] | what Discord says, as plain types |
//! | [`error`], [`fetched`] | what the browser may know of a failure, and of a value's age |
//! | [`page_context`], [`theme`], [`flash_message`] | what a page knows of its request |
//! | [`bot_presence`], [`guild_query`], [`login_problem`], [`signed_in_browser`] | what pages, islands and server exchange |
//! | `server` | everything behind the pages |
//!
//! The server that plays Discord is a crate of its own, `crates/sandbox`; so is the WebAssembly entry, `crates/frontend`.
//!
//! This file, `server_fns.rs` and the root file of each feature hold the only feature gates: a module is in both halves, or on the server, as a whole.
//! Pages are on the server alone, so that editing one leaves the WebAssembly as it is.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed"))]

pub mod bot_presence;
pub mod brand;
pub mod components;
pub mod discord;
pub mod error;
pub mod features;
pub mod fetched;
pub mod flash_message;
pub mod guild_query;
pub mod islands;
pub mod login_problem;
pub mod page_context;
pub mod paths;
pub mod server_fns;
pub mod signed_in_browser;
pub mod theme;

#[cfg(feature = "ssr")]
pub mod app;
#[cfg(feature = "ssr")]
pub mod layouts;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod server;

/// Hydrates the islands. The browser calls it first.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    // Without this, the console shows a panic as "unreachable". A release build leaves it out, since the texts weigh.
    if cfg!(debug_assertions) {
        console_error_panic_hook::set_once();
    }
    leptos::mount::hydrate_islands();
}
