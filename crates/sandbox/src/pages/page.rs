//! The frame of the sandbox's few pages, its style sheet and its front page.

use axum::extract::{OriginalUri, Request};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use super::people;

/// The application's pages fade over, also to and from these; see `page_change.css`.
const OPT_IN: &str = "@view-transition{navigation:auto}";

/// No `form-action`: browsers apply it to redirects as well, and a decision redirects to the application.
const POLICY: &str = "default-src 'none'; style-src 'self' 'sha256-SREix9zPMZHrSuo8zRSjb672r1gsHIh96MJuaZq6iJo='; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A whole page. `root` is the relative way from it to the sandbox's prefix; `title` and `main` are HTML.
pub(super) fn page(status: StatusCode, root: &str, title: &str, main: &str) -> Response {
    let html = format!(include_str!("page.html"), opt_in = OPT_IN, root = root, title = title, main = main);
    let headers = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (CACHE_CONTROL, "no-store"),
    ];
    (status, headers, Html(html)).into_response()
}

/// Another site must press no button here. Clients that are no browser send no such header.
pub(super) async fn same_site_only(request: Request, next: Next) -> Response {
    let from_elsewhere = request.headers().get("sec-fetch-site").is_some_and(|site| site != "same-origin");
    if request.method() == Method::POST && from_elsewhere {
        return (StatusCode::BAD_REQUEST, "This form was sent by another site.\n").into_response();
    }
    next.run(request).await
}

/// Makes text safe between tags and in quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// `GET /`
pub(super) async fn home(OriginalUri(uri): OriginalUri) -> Response {
    let root = root_from_home(&uri);
    let people = people::all().map(|person| format!("<li>{}: {}</li>", escape(&person.label), escape(&person.about)));
    let people = people.collect::<String>();
    let main = format!(include_str!("home.html"), people = people, root = root);
    page(StatusCode::OK, &root, "A stand-in for Discord", &main)
}

/// Nested at `/sandbox`, the page's address has no slash at its end, and a relative link would leave the prefix.
fn root_from_home(uri: &Uri) -> String {
    match uri.path().rsplit_once('/') {
        Some((_, last)) if !last.is_empty() => format!("{}/", escape(last)),
        _ => String::new(),
    }
}

/// `GET /sandbox.css`
pub(super) async fn stylesheet() -> Response {
    let headers =
        [(CONTENT_TYPE, "text/css; charset=utf-8"), (X_CONTENT_TYPE_OPTIONS, "nosniff"), (CACHE_CONTROL, "no-cache")];
    (headers, include_str!("sandbox.css")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped() {
        assert_eq!(escape(r#"</title><a b="c" d='e'>&"#), "&lt;/title&gt;&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
    }
}
