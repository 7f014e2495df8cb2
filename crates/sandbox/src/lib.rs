//! The sandbox: a small OAuth2 provider and API that speak Discord's wire format.
//!
//! With it, a fresh clone signs people in without a Discord application, and the tests run against it. The app reaches it over
//! HTTP, with the client that it uses for Discord. The two share no code: the sandbox's answers are JSON files (`people/`,
//! `guilds/`). With shared models, both sides would make the same mistake and no test would notice.
//!
//! It is stricter than Discord where Discord only warns. It refuses:
//!
//! - a redirect URI that is missing, or differs by one byte from the registered ones
//! - a parameter that is given twice
//! - a used or expired code, and a used refresh token
//! - a wrong or missing PKCE verifier, and a verifier for a code that was requested without PKCE
//! - wrong client credentials, and credentials in the URL
//! - a token without the required scope
//! - a request without a `User-Agent` in Discord's format
//! - too many requests
//!
//! Its bot joins a guild only through an authorization code grant.
//!
//! Its page `control` switches faults on, decides what happens where Discord's documentation is unclear, removes the bot from
//! guilds, deletes channels, and lets people join and leave guilds.
//!
//! On its page `authorized-apps`, people remove the application, and it sends the application a signed webhook event.
//!
//! It has no secrets: anybody who reaches it can sign in as any of its people.
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
mod webhook_event;

pub use application::{BOT_TOKEN, CLIENT_ID, CLIENT_SECRET, COMMUNITY_GUILD_ID, OWNER_ID, PUBLIC_KEY, SIGNING_SEED};
pub use options::Options;
pub use sandbox::Sandbox;
