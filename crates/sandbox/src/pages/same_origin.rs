use axum::{
    extract::Request,
    http::{Method, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Refuses forms from other origins. Clients other than browsers, such as tests, do not send the header.
pub async fn require(request: Request, next: Next) -> Response {
    let is_foreign = request.headers().get("sec-fetch-site").is_some_and(|site| site != "same-origin");
    if request.method() == Method::POST && is_foreign {
        return (StatusCode::BAD_REQUEST, "This form was sent by another site.\n").into_response();
    }
    next.run(request).await
}
