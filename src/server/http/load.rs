//! Runs each load of a page in a task of its own.
//!
//! The framework polls each `Suspend` of a page once, and then awaits them in document order. Without its own task, a load pauses
//! until the framework awaits it, and keeps its locks meanwhile. The waits of a page then add up.

use std::future::Future;

use leptos::reactive::computed::ScopedFuture;
use tracing::Instrument as _;

use crate::error::AppError;

/// Starts a load at once, with the context of the page, and returns a future that waits for it.
///
/// # Errors
/// Those of the load; [`AppError::Internal`] if it panics.
pub fn in_a_task<T: Send + 'static>(
    load: impl Future<Output = Result<T, AppError>> + Send + 'static,
) -> impl Future<Output = Result<T, AppError>> + Send {
    // The span of the request gives its log lines the request's id.
    let task = tokio::spawn(ScopedFuture::new(load).in_current_span());
    async move { task.await.unwrap_or(Err(AppError::Internal)) }
}
