use leptos::{html, prelude::*};

use super::address::remember;
use crate::{
    components::{ConnectionCard, EmptyState, Glyph},
    linked_account::LinkedAccount,
    paths,
};

/// Which accounts the list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Subset {
    #[default]
    All,
    VisibleToEveryone,
    OnlyMe,
    /// Accounts that Discord lost its access to.
    NeedsAttention,
}

impl Subset {
    /// All of them, each with its word in the address and its label.
    const ALL: [(Self, &str, &str); 4] = [
        (Self::All, "all", "All connections"),
        (Self::VisibleToEveryone, "everyone", "Visible to everyone"),
        (Self::OnlyMe, "me", "Visible only to me"),
        (Self::NeedsAttention, "attention", "Needs attention"),
    ];

    /// Returns what a word means; all accounts for any other word.
    fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|(_, known, _)| *known == word).map_or(Self::All, |(subset, ..)| subset)
    }

    const fn contains(self, account: &LinkedAccount) -> bool {
        match self {
            Self::All => true,
            Self::VisibleToEveryone => account.is_visible,
            Self::OnlyMe => !account.is_visible,
            Self::NeedsAttention => account.is_revoked,
        }
    }
}

/// Lists the linked accounts with a search and a filter. Both work while somebody types, and the address keeps them.
///
/// Without scripts it is a form, and the server renders the accounts that match.
#[island]
pub fn ConnectionList(
    /// Every account, in the order of the list.
    accounts: Vec<LinkedAccount>,
    /// The search to begin with.
    query: String,
    /// The word of the filter to begin with.
    show: String,
) -> impl IntoView {
    let total = accounts.len();
    let accounts = StoredValue::new(accounts);
    let search = NodeRef::<html::Input>::new();
    let filter = NodeRef::<html::Select>::new();
    let is_hydrated = RwSignal::new(false);
    let subset = RwSignal::new(Subset::from_word(&show));
    let initial_query = query.clone();
    let query = RwSignal::new(query);
    let shown = Memo::new(move |_| accounts.with_value(|accounts| matching(accounts, &query.get(), subset.get())));

    let read = move || {
        if let (Some(search), Some(filter)) = (search.get_untracked(), filter.get_untracked()) {
            query.set(search.value());
            subset.set(Subset::from_word(&filter.value()));
        }
    };
    // After a change and not at every key, because browsers limit how often the address changes.
    let keep = move || {
        read();
        let show = filter.get_untracked().map(|filter| filter.value()).filter(|word| word != "all");
        remember(paths::CONNECTIONS, &[("q", &query.get_untracked()), ("show", &show.unwrap_or_default())]);
    };
    // People may have typed before the island was hydrated, and browsers restore fields.
    Effect::new(move |_| {
        read();
        is_hydrated.set(true);
    });

    let options = Subset::ALL.map(|(choice, word, label)| {
        view! {
            <option value=word selected=choice == subset.get_untracked()>
                {label}
            </option>
        }
    });
    view! {
        <form
            class="connection-filter"
            method="get"
            action=paths::CONNECTIONS
            role="search"
            on:submit=move |event| {
                event.prevent_default();
                keep()
            }
        >
            <label class="connection-filter__search">
                "Search connections"
                <input
                    type="search"
                    name="q"
                    value=initial_query
                    autocomplete="off"
                    spellcheck="false"
                    node_ref=search
                    on:input=move |_| read()
                    on:change=move |_| keep()
                />
            </label>
            <label>
                "Show" <select name="show" node_ref=filter on:change=move |_| keep()>
                    {options}
                </select>
            </label>
            <button class="button" type="submit" hidden=move || is_hydrated.get()>
                "Search"
            </button>
            <p class="connection-filter__found" role="status">
                {move || shown.get().len()}
                " of "
                {total}
                " connections"
            </p>
        </form>
        <ul class="card-grid" aria-label="Connections" hidden=move || shown.get().is_empty()>
            <For each=move || shown.get() key=|index| *index let:index>
                {accounts
                    .with_value(|accounts| accounts.get(index).cloned())
                    .map(|account| view! { <ConnectionCard account /> })}
            </For>
        </ul>
        <Show when=move || shown.get().is_empty()>
            <EmptyState glyph=Glyph::Connections sentence="No connection matches">
                "Try another word or filter, or "
                <a href=paths::CONNECTIONS>"show all connections"</a>
                "."
            </EmptyState>
        </Show>
    }
}

/// Returns the positions of the accounts that match a search and a filter. A search ignores case and looks at account and service names.
fn matching(accounts: &[LinkedAccount], query: &str, subset: Subset) -> Vec<usize> {
    let query = query.trim().to_lowercase();
    let is_found = |text: &str| text.to_lowercase().contains(&query);
    let matches = |account: &LinkedAccount| {
        subset.contains(account) && (is_found(&account.name) || is_found(&account.service_name))
    };
    (0..accounts.len()).filter(|index| accounts.get(*index).is_some_and(matches)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::Cdn;

    fn accounts() -> Vec<LinkedAccount> {
        let connections = [
            r#"{"id":"1","name":"mira_l","type":"reddit","revoked":true}"#,
            r#"{"id":"2","name":"Éclair Mira","type":"github","visibility":1}"#,
            r#"{"id":"3","name":"שלום","type":"steam","visibility":1,"revoked":true}"#,
        ];
        let cdn = Cdn::new("");
        connections.map(|json| LinkedAccount::new(serde_json::from_str(json).unwrap(), &cdn)).into()
    }

    #[test]
    fn a_search_finds_parts_of_account_and_service_names_in_any_case() {
        for (query, found) in [
            ("", &[0, 1, 2][..]),
            ("  ", &[0, 1, 2]),
            ("MIRA", &[0, 1]),
            ("git", &[1]),
            ("éCLAIR ", &[1]),
            ("לום", &[2]),
            ("7", &[]),
        ] {
            assert_eq!(matching(&accounts(), query, Subset::All), found, "{query:?}");
        }
    }

    #[test]
    fn a_filter_selects_accounts_by_visibility_or_by_lost_access() {
        for (word, left) in
            [("all", &[0, 1, 2][..]), ("everyone", &[1, 2]), ("me", &[0]), ("attention", &[0, 2]), ("<b>", &[0, 1, 2])]
        {
            assert_eq!(matching(&accounts(), "", Subset::from_word(word)), left, "{word}");
        }
        assert_eq!(matching(&accounts(), "mira", Subset::NeedsAttention), [0], "both at once");
    }
}
