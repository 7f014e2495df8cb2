//! A dashboard that people sign in to with Discord.
//!
//! `cargo doc --no-deps --features ssr --open` shows this page with links to everything below. Without `ssr` the crate has only what
//! runs in the browser. Read the modules in this order:
//!
//! | module | what it holds |
//! |---|---|
//! | [`paths`], [`brand`] | the app's addresses, and its name |
//! | [`app`] | the HTML shell and the route table |
//! | [`pages`], [`layouts`] | the HTML of every page, rendered on the server |
//! | [`components`] | pieces of HTML, for pages and islands |
//! | [`islands`] | what reacts in the browser |
//! | [`server_fns`] | the functions that pages and islands call on the server |
//! | [`server`] | everything behind the pages: sign-in, requests to Discord, cache, database |
//! | [`discord`] | Discord's data as plain types, in both halves |
//! | [`features`] | one folder per feature; `welcome` is the sample |
//! | [`otlp`] | traces for OpenTelemetry, in a build with the feature `otlp` |
//!
//! These small modules hold what the server tells pages and islands:
//!
//! | module | what it holds |
//! |---|---|
//! | [`error`], [`fetched`] | a failure, and the age of a value |
//! | [`page_context`], [`theme`], [`flash_message`] | what a page knows of its request |
//! | [`bot_presence`], [`guild_query`], [`guild_row`], [`linked_account`], [`login_problem`], [`signed_in_browser`] | values of single pages |
//!
//! Two more crates are in `crates/`: `sandbox` plays Discord, and `frontend` is the WebAssembly that the browser loads.
//!
//! The only feature gates are in this file, in `server_fns.rs` and in the root file of each feature. Each gates a whole module. Pages are
//! on the server only, so a change to a page does not change the WebAssembly.

// A release build has a type for each view, and the types nest as deeply as the elements of a page.
#![recursion_limit = "512"]
#![cfg_attr(
    not(feature = "ssr"),
    allow(rustdoc::broken_intra_doc_links, reason = "the links to modules of the server half")
)]
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
pub mod guild_row;
pub mod islands;
pub mod linked_account;
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
#[cfg_attr(not(feature = "otlp"), path = "no_otlp.rs")]
pub mod otlp;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod server;

/// Hydrates the islands. The browser calls it first.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    // Without this, the console shows a panic as "unreachable". A release build leaves it out, because its texts enlarge the WebAssembly.
    if cfg!(debug_assertions) {
        console_error_panic_hook::set_once();
    }
    leptos::mount::hydrate_islands();
}
