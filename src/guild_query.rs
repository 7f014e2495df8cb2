//! The search, filter and order of the guild list.

use std::cmp::Reverse;

use crate::{discord::GuildRank, guild_row::GuildRow};

/// Which guilds the list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
    /// The words in the address, with their labels. The first one is the default.
    pub const OPTIONS: [(&str, &str); 3] =
        [("all", "All servers"), ("manageable", "Servers I can manage"), ("owned", "Servers I own")];

    /// Returns the value with a word; all guilds for any other word.
    pub fn from_word(word: &str) -> Self {
        match word {
            "manageable" => Self::Manageable,
            "owned" => Self::Owned,
            _ => Self::All,
        }
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
    /// The words in the address, with their labels. The first one is the default.
    pub const OPTIONS: [(&str, &str); 4] =
        [("name", "Name"), ("role", "Your role"), ("newest", "Newest first"), ("oldest", "Oldest first")];

    /// Returns the value with a word; by name for any other word.
    pub fn from_word(word: &str) -> Self {
        match word {
            "role" => Self::Role,
            "newest" => Self::Newest,
            "oldest" => Self::Oldest,
            _ => Self::Name,
        }
    }

    /// Sorts guilds; equal ones by name.
    pub fn sort(self, rows: &mut [GuildRow]) {
        let name = |row: &GuildRow| (row.name().to_lowercase(), row.id().get());
        match self {
            Self::Name => rows.sort_by_cached_key(name),
            Self::Role => rows.sort_by_cached_key(|row| (row.rank(), name(row))),
            Self::Newest => rows.sort_by_key(|row| Reverse(row.id().get())),
            Self::Oldest => rows.sort_by_key(|row| row.id().get()),
        }
    }
}

/// Returns the guilds that match a search and a filter. The search ignores case.
pub fn matching<'a>(
    rows: &'a [GuildRow],
    text: &str,
    subset: GuildSubset,
) -> impl Iterator<Item = &'a GuildRow> + use<'a> {
    let text = text.trim().to_lowercase();
    let is_found = move |row: &GuildRow| text.is_empty() || row.name().to_lowercase().contains(&text);
    rows.iter().filter(move |row| subset.includes(row.rank()) && is_found(row))
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
            assert_eq!(matching(&rows, query, GuildSubset::All).count() == 1, is_found, "{query:?} in {name:?}");
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
            assert_eq!(matching(&rows, "", subset).map(GuildRow::rank).collect::<Vec<_>>(), ranks, "{subset:?}");
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
                order.sort(&mut rows);
                assert_eq!(rows.iter().map(|row| row.id().get()).collect::<Vec<_>>(), ids, "{order:?}");
            }
        }
    }

    #[test]
    fn every_option_means_a_value_of_its_own_and_other_words_mean_the_default() {
        assert_eq!(
            GuildSubset::OPTIONS.map(|(word, _)| GuildSubset::from_word(word)),
            [GuildSubset::All, GuildSubset::Manageable, GuildSubset::Owned]
        );
        assert_eq!(
            GuildOrder::OPTIONS.map(|(word, _)| GuildOrder::from_word(word)),
            [GuildOrder::Name, GuildOrder::Role, GuildOrder::Newest, GuildOrder::Oldest]
        );
        for word in ["", "<b>", "Owned"] {
            assert_eq!((GuildSubset::from_word(word), GuildOrder::from_word(word)), Default::default(), "{word:?}");
        }
    }
}
