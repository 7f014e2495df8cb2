use axum::{
    extract::OriginalUri,
    http::{StatusCode, Uri},
    response::Response,
};

use super::page::{escape, page};
use crate::people;

/// `GET /`
pub async fn home(OriginalUri(uri): OriginalUri) -> Response {
    let root = root_from_home(&uri);
    let people = people::all().map(|person| format!("<li>{}: {}</li>", escape(&person.label), escape(&person.about)));
    let people = people.collect::<String>();
    let main = format!(include_str!("home.html"), people = people, root = root);
    page(StatusCode::OK, &root, "Discord sandbox", &main)
}

/// Returns the relative path to the sandbox's prefix. Nested at `/sandbox`, the page's path has no slash at the end, so a
/// relative link has to repeat the last segment.
fn root_from_home(uri: &Uri) -> String {
    match uri.path().rsplit_once('/') {
        Some((_, last)) if !last.is_empty() => format!("{}/", escape(last)),
        _ => String::new(),
    }
}
