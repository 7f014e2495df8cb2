use leptos::{ev, html, prelude::*};

use super::use_sending;

/// The main button of a form. It says that the form is on its way, and cannot be pressed twice.
///
/// Without scripts it is a plain button.
#[island]
pub fn SubmitButton(
    /// What it says while the form is on its way.
    sending: String,
    /// What it says before.
    children: Children,
) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    let is_sending = use_sending();
    window_event_listener(ev::submit, move |event| {
        let form = button.get_untracked().and_then(|button| button.form());
        if form.is_none_or(|form| event.target().as_ref() != Some(form.as_ref())) || event.default_prevented() {
            return;
        }
        if is_sending.get_untracked() {
            event.prevent_default();
        }
        is_sending.set(true);
    });
    view! {
        <button
            class="button button--primary submit-button"
            type="submit"
            node_ref=button
            aria-disabled=move || is_sending.get().then_some("true")
            aria-busy=move || is_sending.get().then_some("true")
        >
            <span class="submit-button__label">{children()}</span>
            <span class="submit-button__sending">{sending.clone()}</span>
        </button>
        <span class="visually-hidden" role="status">
            {move || if is_sending.get() { sending.clone() } else { String::new() }}
        </span>
    }
}
