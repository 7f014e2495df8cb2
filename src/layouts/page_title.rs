use leptos::prelude::*;
use leptos_meta::Title;

use crate::brand;

/// The page's title in the tab and in bookmarks. Use this and not leptos_meta's `Title`, which does not escape its text: a guild named
/// `</title><script>..` would run its script.
#[component]
pub fn PageTitle(
    /// The page's name. The product's name is added to it.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <Title text=title_html(&text) /> }
}

fn title_html(page: &str) -> String {
    format!("{page} · {}", brand::NAME).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_end_its_element() {
        let html = title_html("</title><script>alert(1)</script>");
        assert!(html.starts_with("&lt;/title&gt;&lt;script&gt;alert(1)"), "{html}");
        assert!(!html.contains('<'));
    }

    #[test]
    fn text_that_looks_like_an_entity_stays_as_typed() {
        assert!(title_html("Q&lt;A").starts_with("Q&amp;lt;A"));
    }
}
