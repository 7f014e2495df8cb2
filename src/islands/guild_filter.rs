use leptos::{html, prelude::*, wasm_bindgen::JsCast, web_sys::Element};

use crate::paths;

/// A search over cards that the server rendered: hides those whose `data-name` does not match while one types.
///
/// Without scripts it is a form, and the server hides them.
#[island]
pub fn GuildFilter(
    /// What the page was asked for.
    query: String,
    /// How many cards match that.
    found: usize,
    /// How many cards there are.
    total: usize,
    /// The cards.
    children: Children,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let cards = NodeRef::<html::Div>::new();
    let found = RwSignal::new(found);
    let filter = move || {
        if let (Some(input), Some(cards)) = (input.get(), cards.get()) {
            found.set(show_matching(&cards, &input.value()));
        }
    };
    // The browser may have put an earlier search back into the field before this woke up.
    Effect::new(move |_| filter());
    view! {
        <form class="guild-filter" method="get" action=paths::GUILDS role="search">
            <label for="guild-filter">"Search servers"</label>
            <input id="guild-filter" type="search" name="q" value=query autocomplete="off" spellcheck="false" node_ref=input on:input=move |_| filter()/>
            <button class="button" type="submit">"Search"</button>
            <p class="guild-filter__found" role="status">{move || found.get()} " of " {total} " servers"</p>
        </form>
        <div node_ref=cards>{children()}</div>
        <p class="guild-filter__none" hidden=move || found.get() != 0>"No server matches."</p>
    }
}

/// Whether a search finds a name, upper and lower case being the same.
pub fn matches(name: &str, query: &str) -> bool {
    name.to_lowercase().contains(&query.trim().to_lowercase())
}

/// Hides the cards that do not match, shows the others, and counts those.
fn show_matching(cards: &Element, query: &str) -> usize {
    let Ok(cards) = cards.query_selector_all("[data-name]") else {
        return 0;
    };
    let cards = (0..cards.length()).filter_map(|index| cards.item(index)?.dyn_into::<Element>().ok());
    let shown = cards.filter(|card| {
        let found = matches(&card.get_attribute("data-name").unwrap_or_default(), query);
        // Fails only for a name that no attribute can have.
        let _ = card.toggle_attribute_with_force("hidden", !found);
        found
    });
    shown.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_finds_parts_of_names_in_any_case() {
        for (name, query, found) in [
            ("Garden League", "", true),
            ("Garden League", "  ", true),
            ("Garden League", "LEAGUE ", true),
            ("Garden League", "leaf", false),
            ("Éclair Übung", "éCLAIR ü", true),
            ("שלום עולם", "עולם", true),
            ("🎉 Party", "🎉", true),
        ] {
            assert_eq!(matches(name, query), found, "{query:?} in {name:?}");
        }
    }
}
