use leptos::{
    html,
    prelude::*,
    wasm_bindgen::JsCast as _,
    web_sys::{Element, HtmlTextAreaElement},
};

use super::message::{MAX_CHARACTERS, fill, length};

/// Shows what a text becomes while it is typed, and how long it is. The field is the page's own, so that a form without
/// scripts has one.
#[island]
pub fn MessagePreview(
    /// What is in the field to begin with.
    text: String,
    /// Who is greeted in the preview.
    user: String,
    /// The guild's name.
    server: String,
    /// The field.
    children: Children,
) -> impl IntoView {
    let field = NodeRef::<html::Div>::new();
    let text = RwSignal::new(text);
    let read = move || {
        if let Some(typed) = field.get().and_then(|field| typed(&field)) {
            text.set(typed);
        }
    };
    // Somebody may have typed before this woke up, or the browser put back what they typed before a reload.
    Effect::new(move |_| read());
    let sent = Memo::new({
        let server = server.clone();
        move |_| length(text.read().trim(), &server)
    });
    let over = move || sent.get() > MAX_CHARACTERS;
    view! {
        <div class="stack" node_ref=field on:input=move |_| read()>
            {children()}
            <p class=move || if over() { "welcome__wrong" } else { "muted" } id="welcome-count">
                {move || sent.get()}
                " of "
                {MAX_CHARACTERS}
                " characters, names included"
            </p>
            // Said once, not at every key.
            <p class="visually-hidden" role="status">
                {move || if over() { "This is longer than Discord takes." } else { "" }}
            </p>
            <figure class="welcome__preview">
                <figcaption class="muted">"Preview"</figcaption>
                <p class="welcome__text" dir="auto">
                    {move || fill(text.read().trim(), &user, &server)}
                </p>
            </figure>
        </div>
    }
}

/// What is in the field.
fn typed(around: &Element) -> Option<String> {
    let field = around.query_selector("textarea").ok()??;
    Some(field.dyn_into::<HtmlTextAreaElement>().ok()?.value())
}
