use leptos::prelude::*;

/// Shows a button that counts clicks, as a start. The server renders it, and it works once the browser has hydrated the island.
#[island]
pub fn NewIsland(
    /// The first number.
    start: u32,
) -> impl IntoView {
    let count = RwSignal::new(start);
    let add = move |_| count.update(|count| *count = count.saturating_add(1));
    view! {
        <span class="cluster">
            <button class="button button--quiet button--small" type="button" on:click=add>
                "Add one"
            </button>
            <output>{move || count.get()}</output>
        </span>
    }
}
