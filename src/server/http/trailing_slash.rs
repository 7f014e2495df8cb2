//! Redirects `/login/` to `/login`: routes have no slash at the end, but people and other sites add one.

use axum::{
    extract::{Request, State},
    http::{Method, Uri},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};

use crate::server::state::AppState;

/// Redirects a GET to the address without the slash, with its query.
pub async fn without_trailing_slash(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    match trimmed(request.uri()).filter(|_| is_read) {
        // The target has the origin, because a browser reads a path such as `//evil.example` as another host.
        Some(path) => Redirect::permanent(&format!("{}{path}", state.config.public_url.origin())).into_response(),
        None => next.run(request).await,
    }
}

/// Returns path and query without the slashes at the end of the path; `None` if there are none.
fn trimmed(uri: &Uri) -> Option<String> {
    let path = uri.path().trim_end_matches('/');
    if path.is_empty() || path.len() == uri.path().len() {
        return None;
    }
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    Some(format!("{path}{query}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_slashes_at_the_end_of_the_path_are_removed() {
        for (address, expected) in [
            ("/login/", Some("/login")),
            ("/dashboard/guilds///?q=a/&x=1", Some("/dashboard/guilds?q=a/&x=1")),
            ("//evil.example/", Some("//evil.example")),
            ("/", None),
            ("//", None),
            ("/?next=/", None),
            ("/login", None),
            ("/login?next=/dashboard/", None),
        ] {
            assert_eq!(trimmed(&address.parse().unwrap()).as_deref(), expected, "{address}");
        }
    }
}
