use std::time::Duration;

use leptos::{prelude::*, wasm_bindgen::JsCast as _, web_sys::PageTransitionEvent};

/// Returns a signal that says whether a form is on its way. The island sets it when the form is sent.
///
/// It becomes `false` again when Back restores the page. It also does after ten seconds, because no event tells that a person stopped the
/// page from loading.
pub fn use_sending() -> RwSignal<bool> {
    let is_sending = RwSignal::new(false);
    window_event_listener_untyped("pageshow", move |event| {
        if event.unchecked_ref::<PageTransitionEvent>().persisted() {
            is_sending.set(false);
        }
    });
    Effect::new(move |_| {
        if is_sending.get() {
            set_timeout(move || is_sending.set(false), PATIENCE);
        }
    });
    is_sending
}

const PATIENCE: Duration = Duration::from_secs(10);
