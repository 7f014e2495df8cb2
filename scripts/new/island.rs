use leptos::prelude::*;

use crate::{
    components::{Glyph, Icon},
    error::AppError,
    server_fns::save_new_island,
};

/// Counts clicks, and sends each number to the server. Replace this with your own island. The button works after the browser has hydrated it.
#[island]
pub fn NewIsland(
    /// The first number.
    start: u32,
) -> impl IntoView {
    let count = RwSignal::new(start);
    let failure = RwSignal::new(None::<AppError>);
    let save = Action::new(move |next: &u32| {
        let next = *next;
        async move {
            match save_new_island(next).await {
                Ok(saved) => {
                    count.set(saved);
                    failure.set(None);
                }
                Err(error) => failure.set(Some(error)),
            }
        }
    });
    let is_pending = save.pending();
    // A second click does nothing. `disabled` would do the same, but take the focus from the button.
    let add = move |_| {
        if !is_pending.get_untracked() {
            save.dispatch(count.get_untracked().saturating_add(1));
        }
    };
    view! {
        <span class="cluster">
            <button
                class="button button--small"
                type="button"
                aria-busy=move || is_pending.get().then_some("true")
                on:click=add
            >
                <Icon glyph=Glyph::Check />
                {move || if is_pending.get() { "Saving…" } else { "Add one" }}
            </button>
            <output>{move || count.get()}</output>
            <span role="alert">{move || failure.get().map(|error| format!("{error} {}", error.remedy()))}</span>
        </span>
    }
}
