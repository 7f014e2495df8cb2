use leptos::prelude::*;

/// The rows of a list; if there are none, what the empty list says.
#[component]
pub(super) fn Rows<R: IntoView + 'static>(
    rows: Vec<R>,
    /// The id of the list's heading.
    heading: &'static str,
    /// What an empty list says.
    #[prop(into)]
    empty: ViewFnOnce,
) -> impl IntoView {
    if rows.is_empty() {
        return empty.run().into_any();
    }
    view! {
        <ul class="panel panel--rows rows" aria-labelledby=heading>
            {rows}
        </ul>
    }
    .into_any()
}
