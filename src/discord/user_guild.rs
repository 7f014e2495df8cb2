use std::{borrow::Cow, fmt};

use super::{
    GuildFeatures, GuildId, GuildRank, ImageHash, Permissions,
    lenient::{lenient_struct, lenient_text},
    visible_name::{is_visible, name_or_id},
};

lenient_struct! {
    /// A guild in the list of the user who signed in: what the user may do there. Its roles and settings are in [`Guild`](super::Guild).
    ///
    /// This list has no owner id, roles or channels. Only the bot sees them.
    ///
    /// Source: <https://discord.com/developers/docs/resources/user#get-current-user-guilds>, scope `guilds`.
    UserGuild {
        /// The guild's id.
        id: GuildId,
        /// The guild's name: anything its owner typed. Show [`UserGuild::display_name`].
        #[serde(default, deserialize_with = "lenient_text")]
        name: String,
    } and {
        /// `None` if the guild has no icon; draw its initials then.
        icon: Option<ImageHash>,
        /// `None` if the guild has no banner.
        banner: Option<ImageHash>,
        /// Whether the user owns the guild.
        #[serde(rename = "owner")]
        is_owner: bool,
        /// The user's permissions in the whole guild. A channel may allow or deny something else.
        permissions: Permissions,
        /// The guild's features, such as `COMMUNITY`.
        features: GuildFeatures,
        /// The approximate number of members. `None` unless the request asked for counts.
        approximate_member_count: Option<u64>,
        /// The approximate number of members who are online. `None` unless the request asked for counts.
        approximate_presence_count: Option<u64>,
    }
}

impl UserGuild {
    /// Returns the user's strongest rank in the guild. Ownership is checked first, because no permission bit shows it.
    pub fn rank(&self) -> GuildRank {
        if self.is_owner {
            GuildRank::Owner
        } else if self.permissions.is_administrator() {
            GuildRank::Administrator
        } else if self.permissions.can_manage() {
            GuildRank::Manager
        } else {
            GuildRank::Member
        }
    }

    /// Returns whether the user may configure the guild: as its owner, as an administrator, or with "Manage Server".
    pub fn can_manage(&self) -> bool {
        self.rank().can_manage()
    }

    /// Returns the name to show: the guild's own, or "Unnamed server" with the id if the name looks empty.
    pub fn display_name(&self) -> Cow<'_, str> {
        name_or_id(&self.name, "server", self.id)
    }

    /// Returns one to three letters to draw if there is no icon. Never empty.
    pub fn initials(&self) -> String {
        initials(&self.name)
    }
}

/// Returns the first letters of up to three words of a guild's name, or `?` if it has no letters.
pub(super) fn initials(name: &str) -> String {
    let letter = |word: &str| word.chars().find(|&letter| letter.is_alphanumeric() && is_visible(letter));
    let letters: String = name.split_whitespace().filter_map(letter).take(3).collect();
    if letters.is_empty() { "?".into() } else { letters }
}

impl PartialEq for UserGuild {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
impl Eq for UserGuild {}

impl fmt::Display for UserGuild {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display_name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guild(json: &str) -> UserGuild {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn discords_documented_example_decodes() {
        let krew = guild(
            r#"{"id":"80351110224678912","name":"1337 Krew","icon":"8342729096ea3675442027381ff50dfe",
                "banner":"bb42bdc37653b7cf58c4c8cc622e76cb","owner":true,"permissions":"36953089",
                "features":["COMMUNITY","NEWS","ANIMATED_ICON","INVITE_SPLASH","BANNER","ROLE_ICONS"],
                "approximate_member_count":3268,"approximate_presence_count":784}"#,
        );
        assert_eq!(krew.to_string(), "1337 Krew");
        assert!(!krew.permissions.can_manage(), "the number has neither bit");
        assert!(krew.can_manage(), "but the user owns it");
    }

    #[test]
    fn every_attribute_of_the_reference_library_is_there() {
        let krew = guild(r#"{"id":"1","name":"1337 Krew","icon":"8342","owner":true,"permissions":"32"}"#);
        assert_eq!(
            (krew.id, krew.name.as_str(), krew.to_string().as_str()),
            (GuildId::new(1), "1337 Krew", "1337 Krew")
        );
        assert_eq!((krew.icon.as_ref(), krew.is_owner), (Some(&ImageHash::new("8342")), true));
        assert_eq!(krew.permissions, Permissions::from_bits(32));
    }

    #[test]
    fn guilds_are_equal_by_id() {
        assert_eq!(guild(r#"{"id":"1","name":"a"}"#), guild(r#"{"id":"1","name":"b"}"#));
        assert_ne!(guild(r#"{"id":"1","name":"a"}"#), guild(r#"{"id":"2","name":"a"}"#));
    }

    #[test]
    fn the_strongest_rank_counts_and_every_rank_above_member_can_manage() {
        for (owner, permissions, rank, can_manage) in [
            (true, "0", GuildRank::Owner, true),
            (true, "8", GuildRank::Owner, true),
            (false, "8", GuildRank::Administrator, true),
            (false, "40", GuildRank::Administrator, true),
            (false, "32", GuildRank::Manager, true),
            (false, "1024", GuildRank::Member, false),
            (false, "0", GuildRank::Member, false),
        ] {
            let guild = guild(&format!(r#"{{"id":"1","name":"a","owner":{owner},"permissions":"{permissions}"}}"#));
            assert_eq!((guild.rank(), guild.can_manage()), (rank, can_manage), "{owner} {permissions}");
        }
    }

    #[test]
    fn initials_come_from_the_words_and_are_never_empty() {
        for (name, initials) in [
            ("1337 Krew", "1K"),
            ("The Fine Green Garden", "TFG"),
            ("", "?"),
            ("🎉 ✨", "?"),
            ("שלום עולם", "שע"),
            ("</title>x", "t"),
            ("\u{3164}", "?"),
            ("\u{3164}a \u{345}b \u{ffa0}", "ab"),
        ] {
            let guild = guild(&format!(r#"{{"id":"1","name":{}}}"#, serde_json::to_string(name).unwrap()));
            assert_eq!(guild.initials(), initials, "{name:?}");
        }
    }

    #[test]
    fn a_guild_whose_name_looks_empty_shows_its_id() {
        for (name, shown) in [
            (r#""1337 Krew""#, "1337 Krew"),
            (r#""\u200ba""#, "\u{200b}a"),
            (r#""\u3164""#, "Unnamed server 7"),
            (r#""\u200b\u2060""#, "Unnamed server 7"),
            (r#""""#, "Unnamed server 7"),
            ("null", "Unnamed server 7"),
            ("1337", "1337"),
        ] {
            let guild = guild(&format!(r#"{{"id":"7","name":{name}}}"#));
            assert_eq!((guild.display_name().as_ref(), guild.to_string().as_str()), (shown, shown), "{name}");
        }
    }

    #[test]
    fn only_the_id_is_required() {
        for odd in ["null", "-1", "7.5", r#""x""#, "[7]", "{}"] {
            let rest = [
                "name",
                "icon",
                "banner",
                "owner",
                "permissions",
                "features",
                "approximate_member_count",
                "approximate_presence_count",
            ];
            let rest: String = rest.iter().map(|key| format!(r#","{key}":{odd}"#)).collect();
            let guild = guild(&format!(r#"{{"id":"1"{rest}}}"#));
            assert_eq!((guild.id, guild.can_manage()), (GuildId::new(1), false), "{odd}");
        }
    }
}
