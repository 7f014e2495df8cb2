use leptos::prelude::*;

/// Shows what came of the form that led to the page, until it is closed or the page is left.
///
/// A screen reader announces it because an empty region is filled, which needs scripts. Without scripts it is at the top of the page.
#[island]
pub fn Toast(
    /// One sentence.
    sentence: String,
    /// Whether it is good news.
    is_good: bool,
) -> impl IntoView {
    let is_hydrated = RwSignal::new(false);
    let is_closed = RwSignal::new(false);
    let announced = sentence.clone();
    Effect::new(move |_| is_hydrated.set(true));
    view! {
        <aside
            class=if is_good { "toast" } else { "toast toast--notice" }
            aria-label="What just happened"
            hidden=move || is_closed.get()
        >
            <p>{sentence}</p>
            <button
                class="button button--quiet button--small"
                type="button"
                hidden=move || !is_hydrated.get()
                on:click=move |_| is_closed.set(true)
            >
                "Close"
            </button>
        </aside>
        <p class="visually-hidden" role="status">
            {move || if is_hydrated.get() { announced.clone() } else { String::new() }}
        </p>
    }
}
