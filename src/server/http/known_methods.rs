//! Refuses unknown methods before the routes see them.

use axum::{
    extract::Request,
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

/// Refuses methods that no route of a web page has, such as `CONNECT`, whose requests have no path.
pub async fn known_methods(request: Request, next: Next) -> Response {
    let methods =
        [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];
    if methods.contains(request.method()) && request.uri().path().starts_with('/') {
        return next.run(request).await;
    }
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD, POST")]).into_response()
}
