//! Middleware around server functions that are called over HTTP, by islands and by forms without scripts.

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;

use super::{
    refusal::failure,
    respond::{retry_after, wants_html},
};
use crate::flash_message::FlashMessage;
use crate::{
    error::AppError,
    paths,
    server::{auth::LocalPath, state::AppState},
};

/// The most bytes of an error that are read: much more than a typed error needs.
const MAX_ERROR_BYTES: usize = 16 * 1024;

/// Keeps redirects after forms on this origin, and gives a failure the status of its typed error.
///
/// Without this middleware, the framework redirects a form's browser to any address in `Referer`, and adds the error to it. It
/// answers 500 for arguments that it cannot read.
pub async fn around_server_functions(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with(paths::API) {
        return next.run(request).await;
    }
    keep_own_referer(request.headers_mut(), state.config.public_url.origin());
    let is_form = wants_html(request.headers());
    let response = next.run(request).await;
    // After a failure, a form returns to its page only if a flash message explains the failure there.
    let is_explained = is_form && FlashMessage::is_set_by(response.headers(), &state.config.public_url);
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) || is_explained {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let json = to_bytes(body, MAX_ERROR_BYTES).await.unwrap_or_default();
    let error = serde_json::from_slice(&json).unwrap_or(AppError::Internal);
    if is_form {
        return failure(&error);
    }
    parts.status = StatusCode::from_u16(error.status_code()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    parts.headers.extend(retry_after(&error).map(|seconds| (header::RETRY_AFTER, seconds)));
    Response::from_parts(parts, Body::from(json))
}

/// Reduces `Referer` to the path if it names one of our pages, and removes it otherwise.
fn keep_own_referer(headers: &mut HeaderMap, origin: &str) {
    let Some(referer) = headers.remove(header::REFERER) else { return };
    let path = referer.to_str().ok().and_then(|referer| LocalPath::parse(referer.strip_prefix(origin)?));
    if let Some(path) = path.and_then(|path| HeaderValue::from_str(path.as_str()).ok()) {
        headers.insert(header::REFERER, path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_back_to_our_own_pages_only() {
        for (referer, kept) in [
            ("https://example.org/dashboard/account?x=1", Some("/dashboard/account?x=1")),
            ("https://example.org", None),
            ("https://example.org.evil.example/", None),
            ("https://example.org@evil.example/", None),
            ("https://example.org//evil.example/", None),
            ("https://example.org/\\evil.example/", None),
            ("http://example.org/", None),
            ("https://evil.example/", None),
            ("/dashboard", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::REFERER, HeaderValue::from_static(referer));
            keep_own_referer(&mut headers, "https://example.org");
            assert_eq!(headers.get(header::REFERER).map(|it| it.to_str().unwrap()), kept, "{referer}");
        }
    }
}
