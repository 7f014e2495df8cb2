//! HTTP to Discord. It knows no login: each call carries its token.
//!
//! A request passes the [`breaker`] (too many refusals lately: nothing is sent) and the [`rate_limit`]s that earlier
//! answers told of, is sent with a time limit for each of its stages, and is tried again only where that is harmless.

mod authorize;
mod breaker;
mod client;
mod error;
pub mod oauth;
mod rate_limit;
mod request;
mod token_answer;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use authorize::{Authorize, AuthorizeError, Prompt};
pub use client::{Client, Timeouts};
pub use error::{DiscordError, Refusal};
pub use request::{Auth, Body, Reply, Request};
pub use token_answer::{ExchangeAnswer, TokenPair, Webhook};

/// Locks even after a panic elsewhere: what these mutexes guard is whole between any two statements.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
