use leptos::prelude::*;

/// What came of the form that led to the page. It stays until it is closed or the page is left.
///
/// Readers of a screen hear it because a region that was empty is filled, which needs scripts; without them it stands at
/// the top of the page.
#[island]
pub fn Toast(
    /// One sentence.
    sentence: String,
    /// Whether it is good news.
    is_good: bool,
) -> impl IntoView {
    let asleep = RwSignal::new(true);
    let closed = RwSignal::new(false);
    let said = sentence.clone();
    Effect::new(move |_| asleep.set(false));
    view! {
        <aside
            class=if is_good { "toast" } else { "toast toast--notice" }
            aria-label="What just happened"
            hidden=move || closed.get()
        >
            <p>{sentence}</p>
            <button
                class="button button--quiet button--small"
                type="button"
                hidden=move || asleep.get()
                on:click=move |_| closed.set(true)
            >
                "Close"
            </button>
        </aside>
        <p class="visually-hidden" role="status">
            {move || if asleep.get() { String::new() } else { said.clone() }}
        </p>
    }
}
