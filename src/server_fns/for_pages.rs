//! The functions that only pages call, one file per subject. `server_fns.rs` exports them.

pub(super) mod account;
pub(super) mod admin;
pub(super) mod bot;
pub(super) mod community;
pub(super) mod connections;
pub(super) mod guilds;
pub(super) mod no_access;
pub(super) mod profile;
