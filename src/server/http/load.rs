//! What a page loads runs in a task of its own.
//!
//! The framework polls each `Suspend` of a page once, and then awaits them in document order. A load that is no task stands still
//! meanwhile, with whatever it holds, and the waits of a page add up.

use std::future::Future;

use leptos::reactive::computed::ScopedFuture;
use tracing::Instrument as _;

use crate::error::AppError;

/// Starts a load at once, with the context of the page. The future that it returns waits for it.
///
/// # Errors
/// Those of the load; [`AppError::Internal`] when it panics.
pub fn in_a_task<T: Send + 'static>(
    load: impl Future<Output = Result<T, AppError>> + Send + 'static,
) -> impl Future<Output = Result<T, AppError>> + Send {
    // In the span of its request, so that what it logs carries the id.
    let task = tokio::spawn(ScopedFuture::new(load).in_current_span());
    async move { task.await.unwrap_or(Err(AppError::Internal)) }
}
