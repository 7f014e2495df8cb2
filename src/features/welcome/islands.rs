use leptos::{
    ev, html,
    prelude::*,
    wasm_bindgen::JsCast as _,
    web_sys::{Element, FormData, HtmlFormElement, HtmlTextAreaElement, SubmitEvent, UrlSearchParams},
};

use super::message::{MAX_CHARACTERS, fill, length};
use crate::islands::use_sending;

/// The form. Its last row says whether it has unsaved changes, and the browser asks before somebody leaves them. While it is being
/// saved, it cannot be sent again.
///
/// Without scripts it is a plain form. The fields are the page's own.
#[island]
pub fn WelcomeForm(
    /// Where it posts.
    action: String,
    /// What its button says.
    save: String,
    /// Whether the fields hold a draft that was refused, so that they were never saved.
    is_refused: bool,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let is_changed = RwSignal::new(is_refused);
    let is_sending = use_sending();
    let compare = move || {
        if let Some(form) = form.get() {
            is_changed.set(is_refused || differs(&form));
        }
    };
    // Somebody may have typed before this island was hydrated, or the browser put back what they typed before a reload.
    Effect::new(move |_| compare());
    let is_unsaved = Memo::new(move |_| is_changed.get() && !is_sending.get());
    window_event_listener(ev::beforeunload, move |event| {
        if is_unsaved.get_untracked() {
            event.prevent_default();
        }
    });
    let page = action.clone();
    let send = move |event: SubmitEvent| {
        if is_sending.get_untracked() {
            event.prevent_default();
        }
        is_sending.set(true);
    };
    view! {
        <form
            class="panel card welcome__form"
            method="post"
            action=action
            node_ref=form
            on:input=move |_| compare()
            on:submit=send
        >
            {children()}
            <div class="actions welcome__save">
                <button
                    class="button button--primary"
                    type="submit"
                    aria-disabled=move || is_sending.get().then_some("true")
                    aria-busy=move || is_sending.get().then_some("true")
                >
                    {move || if is_sending.get() { "Saving…".to_owned() } else { save.clone() }}
                </button>
                // Opens the page again, with the saved message.
                {is_refused
                    .then(|| {
                        view! {
                            <a class="button button--quiet" href=page on:click=move |_| is_changed.set(false)>
                                "Discard my changes"
                            </a>
                        }
                    })}
                <p class="muted" role="status">
                    {move || if is_unsaved.get() { "You have unsaved changes." } else { "" }}
                </p>
            </div>
        </form>
    }
}

/// Returns whether the fields differ from what the server sent, which a reset copy of the form holds.
fn differs(form: &HtmlFormElement) -> bool {
    let Some(as_sent) = form.clone_node_with_deep(true).ok().and_then(|copy| copy.dyn_into::<HtmlFormElement>().ok())
    else {
        return false;
    };
    as_sent.reset();
    content(form) != content(&as_sent)
}

/// Returns what the form would send, as text.
fn content(form: &HtmlFormElement) -> Option<String> {
    let fields = FormData::new_with_form(form).ok()?;
    UrlSearchParams::new_with_str_sequence_sequence(&fields).ok().map(|fields| String::from(fields.to_string()))
}

/// Previews a text and counts its characters while somebody types. The field is the page's own, so the form works without
/// scripts.
#[island]
pub fn MessagePreview(
    /// What is in the field at first.
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
    // As in the form above.
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
                " characters, including names"
            </p>
            // A screen reader says it once, and not at every key.
            <p class="visually-hidden" role="status">
                {move || if over() { "This is longer than Discord allows." } else { "" }}
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

/// Returns what is in the field.
fn typed(around: &Element) -> Option<String> {
    let field = around.query_selector("textarea").ok()??;
    Some(field.dyn_into::<HtmlTextAreaElement>().ok()?.value())
}
