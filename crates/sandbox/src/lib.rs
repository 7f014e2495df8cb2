//! The sandbox: a small OAuth2 provider and API that speak Discord's wire format.
//!
//! It lets a fresh clone sign people in without a Discord application, and the tests talk to it. The app reaches it over
//! HTTP with the client that it uses for Discord, and shares no code with it: its answers are JSON literals (`people/`,
//! `guilds/`), so a wrong model in the app cannot agree with itself.
//!
//! It is stricter than Discord where Discord only warns. It refuses: a redirect URI that is missing or differs by a byte
//! from the registered ones, a parameter given twice, a used or expired code, a wrong or missing PKCE verifier, a verifier
//! for a code that was requested without PKCE, wrong client credentials, credentials in the URL, a spent refresh token, a
//! token without the required scope, a request without a `User-Agent` in Discord's format, and too many requests. Its bot
//! joins a guild only through an authorization code grant.
//!
//! Its page `control` switches faults on, chooses between readings of Discord's documentation, removes the bot from guilds
//! and deletes channels.
//!
//! It keeps no secrets: anyone who reaches it can sign in as any of its people.
//!
//! Files use each other in one direction: `router` -> routes (`api`, `oauth2`, `control`, `cdn`, `pages`) -> `guilds` ->
//! `sandbox` -> `state` -> `people`.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed"))]

mod api;
mod application;
mod cdn;
mod clock;
mod control;
mod credentials;
mod faults;
mod guilds;
mod json;
mod oauth2;
mod options;
mod pages;
mod params;
mod people;
mod random;
mod rate_limiter;
mod router;
mod sandbox;
mod state;
mod timestamp;

pub use application::{BOT_TOKEN, CLIENT_ID, CLIENT_SECRET, COMMUNITY_GUILD_ID};
pub use options::Options;
pub use sandbox::Sandbox;
