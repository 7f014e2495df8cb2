use axum::{
    Extension, Json,
    http::{
        StatusCode,
        header::{HeaderName, RETRY_AFTER},
    },
    response::{AppendHeaders, IntoResponse, Response},
};
use serde_json::json;

/// The content of a 429. It is also an extension of the response, so that the rate limit headers agree with the body.
#[derive(Clone, Copy)]
pub struct RetryWait {
    pub seconds: f64,
    pub is_global: bool,
}

impl RetryWait {
    /// Returns a 429 in Discord's format.
    ///
    /// Discord's documentation calls `code` optional, but its schema requires it. An answer with `code` satisfies both.
    pub fn into_refusal(self) -> Response {
        let body = json!({
            "message": "You are being rate limited.", "retry_after": self.seconds, "global": self.is_global, "code": 0
        });
        let extras = (retry_after(Some(self.seconds)), Extension(self));
        (StatusCode::TOO_MANY_REQUESTS, extras, Json(body)).into_response()
    }
}

/// Returns the header `Retry-After` in whole seconds, if there is a wait.
pub fn retry_after(seconds: Option<f64>) -> AppendHeaders<Option<(HeaderName, String)>> {
    AppendHeaders(seconds.map(|seconds| (RETRY_AFTER, seconds.ceil().to_string())))
}
