//! The HTML around every page, and the style sheet.

use axum::{
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS},
    },
    response::{Html, IntoResponse, Response},
};

/// The relative path to the sandbox's prefix, from a page one folder below it.
pub const ONE_UP: &str = "../";

/// Turns on the fade between these pages and the application's, which have the same rule; see `page_change.css`.
const PAGE_CHANGE: &str = "@view-transition{navigation:auto}";

/// The policy has no `form-action`: browsers apply it to redirects too, and a decision redirects to the application. The hash
/// is that of [`PAGE_CHANGE`].
const POLICY: &str = "default-src 'none'; style-src 'self' 'sha256-SREix9zPMZHrSuo8zRSjb672r1gsHIh96MJuaZq6iJo='; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Returns a whole page. `root` is the relative path from it to the sandbox's prefix; `title` and `main` are HTML.
pub fn page(status: StatusCode, root: &str, title: &str, main: &str) -> Response {
    let html = format!(include_str!("page.html"), page_change = PAGE_CHANGE, root = root, title = title, main = main);
    let headers = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (CACHE_CONTROL, "no-store"),
    ];
    (status, headers, Html(html)).into_response()
}

/// Makes text safe between tags and in quoted attributes.
pub fn escape(text: &str) -> String {
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

/// `GET /sandbox.css`
pub async fn stylesheet() -> Response {
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
