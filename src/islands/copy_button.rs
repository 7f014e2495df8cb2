use leptos::{prelude::*, task::spawn_local};

/// Copies a text. The button is hidden until the browser can copy, which needs scripts and a secure connection. It keeps its place, so that
/// nothing jumps.
#[island]
pub fn CopyButton(
    /// The text for the clipboard.
    #[prop(optional)]
    text: Option<String>,
    /// The id of an element whose text is copied instead, so that a long text is not sent twice.
    #[prop(optional)]
    text_of: Option<String>,
    /// The button's words.
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
        });
    };
    view! {
        <span class="copy-button" class:copy-button--unavailable=move || !can_copy.get()>
            <button class="button button--quiet button--small" type="button" on:click=copy>{label}</button>
            <span class="copy-button__outcome" role="status">{move || outcome.get()}</span>
        </span>
    }
}
