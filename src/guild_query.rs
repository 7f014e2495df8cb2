//! Which guilds the list shows and in which order. The server reads it from the address; the browser applies the same rules while somebody
//! types.

use std::cmp::Reverse;

use crate::discord::GuildRank;

/// Which guilds the list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum GuildSubset {
    /// Every guild.
    #[default]
    All,
    /// Those the user can manage.
    Manageable,
    /// Those the user owns.
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
    /// All of them, each with its word in the address and its label.
    pub const ALL: [(Self, &str, &str); 3] = [
        (Self::All, "all", "All servers"),
        (Self::Manageable, "manageable", "Servers I can manage"),
        (Self::Owned, "owned", "Servers I own"),
    ];

    /// Returns what a word means; all guilds for any other word.
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|(_, known, _)| *known == word).map_or(Self::All, |(subset, ..)| subset)
    }
}

impl GuildOrder {
    /// All of them, each with its word in the address and its label.
    pub const ALL: [(Self, &str, &str); 4] = [
        (Self::Name, "name", "Name"),
        (Self::Role, "role", "Your role"),
        (Self::Newest, "newest", "Newest first"),
        (Self::Oldest, "oldest", "Oldest first"),
    ];

    /// Returns what a word means; by name for any other word.
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|(_, known, _)| *known == word).map_or(Self::Name, |(sort, ..)| sort)
    }
}

/// What a guild is filtered and sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuildSortKey {
    /// The guild's name as the page shows it, in lower case.
    pub name: String,
    /// The guild's id, which grows with its age.
    pub id: u64,
    /// The user's rank in the guild.
    pub rank: GuildRank,
}

/// Whether a search and a filter leave a guild in; upper and lower case are the same.
pub fn matches(guild: &GuildSortKey, query: &str, subset: GuildSubset) -> bool {
    let wanted = match subset {
        GuildSubset::All => true,
        GuildSubset::Manageable => guild.rank.can_manage(),
        GuildSubset::Owned => guild.rank == GuildRank::Owner,
    };
    wanted && guild.name.contains(&query.trim().to_lowercase())
}

/// Sorts guilds with what belongs to each; equal ones by name.
pub fn sort<T>(guilds: &mut [(GuildSortKey, T)], by: GuildOrder) {
    let name = |guild: &GuildSortKey| (guild.name.clone(), guild.id);
    match by {
        GuildOrder::Name => guilds.sort_by_cached_key(|(guild, _)| name(guild)),
        GuildOrder::Role => guilds.sort_by_cached_key(|(guild, _)| (guild.rank, name(guild))),
        GuildOrder::Newest => guilds.sort_by_key(|(guild, _)| Reverse(guild.id)),
        GuildOrder::Oldest => guilds.sort_by_key(|(guild, _)| guild.id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(name: &str, id: u64, rank: u8) -> GuildSortKey {
        GuildSortKey { name: name.to_lowercase(), id, rank: GuildRank::from_number(rank) }
    }

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
            assert_eq!(matches(&listed(name, 1, 3), query, GuildSubset::All), found, "{query:?} in {name:?}");
        }
    }

    #[test]
    fn a_filter_leaves_in_what_one_may_do_there() {
        for (show, ranks) in
            [(GuildSubset::All, &[0, 1, 2, 3][..]), (GuildSubset::Manageable, &[0, 1, 2]), (GuildSubset::Owned, &[0])]
        {
            let left: Vec<u8> = (0..4).filter(|rank| matches(&listed("a", 1, *rank), "", show)).collect();
            assert_eq!(left, ranks, "{show:?}");
        }
    }

    #[test]
    fn every_order_has_one_result_whatever_came_first() {
        let all = [listed("b", 3, 0), listed("A", 9, 3), listed("a", 1, 3), listed("c", 5, 1)];
        for (by, ids) in [
            (GuildOrder::Name, [1, 9, 3, 5]),
            (GuildOrder::Role, [3, 5, 1, 9]),
            (GuildOrder::Newest, [9, 5, 3, 1]),
            (GuildOrder::Oldest, [1, 3, 5, 9]),
        ] {
            for turn in 0..all.len() {
                let mut guilds: Vec<_> = all.iter().cloned().map(|guild| (guild, ())).collect();
                guilds.rotate_left(turn);
                sort(&mut guilds, by);
                assert_eq!(guilds.iter().map(|(guild, ())| guild.id).collect::<Vec<_>>(), ids, "{by:?}");
            }
        }
    }

    #[test]
    fn words_of_the_address_are_read_and_others_mean_the_default() {
        for (show, word, _) in GuildSubset::ALL {
            assert_eq!(GuildSubset::from_word(word), show);
        }
        for (sort, word, _) in GuildOrder::ALL {
            assert_eq!(GuildOrder::from_word(word), sort);
        }
        assert_eq!((GuildSubset::from_word("<b>"), GuildOrder::from_word("")), (GuildSubset::All, GuildOrder::Name));
    }
}
