//! The pages. Each has its own file, a line here, and a route in `app.rs`.

pub(crate) mod account;
pub(crate) mod admin;
pub(crate) mod connections;
pub(crate) mod guild;
pub(crate) mod guilds;
pub(crate) mod home;
pub(crate) mod login;
pub(crate) mod look;
pub(crate) mod no_access;
pub(crate) mod not_found;
pub(crate) mod overview;
pub(crate) mod profile;
pub(crate) mod setup;
