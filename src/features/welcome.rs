//! The sample feature: a message that greets everybody who joins a guild. This folder has all of it, from its table to its tests.
//!
//! People set it up here. The bot is a separate program. It reads the table `welcome_messages` and sends the message.
//!
//! Like `lib.rs` for the app, this file says which of its modules are on the server alone.

mod islands;
mod message;

#[cfg(feature = "ssr")]
mod difference;
#[cfg(feature = "ssr")]
mod feature;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod history;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod restore;
#[cfg(feature = "ssr")]
mod save;
#[cfg(feature = "ssr")]
mod saved_now;
#[cfg(feature = "ssr")]
mod server_fns;
#[cfg(feature = "ssr")]
mod store;

pub use message::{Change, Saved, Welcome};
#[cfg(feature = "ssr")]
pub use {
    feature::feature,
    store::{Editor, MAX_CHANGES, WelcomeMessages, migrations},
};
