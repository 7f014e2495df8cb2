//! The HTTP client for Discord. It knows no logins: each call brings its token.
//!
//! A request is sent only if the `breaker` has not counted too many refusals lately, and if the `rate_limit`s that earlier answers
//! named allow it. Each stage of a request has a time limit. A request is retried only if that is safe.

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

/// Locks even after a panic in another thread, because no statement leaves the data of these mutexes half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
