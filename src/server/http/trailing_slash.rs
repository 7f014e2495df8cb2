//! `/login/` is `/login`: routes have no slash at their end, but people and other sites put one there.

use axum::{
    extract::{Request, State},
    http::{Method, Uri},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};

use crate::server::state::AppState;

/// Redirects a GET to the address without the slash, with its query.
pub async fn without_trailing_slash(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    match trimmed(request.uri()).filter(|_| reads) {
        // In full: a browser would take a path such as `//evil.example` for another host.
        Some(path) => Redirect::permanent(&format!("{}{path}", state.config.public_url.origin())).into_response(),
        None => next.run(request).await,
    }
}

/// Path and query without the slashes at the path's end; `None` when there is nothing to take away.
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
    fn only_slashes_at_the_paths_end_go() {
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
