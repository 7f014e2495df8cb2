//! The embedded sandbox: a small OAuth2 provider and API that speak Discord's wire format.
//!
//! It lets a fresh clone sign people in without a Discord application, and it is what the tests talk to. The app
//! reaches it over HTTP with the client that talks to Discord, and nothing of ours is shared with it: its answers are
//! JSON literals (`people/`, `guilds/`), so a wrong model of ours cannot agree with itself.
//!
//! It is stricter than Discord where Discord only warns. It refuses: a redirect URI that is not registered byte for byte
//! or left out, a parameter given twice, a used or expired code, a wrong or missing PKCE verifier (also one for a code that
//! was started without PKCE), wrong client credentials, credentials in the URL, a spent refresh token, a token that lacks
//! the scope, a request without Discord's form of `User-Agent`, and too many requests. Its bot joins only by a code grant.
//!
//! On `control` faults can be switched on, readings of Discord's documents chosen, and guilds lose the bot or a channel.
//!
//! It is not a place for secrets: anybody who reaches it can sign in as anybody in it.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed"))]

mod api;
mod authorize;
mod client_auth;
mod consent_page;
mod control;
mod counters;
mod faults;
mod guild_resources;
mod guilds;
mod images;
mod install;
mod page;
mod params;
mod people;
mod rate_limit;
mod resources;
mod scopes;
mod state;
mod token;

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::routing::get;
use time::OffsetDateTime;

use counters::Counters;
use faults::Faults;
use rate_limit::RateLimiter;
use state::State;

/// Client id of the sandbox's own application: a snowflake that Discord never gave out.
pub const CLIENT_ID: &str = "1000000000000000001";
/// Client secret of the sandbox's own application; public, so it opens nothing but the sandbox.
pub const CLIENT_SECRET: &str = "sandbox-client-secret-known-to-everybody";
/// Bot token of the sandbox's own application; public as well.
pub const BOT_TOKEN: &str = "sandbox-bot-token-known-to-everybody";

/// A guild that its bot is in, to be the community's.
pub const COMMUNITY_GUILD_ID: &str = "420904194539651073";

/// What the sandbox has to know about the one application that is registered in it.
pub struct Options {
    /// The application's id, sent as `client_id`.
    pub client_id: String,
    /// The application's secret.
    pub client_secret: String,
    /// The token its bot signs in with.
    pub bot_token: String,
    /// Registered redirect URIs, compared byte for byte.
    pub redirect_uris: Vec<String>,
    /// Where grants, tokens and changes to guilds are kept over a restart; `None` = in memory only.
    pub state_file: Option<PathBuf>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("client_id", &self.client_id)
            .field("client_secret", &"[redacted]")
            .field("bot_token", &"[redacted]")
            .field("redirect_uris", &self.redirect_uris)
            .field("state_file", &self.state_file)
            .finish()
    }
}

/// A running sandbox; clones share their people, tokens and counters.
#[derive(Clone)]
pub struct Sandbox {
    shared: Arc<Shared>,
}

struct Shared {
    options: Options,
    state: Mutex<State>,
    limiter: Mutex<RateLimiter>,
    counters: Mutex<Counters>,
    faults: Mutex<Faults>,
}

impl Sandbox {
    /// Starts a sandbox with what `options.state_file` remembers.
    pub fn new(options: Options) -> Self {
        let state = State::load(options.state_file.clone());
        Self {
            shared: Arc::new(Shared {
                options,
                state: Mutex::new(state),
                limiter: Mutex::default(),
                counters: Mutex::default(),
                faults: Mutex::default(),
            }),
        }
    }

    /// All routes, to be nested at any prefix: no page links to an absolute path.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/", get(page::home))
            .route("/sandbox.css", get(page::stylesheet))
            .route("/oauth2/authorize", get(authorize::ask).post(authorize::decide))
            .merge(control::routes())
            .layer(from_fn(page::same_site_only))
            .nest("/api", api::routes(self))
            .nest("/cdn", images::routes())
            // Plain text: at an unknown depth no relative link to the style sheet is right.
            .fallback(async || (StatusCode::NOT_FOUND, "The sandbox has nothing here.\n"))
            .with_state(self.clone())
    }

    fn options(&self) -> &Options {
        &self.shared.options
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.shared.state)
    }

    fn limiter(&self) -> MutexGuard<'_, RateLimiter> {
        lock(&self.shared.limiter)
    }

    fn counters(&self) -> MutexGuard<'_, Counters> {
        lock(&self.shared.counters)
    }

    fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.shared.faults)
    }
}

/// Locks even after a panic elsewhere: what these mutexes guard is whole between any two statements.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Seconds since 1970.
fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_of_the_options_holds_no_secret() {
        let text = format!(
            "{:?}",
            Options {
                client_id: "1".into(),
                client_secret: "hush".into(),
                bot_token: "hush".into(),
                redirect_uris: Vec::new(),
                state_file: None,
            }
        );
        assert!(!text.contains("hush"), "{text}");
    }
}
