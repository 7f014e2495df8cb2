use leptos::{html, prelude::*};

use super::address;

/// A list of a [`ListSearch`] to choose from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    /// Its name in the address.
    pub name: &'static str,
    /// What it says above the list.
    pub label: &'static str,
    /// The words in the address, with their labels. The first one is the default, which the address leaves out.
    pub options: &'static [(&'static str, &'static str)],
    /// The chosen word. The address may hold any other text.
    pub word: RwSignal<String>,
}

/// The search above a list. It works while somebody types, and the address keeps it.
///
/// Without scripts it is a form, and the server renders what it finds.
#[component]
pub(super) fn ListSearch(
    /// The address of the page.
    path: &'static str,
    /// What the list holds, in the plural.
    things: &'static str,
    /// The words to find.
    text: RwSignal<String>,
    /// How to filter and sort.
    choices: Vec<Choice>,
    /// How many the list shows.
    found: Signal<usize>,
    /// How many there are.
    total: Signal<usize>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let is_hydrated = RwSignal::new(false);
    Effect::new(move |_| {
        // Somebody may have typed before this was hydrated, or the browser put an earlier search back.
        if let Some(input) = input.get() {
            text.set(input.value());
        }
        is_hydrated.set(true);
    });
    let fields = choices.clone();
    // After a change and not at every key, because browsers limit how often the address changes.
    let keep = Callback::new(move |()| {
        let text = ("q", text.get_untracked());
        let words = fields.iter().map(|choice| {
            let word = choice.word.get_untracked();
            let is_default = choice.options.first().is_some_and(|(default, _)| *default == word);
            (choice.name, if is_default { String::new() } else { word })
        });
        address::remember(path, std::iter::once(text).chain(words));
    });
    let initial_text = text.get_untracked();
    let choices = choices.into_iter().map(|choice| view! { <ChoiceField choice keep /> });
    view! {
        // The list shows the result already: Enter only puts it into the address.
        <form
            class="list-search"
            method="get"
            action=path
            role="search"
            on:submit=move |event| {
                event.prevent_default();
                keep.run(());
            }
        >
            <label class="list-search__text">
                "Search " {things}
                <input
                    type="search"
                    name="q"
                    value=initial_text
                    autocomplete="off"
                    spellcheck="false"
                    node_ref=input
                    on:input=move |event| text.set(event_target_value(&event))
                    on:change=move |_| keep.run(())
                />
            </label>
            {choices.collect_view()}
            // With scripts, there is nothing left to send.
            <button class="button" type="submit" hidden=move || is_hydrated.get()>
                "Search"
            </button>
            <p class="list-search__found" role="status">
                {found}
                " of "
                {total}
                " "
                {things}
            </p>
        </form>
    }
}

#[component]
fn ChoiceField(
    choice: Choice,
    /// Puts the search into the address.
    keep: Callback<()>,
) -> impl IntoView {
    let Choice { name, label, options, word } = choice;
    let field = NodeRef::<html::Select>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            word.set(field.value());
        }
    });
    let chosen = word.get_untracked();
    let options = options.iter().map(|(word, label)| {
        view! {
            <option value=*word selected=*word == chosen>
                {*label}
            </option>
        }
    });
    view! {
        <label>
            {label} " "
            <select
                name=name
                node_ref=field
                on:change=move |event| {
                    word.set(event_target_value(&event));
                    keep.run(());
                }
            >
                {options.collect_view()}
            </select>
        </label>
    }
}
