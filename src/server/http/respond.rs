//! Errors on their way out: logged once, here, and answered with the status and the headers that fit.

use std::future::Future;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::server::{causes::Causes, discord::rest::DiscordError, store::StoreError};
use crate::{error::AppError, paths};

/// Runs a server function's body and gives a failure its HTTP status.
///
/// The framework answers 500 for every failure. It redirects plain form posts, and pages set their own status: there this changes
/// nothing. A page that was not to be prefetched is the exception: if only a part of it failed, the browser would show that at the click.
///
/// # Errors
/// Those of the body.
pub async fn respond<T>(body: impl Future<Output = Result<T, AppError>>) -> Result<T, AppError> {
    let answer = body.await;
    if let Err(error) = &answer
        && let (Some(parts), Some(response)) = (use_context::<Parts>(), use_context::<ResponseOptions>())
        && (*error == AppError::NotPrefetched || is_call(&parts))
        && let Ok(status) = StatusCode::from_u16(error.status_code())
    {
        response.set_status(status);
    }
    answer
}

/// Whether a server function was called over HTTP, and not by a form without scripts.
fn is_call(parts: &Parts) -> bool {
    parts.uri.path().starts_with(paths::API) && !wants_html(&parts.headers)
}

/// Returns the value of `Retry-After` for an error that may be over after a time.
pub fn retry_after(error: &AppError) -> Option<HeaderValue> {
    error.retry_after_s().map(HeaderValue::from)
}

/// Whether the answer is about to be shown as a page.
pub fn wants_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// Logs why a session could not be read or ended.
pub fn session_failed(error: &tower_sessions::session::Error) -> AppError {
    tracing::error!(error = %Causes(error), "the session store failed");
    match error {
        tower_sessions::session::Error::Store(_) => AppError::Unavailable,
        _ => AppError::Internal,
    }
}

impl From<DiscordError> for AppError {
    fn from(error: DiscordError) -> Self {
        tracing::warn!(error = %Causes(&error), "Discord did not answer as asked");
        match error {
            DiscordError::Unauthorized(_) => Self::Unauthenticated,
            DiscordError::RateLimited { retry_after, .. } | DiscordError::Paused { retry_after } => {
                Self::rate_limited(retry_after)
            }
            DiscordError::Http(refusal) if refusal.status == 404 => Self::NotFound,
            DiscordError::TimedOut => Self::DiscordSlow,
            // Discord answered, and meant no: waiting a moment does not help.
            DiscordError::MissingScope(_) | DiscordError::AccessDenied => Self::DiscordRefused,
            DiscordError::Http(refusal) if refusal.status == 403 => Self::DiscordRefused,
            // What we asked was wrong.
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
