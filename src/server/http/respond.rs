//! Turns server errors into [`AppError`]s: logs each of them once, and sets the status and the headers.

use std::{future::Future, pin::Pin};

use axum::http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use leptos::prelude::{use_context, with_context};
use leptos_axum::ResponseOptions;

use crate::server::{causes::Causes, discord::rest::DiscordError, store::StoreError};
use crate::{error::AppError, paths};

/// Runs a server function's body and gives a failure its HTTP status.
///
/// The framework answers 500 for every failure. Only calls over HTTP get another status here: the framework redirects plain
/// form posts, and pages set their own status. [`AppError::NotPrefetched`] always sets it, because otherwise a
/// click would show the prefetched page with a failed part.
///
/// The future is boxed. A page moves its loads through many stack frames, and in a debug build large futures would overflow the stack.
///
/// # Errors
/// Those of the body.
pub fn respond<'a, T: 'a>(
    body: impl Future<Output = Result<T, AppError>> + Send + 'a,
) -> Pin<Box<dyn Future<Output = Result<T, AppError>> + Send + 'a>> {
    Box::pin(async move {
        let answer = body.await;
        if let Err(error) = &answer
            && let (Some(is_call), Some(response)) = (with_context(is_call), use_context::<ResponseOptions>())
            && (*error == AppError::NotPrefetched || is_call)
            && let Ok(status) = StatusCode::from_u16(error.status_code())
        {
            response.set_status(status);
        }
        answer
    })
}

/// Returns whether a server function was called over HTTP, and not by a form without scripts.
fn is_call(parts: &Parts) -> bool {
    parts.uri.path().starts_with(paths::API) && !wants_html(&parts.headers)
}

/// Returns the value of `Retry-After` for an error; `None` if waiting does not help.
pub fn retry_after(error: &AppError) -> Option<HeaderValue> {
    error.retry_after_s().map(HeaderValue::from)
}

/// Returns whether the client will show the answer as a page.
pub fn wants_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// Logs why a session could not be read or ended, and returns the error for the visitor.
pub fn session_failed(error: &tower_sessions::session::Error) -> AppError {
    tracing::error!(error = %Causes(error), "the session store failed");
    match error {
        tower_sessions::session::Error::Store(_) => AppError::Unavailable,
        _ => AppError::Internal,
    }
}

impl From<DiscordError> for AppError {
    fn from(error: DiscordError) -> Self {
        tracing::warn!(error = %Causes(&error), "a request to Discord failed");
        match error {
            DiscordError::Unauthorized(_) => Self::Unauthenticated,
            DiscordError::RateLimited { retry_after, .. } | DiscordError::Paused { retry_after } => {
                Self::rate_limited(retry_after)
            }
            DiscordError::Http(refusal) if refusal.is_not_found() => Self::NotFound,
            DiscordError::TimedOut => Self::DiscordSlow,
            // Discord refused. Waiting a moment does not help.
            DiscordError::MissingScope(_) | DiscordError::AccessDenied => Self::DiscordRefused,
            DiscordError::Http(refusal) if refusal.status == 403 => Self::DiscordRefused,
            // Our request was wrong.
            DiscordError::Http(refusal) if (400..500).contains(&refusal.status) => Self::Internal,
            DiscordError::OAuth { status: 400..500, .. } | DiscordError::Unsendable(_) => Self::Internal,
            DiscordError::Http(_)
            | DiscordError::OAuth { .. }
            | DiscordError::Unreachable(_)
            | DiscordError::TooLarge
            | DiscordError::Undecodable(_) => Self::DiscordUnavailable,
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = %Causes(&error), "the store failed");
        match error {
            StoreError::Database(_) => Self::Unavailable,
            StoreError::Secret(_) => Self::Internal,
        }
    }
}
