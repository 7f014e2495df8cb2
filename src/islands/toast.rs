use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What a toast says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToastMessage {
    /// One sentence.
    pub sentence: String,
    /// Whether it is good news.
    pub is_good: bool,
}

/// Shows toasts. Islands within [`Toasts`] find it in context.
#[derive(Debug, Clone, Copy)]
pub struct Toaster(RwSignal<Option<ToastMessage>>);

impl Toaster {
    /// Returns the page's toaster. An island outside [`Toasts`] gets one that shows nothing.
    pub fn current() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(None)))
    }

    /// Shows good news in place of the toast before.
    pub fn good(self, sentence: impl Into<String>) {
        self.0.set(Some(ToastMessage { sentence: sentence.into(), is_good: true }));
    }

    /// Shows other news in place of the toast before.
    pub fn notice(self, sentence: impl Into<String>) {
        self.0.set(Some(ToastMessage { sentence: sentence.into(), is_good: false }));
    }

    /// Closes the toast. A screen reader then announces the same sentence a second time.
    pub fn clear(self) {
        self.0.set(None);
    }
}

/// Shows one toast at a time, until somebody closes it or leaves the page. The first one is the outcome of the form that led to the page.
/// The islands among the children show others with the [`Toaster`].
///
/// It surrounds the whole page, because islands share context with the islands among their children and with no others.
#[island]
pub fn Toasts(
    /// The outcome of the form that led to the page.
    first: Option<ToastMessage>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let shown = RwSignal::new(first);
    let is_hydrated = RwSignal::new(false);
    let announced = RwSignal::new(String::new());
    provide_context(Toaster(shown));
    // A screen reader announces what fills an empty region. Without scripts the toast is at the top of the page.
    Effect::new(move |_| {
        is_hydrated.set(true);
        announced.set(shown.get().map(|message| message.sentence).unwrap_or_default());
    });
    let toast = move |ToastMessage { sentence, is_good }| {
        // The first one is part of the page.
        let is_floating = is_hydrated.get_untracked();
        view! {
            <aside
                class="toast"
                class:toast--notice=!is_good
                class:toast--floating=is_floating
                aria-label="What just happened"
            >
                <p>{sentence}</p>
                <button
                    class="button button--quiet button--small"
                    type="button"
                    hidden=move || !is_hydrated.get()
                    on:click=move |_| shown.set(None)
                >
                    "Close"
                </button>
            </aside>
        }
    };
    view! {
        {move || shown.get().map(toast)}
        <p class="visually-hidden" role="status">
            {move || announced.get()}
        </p>
        {children()}
    }
}
