//! The guild list's search, filter and order. The server reads them from the address. The browser applies the same
//! rules while somebody types, and writes them back into the address.

use std::cmp::Reverse;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::{discord::GuildRank, guild_row::GuildRow, paths};

/// The characters that are escaped in a query: everything except letters, digits and these four.
const ESCAPED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Which guilds the list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum GuildSubset {
    /// Every guild.
    #[default]
    All,
    /// Guilds that the user can manage.
    Manageable,
    /// Guilds that the user owns.
    Owned,
}

/// The order of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum GuildOrder {
    /// By name.
    #[default]
    Name,
    /// By the user's role, the strongest first.
    Role,
    /// The youngest guild first.
    Newest,
    /// The oldest guild first.
    Oldest,
}

impl GuildSubset {
    /// Every value with its word in the address and its label.
    pub const ALL: [(Self, &str, &str); 3] = [
        (Self::All, "all", "All servers"),
        (Self::Manageable, "manageable", "Servers I can manage"),
        (Self::Owned, "owned", "Servers I own"),
    ];

    /// Returns the value with a word; all guilds for any other word.
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|(_, known, _)| *known == word).map_or(Self::All, |(subset, ..)| subset)
    }

    /// Returns its word in the address.
    pub fn word(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// Returns whether the list shows guilds in which the user has this rank.
    const fn includes(self, rank: GuildRank) -> bool {
        match self {
            Self::All => true,
            Self::Manageable => rank.can_manage(),
            Self::Owned => matches!(rank, GuildRank::Owner),
        }
    }
}

impl GuildOrder {
    /// Every value with its word in the address and its label.
    pub const ALL: [(Self, &str, &str); 4] = [
        (Self::Name, "name", "Name"),
        (Self::Role, "role", "Your role"),
        (Self::Newest, "newest", "Newest first"),
        (Self::Oldest, "oldest", "Oldest first"),
    ];

    /// Returns the value with a word; by name for any other word.
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|(_, known, _)| *known == word).map_or(Self::Name, |(sort, ..)| sort)
    }

    /// Returns its word in the address.
    pub fn word(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// The guild list's search, filter and order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuildQuery {
    /// A part of the name, as somebody typed it.
    pub text: String,
    /// Which guilds to show.
    pub subset: GuildSubset,
    /// The order to show them in.
    pub order: GuildOrder,
}

impl GuildQuery {
    /// Reads a query from the fields of an address; `field` returns the value of a field by its name.
    pub fn from_fields<'a>(field: impl Fn(&str) -> Option<&'a str>) -> Self {
        let field = |name| field(name).unwrap_or_default();
        Self {
            text: field("q").to_owned(),
            subset: GuildSubset::from_word(field("show")),
            order: GuildOrder::from_word(field("sort")),
        }
    }

    /// Returns the address of the list with this query. Defaults are left out.
    pub fn address(&self) -> String {
        let text = utf8_percent_encode(&self.text, &ESCAPED).to_string();
        let fields =
            [("q", text.as_str(), ""), ("show", self.subset.word(), "all"), ("sort", self.order.word(), "name")];
        let mut address = paths::GUILDS.to_owned();
        for (name, value, _) in fields.into_iter().filter(|(_, value, default)| value != default) {
            let separator = if address.contains('?') { "&" } else { "?" };
            address.extend([separator, name, "=", value]);
        }
        address
    }

    /// Returns the guilds that match the search and the filter. The search ignores case.
    pub fn filter<'a>(&self, rows: &'a [GuildRow]) -> impl Iterator<Item = &'a GuildRow> + use<'a> {
        let (text, subset) = (self.text.trim().to_lowercase(), self.subset);
        let is_found = move |row: &GuildRow| text.is_empty() || row.name().to_lowercase().contains(&text);
        rows.iter().filter(move |row| subset.includes(row.rank()) && is_found(row))
    }

    /// Sorts guilds; equal ones by name.
    pub fn sort(&self, rows: &mut [GuildRow]) {
        let name = |row: &GuildRow| (row.name().to_lowercase(), row.id().get());
        match self.order {
            GuildOrder::Name => rows.sort_by_cached_key(name),
            GuildOrder::Role => rows.sort_by_cached_key(|row| (row.rank(), name(row))),
            GuildOrder::Newest => rows.sort_by_key(|row| Reverse(row.id().get())),
            GuildOrder::Oldest => rows.sort_by_key(|row| row.id().get()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, id: u64, rank: GuildRank) -> GuildRow {
        let (owner, permissions) = match rank {
            GuildRank::Owner => (true, "0"),
            GuildRank::Administrator => (false, "8"),
            GuildRank::Manager => (false, "32"),
            GuildRank::Member => (false, "0"),
        };
        let json = serde_json::json!({"id": id.to_string(), "name": name, "owner": owner, "permissions": permissions});
        GuildRow::new(&serde_json::from_value(json).unwrap(), false)
    }

    fn search(text: &str) -> GuildQuery {
        GuildQuery { text: text.to_owned(), ..GuildQuery::default() }
    }

    #[test]
    fn a_search_finds_parts_of_names_in_any_case() {
        for (name, query, is_found) in [
            ("Garden League", "", true),
            ("Garden League", "  ", true),
            ("Garden League", "LEAGUE ", true),
            ("Garden League", "leaf", false),
            ("Éclair Übung", "éCLAIR ü", true),
            ("שלום עולם", "עולם", true),
            ("🎉 Party", "🎉", true),
        ] {
            let rows = [row(name, 1, GuildRank::Member)];
            assert_eq!(search(query).filter(&rows).count() == 1, is_found, "{query:?} in {name:?}");
        }
    }

    #[test]
    fn a_filter_selects_guilds_by_the_users_rank() {
        let rows = GuildRank::ALL.map(|rank| row("a", 1, rank));
        for (subset, ranks) in [
            (GuildSubset::All, &GuildRank::ALL[..]),
            (GuildSubset::Manageable, &GuildRank::ALL[..3]),
            (GuildSubset::Owned, &[GuildRank::Owner]),
        ] {
            let query = GuildQuery { subset, ..GuildQuery::default() };
            assert_eq!(query.filter(&rows).map(GuildRow::rank).collect::<Vec<_>>(), ranks, "{subset:?}");
        }
    }

    #[test]
    fn an_order_does_not_depend_on_the_order_before() {
        let all = [
            row("b", 3, GuildRank::Owner),
            row("A", 9, GuildRank::Member),
            row("a", 1, GuildRank::Member),
            row("c", 5, GuildRank::Administrator),
        ];
        for (order, ids) in [
            (GuildOrder::Name, [1, 9, 3, 5]),
            (GuildOrder::Role, [3, 5, 1, 9]),
            (GuildOrder::Newest, [9, 5, 3, 1]),
            (GuildOrder::Oldest, [1, 3, 5, 9]),
        ] {
            for turn in 0..all.len() {
                let mut rows = all.to_vec();
                rows.rotate_left(turn);
                GuildQuery { order, ..GuildQuery::default() }.sort(&mut rows);
                assert_eq!(rows.iter().map(|row| row.id().get()).collect::<Vec<_>>(), ids, "{order:?}");
            }
        }
    }

    #[test]
    fn an_address_holds_what_differs_from_the_defaults() {
        for (text, subset, order, address) in [
            ("", GuildSubset::All, GuildOrder::Name, "/dashboard/guilds"),
            ("bot", GuildSubset::Owned, GuildOrder::Oldest, "/dashboard/guilds?q=bot&show=owned&sort=oldest"),
            ("", GuildSubset::All, GuildOrder::Role, "/dashboard/guilds?sort=role"),
            ("a&show=owned#é", GuildSubset::All, GuildOrder::Name, "/dashboard/guilds?q=a%26show%3Downed%23%C3%A9"),
            ("a b+c", GuildSubset::Manageable, GuildOrder::Name, "/dashboard/guilds?q=a%20b%2Bc&show=manageable"),
        ] {
            assert_eq!(GuildQuery { text: text.to_owned(), subset, order }.address(), address);
        }
    }

    #[test]
    fn words_of_the_address_are_read_and_others_mean_the_default() {
        for (subset, word, _) in GuildSubset::ALL {
            assert_eq!((GuildSubset::from_word(word), subset.word()), (subset, word));
        }
        for (order, word, _) in GuildOrder::ALL {
            assert_eq!((GuildOrder::from_word(word), order.word()), (order, word));
        }
        let query = GuildQuery::from_fields(|_| Some("<b>"));
        assert_eq!(query, search("<b>"));
        assert_eq!(GuildQuery::from_fields(|_| None), GuildQuery::default());
    }
}
