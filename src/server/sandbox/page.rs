//! The frame of the sandbox's few pages, its style sheet and its front page.

use axum::extract::OriginalUri;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};

use super::people;

/// No `form-action`: browsers apply it to redirects as well, and a decision redirects to the application.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A whole page. `root` is the relative way from it to the sandbox's prefix; `title` and `main` are HTML.
pub(super) fn page(status: StatusCode, root: &str, title: &str, main: &str) -> Response {
    let html = format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{title} · Sandbox</title>
<link rel="icon" type="image/svg+xml" href="{root}cdn/embed/avatars/0.png">
<link rel="stylesheet" href="{root}sandbox.css">
</head>
<body>
<main>
<p class="notice"><strong>Sandbox.</strong> This page stands in for Discord during development. It is not Discord: the people are made up and nothing is sent there.</p>
{main}
</main>
</body>
</html>
"#
    );
    let headers = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (CACHE_CONTROL, "no-store"),
    ];
    (status, headers, Html(html)).into_response()
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
    let people = people::all().map(|person| format!("<li>{}: {}</li>", escape(person.name), escape(person.about)));
    let people = people.collect::<String>();
    let main = format!(
        r#"<h1>A stand-in for Discord</h1>
<p>This server answers in Discord's wire format, so that the application can be run and tested without an account. Sign in from the application; it leads to the consent page here.</p>
<h2>Who can sign in</h2>
<ul>{people}</ul>
<h2>What it serves</h2>
<ul>
<li><code>oauth2/authorize</code>: the consent page</li>
<li><code>api/v10/</code>: token endpoint and API</li>
<li><code>cdn/</code>: drawn images</li>
<li><a href="{root}control/counters">control/counters</a>: how often each API route was asked</li>
</ul>"#
    );
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

/// Plain text: at an unknown depth no relative link to the style sheet is right.
pub(super) async fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "The sandbox has nothing here.\n").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped() {
        assert_eq!(escape(r#"</title><a b="c" d='e'>&"#), "&lt;/title&gt;&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
    }
}
