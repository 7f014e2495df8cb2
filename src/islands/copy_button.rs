use leptos::{prelude::*, task::spawn_local};

/// Copies a text. Not to be seen until the browser can do it: without scripts, or without a secure connection, it stays
/// away, and its place stays empty so that nothing jumps.
#[island]
pub fn CopyButton(
    /// What lands in the clipboard.
    #[prop(optional)]
    text: Option<String>,
    /// Instead: the id of the element whose text it is, so that a long text is not sent twice.
    #[prop(optional)]
    text_of: Option<String>,
    /// What the button says.
    label: String,
) -> impl IntoView {
    let asleep = RwSignal::new(true);
    let said = RwSignal::new("");
    Effect::new(move |_| asleep.set(!window().is_secure_context()));
    let copy = move |_| {
        let element = text_of.as_ref().and_then(|id| document().get_element_by_id(id));
        let text = element.and_then(|element| element.text_content()).or_else(|| text.clone()).unwrap_or_default();
        said.set("");
        spawn_local(async move {
            let written = window().navigator().clipboard().write_text(&text).await;
            said.set(if written.is_ok() { "Copied" } else { "The browser did not allow it" });
        });
    };
    view! {
        <span class="copy-button" class:copy-button--asleep=move || asleep.get()>
            <button class="button button--quiet button--small" type="button" on:click=copy>{label}</button>
            <span class="copy-button__said" role="status">{move || said.get()}</span>
        </span>
    }
}
