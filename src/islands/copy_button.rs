use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};

/// How long the outcome shows.
const OUTCOME_SHOWS: Duration = Duration::from_secs(4);

/// Copies a text. The browser can copy only with scripts and over a secure connection. Until then the hidden button keeps its place.
#[island]
pub fn CopyButton(
    /// The text to copy.
    #[prop(optional)]
    text: Option<String>,
    /// The id of the element with the text, in place of `text`. The page then holds a long text only once, and the button copies a
    /// changing text as it is now.
    #[prop(optional)]
    text_of: Option<String>,
    /// The words on the button.
    label: String,
) -> impl IntoView {
    let can_copy = RwSignal::new(false);
    let outcome = RwSignal::new("");
    Effect::new(move |_| can_copy.set(window().is_secure_context()));
    let copy = move |_| {
        let element = text_of.as_ref().and_then(|id| document().get_element_by_id(id));
        let text = element.and_then(|element| element.text_content()).or_else(|| text.clone()).unwrap_or_default();
        outcome.set("");
        spawn_local(async move {
            let written = window().navigator().clipboard().write_text(&text).await;
            outcome.set(if written.is_ok() { "Copied" } else { "The browser did not allow it" });
            set_timeout(move || outcome.set(""), OUTCOME_SHOWS);
        });
    };
    view! {
        <span class="copy-button" class:copy-button--unavailable=move || !can_copy.get()>
            <button class="button button--quiet button--small" type="button" on:click=copy>{label}</button>
            <span class="copy-button__outcome" role="status">{move || outcome.get()}</span>
        </span>
    }
}
