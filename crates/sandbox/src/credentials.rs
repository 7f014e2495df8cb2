use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::http::{HeaderMap, header::AUTHORIZATION};

/// Returns the `Authorization` header as text.
pub fn authorization(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION)?.to_str().ok()
}

/// Compares secrets in constant time. An empty `expected` matches nothing.
pub fn is_same_secret(given: &str, expected: &str) -> bool {
    !expected.is_empty() && verify_slices_are_equal(given.as_bytes(), expected.as_bytes()).is_ok()
}
