//! A message that greets everybody who joins a guild: the sample of a feature, in this folder from its table to its tests.
//!
//! People set it up here. Sending it is the bot's, which reads the table `welcome_messages`; it is a program of its own.
//!
//! What `lib.rs` is to the app, this file is to the folder: its one gate says what is on the server alone.

mod islands;
mod message;
mod server_fns;

#[cfg(feature = "ssr")]
pub mod server;

pub use message::{Saved, Welcome};
