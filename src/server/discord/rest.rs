//! The HTTP client for Discord. It does not know about logins: the caller passes the token of each request.
//!
//! Two checks come before each request. The `breaker` checks that Discord has not refused too many requests lately. `rate_limit` checks
//! the limits that earlier answers named. Each stage of a request has a time limit. A request is retried only if that is safe.

mod authorize;
mod breaker;
mod client;
mod error;
pub mod oauth;
mod outcome;
mod rate_limit;
mod refusal;
mod request;
mod retry_after;
mod route_label;
mod token_answer;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use authorize::{Authorize, AuthorizeError, Prompt};
pub use breaker::BreakerState;
pub use client::{Client, Timeouts};
pub use error::DiscordError;
pub use refusal::Refusal;
pub use request::{Auth, Body, Reply, Request};
pub use token_answer::{ExchangeAnswer, TokenPair, Webhook};

/// Locks even after a panic in another thread, because no statement leaves the data of these mutexes half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
