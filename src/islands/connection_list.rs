use leptos::prelude::*;

use super::list_search::{Choice, ListSearch};
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
    /// The words in the address, with their labels.
    const OPTIONS: [(&str, &str); 4] = [
        ("all", "All connections"),
        ("everyone", "Visible to everyone"),
        ("me", "Visible only to me"),
        ("attention", "Needs attention"),
    ];

    /// Returns what a word means; all accounts for any other word.
    fn from_word(word: &str) -> Self {
        match word {
            "everyone" => Self::VisibleToEveryone,
            "me" => Self::OnlyMe,
            "attention" => Self::NeedsAttention,
            _ => Self::All,
        }
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
    let query = RwSignal::new(query);
    let show = RwSignal::new(show);
    let shown = Memo::new(move |_| {
        accounts.with_value(|accounts| matching(accounts, &query.read(), Subset::from_word(&show.read())))
    });
    let subsets = Choice { name: "show", label: "Show", options: &Subset::OPTIONS, word: show };
    view! {
        <ListSearch
            path=paths::CONNECTIONS
            things="connections"
            text=query
            choices=vec![subsets]
            found=Signal::derive(move || shown.read().len())
            total=Signal::stored(total)
        />
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
