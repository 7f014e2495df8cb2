use leptos::{
    html,
    prelude::*,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{Element, HtmlSelectElement, UrlSearchParams},
};

use crate::{
    discord::GuildRank,
    guild_query::{GuildOrder, GuildSortKey, GuildSubset, matches, sort},
    paths,
};

/// Search, filter and order over cards that the server rendered: hides and moves them while one types, and puts the choice
/// into the address, so that a reload and Back show the same.
///
/// Without scripts it is a form, and the server does all that.
#[island]
pub fn GuildFilter(
    /// What the page was asked for.
    query: String,
    /// The word of the filter.
    show: String,
    /// The word of the order.
    sort: String,
    /// How many cards match that.
    found: usize,
    /// How many cards there are.
    total: usize,
    /// The cards, in one list.
    children: Children,
) -> impl IntoView {
    let search = NodeRef::<html::Input>::new();
    let filter = NodeRef::<html::Select>::new();
    let order = NodeRef::<html::Select>::new();
    let cards = NodeRef::<html::Div>::new();
    let found = RwSignal::new(found);
    let is_hydrated = RwSignal::new(false);
    let apply = move || {
        if let (Some(search), Some(filter), Some(order), Some(cards)) =
            (search.get(), filter.get(), order.get(), cards.get())
        {
            found.set(arrange(&cards, &search.value(), &filter, &order));
        }
    };
    // When the field is left, which a click on a card does too: not at every key, since browsers count changes of the address.
    let keep = move || {
        apply();
        if let (Some(search), Some(filter), Some(order)) = (search.get(), filter.get(), order.get()) {
            remember(&[("q", search.value()), ("show", filter.value()), ("sort", order.value())]);
        }
    };
    // The browser may have put an earlier search back into the field before this island was hydrated.
    Effect::new(move |_| {
        apply();
        is_hydrated.set(true);
    });
    let options = |all: &[(&'static str, &'static str)], chosen: &str| {
        let option = |&(word, label): &(&'static str, &'static str)| {
            view! {
                <option value=word selected=word == chosen>
                    {label}
                </option>
            }
        };
        all.iter().map(option).collect_view()
    };
    let shows = options(&GuildSubset::ALL.map(|(_, word, label)| (word, label)), &show);
    let sorts = options(&GuildOrder::ALL.map(|(_, word, label)| (word, label)), &sort);
    view! {
        // Everything is shown already: Enter only keeps it.
        <form
            class="guild-filter"
            method="get"
            action=paths::GUILDS
            role="search"
            on:submit=move |event| {
                event.prevent_default();
                keep()
            }
        >
            <label class="guild-filter__search">
                "Search servers"
                <input
                    type="search"
                    name="q"
                    value=query
                    autocomplete="off"
                    spellcheck="false"
                    node_ref=search
                    on:input=move |_| apply()
                    on:change=move |_| keep()
                />
            </label>
            <label>
                "Show" <select name="show" node_ref=filter on:change=move |_| keep()>
                    {shows}
                </select>
            </label>
            <label>
                "Sort by" <select name="sort" node_ref=order on:change=move |_| keep()>
                    {sorts}
                </select>
            </label>
            // As one types, there is nothing left to send.
            <button class="button" type="submit" hidden=move || is_hydrated.get()>
                "Search"
            </button>
            <p class="guild-filter__found" role="status">
                {move || found.get()}
                " of "
                {total}
                " servers"
            </p>
        </form>
        <div node_ref=cards>{children()}</div>
        <p class="guild-filter__none" hidden=move || found.get() != 0>
            "No server matches."
        </p>
    }
}

/// Hides the cards that do not fit, shows the others in the order asked for, and counts those.
fn arrange(cards: &Element, query: &str, filter: &HtmlSelectElement, order: &HtmlSelectElement) -> usize {
    let Ok(found) = cards.query_selector_all("[data-rank]") else { return 0 };
    let elements = (0..found.length()).filter_map(|index| found.item(index)?.dyn_into::<Element>().ok());
    let mut listed: Vec<_> = elements.map(|card| (read(&card), card)).collect();
    let before: Vec<u64> = listed.iter().map(|(guild, _)| guild.id).collect();
    sort(&mut listed, GuildOrder::from_word(&order.value()));
    let list = listed.first().and_then(|(_, card)| card.parent_element());
    let moved = listed.iter().map(|(guild, _)| guild.id).ne(before);
    let show = GuildSubset::from_word(&filter.value());
    let mut shown = 0;
    for (guild, card) in &listed {
        let fits = matches(guild, query, show);
        shown += usize::from(fits);
        // Neither of the two can fail for an element of ours.
        let _ = card.toggle_attribute_with_force("hidden", !fits);
        if let Some(list) = list.as_ref().filter(|_| moved) {
            let _ = list.append_child(card);
        }
    }
    shown
}

/// What the card says about its guild.
fn read(card: &Element) -> GuildSortKey {
    let attribute = |name| card.get_attribute(name).unwrap_or_default();
    GuildSortKey {
        name: attribute("data-name"),
        id: attribute("data-id").parse().unwrap_or_default(),
        rank: attribute("data-rank").parse().map(GuildRank::from_number).unwrap_or_default(),
    }
}

/// Puts what differs from the defaults into the address, without a new entry in the history.
fn remember(fields: &[(&str, String)]) {
    let Ok(query) = UrlSearchParams::new() else { return };
    for (name, value) in fields {
        if !matches!((*name, value.as_str()), (_, "") | ("show", "all") | ("sort", "name")) {
            query.append(name, value);
        }
    }
    let query = String::from(query.to_string());
    let address = if query.is_empty() { paths::GUILDS.to_owned() } else { format!("{}?{query}", paths::GUILDS) };
    if let Ok(history) = window().history() {
        // Refused by browsers that count how often; the next one counts.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}
