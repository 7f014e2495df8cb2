//! What the guild list shows of a guild. It goes to the browser as the island's data, so it holds nothing that the page does not show.

use serde::{Deserialize, Serialize, Serializer};

use crate::{
    bot_presence::BotPresence,
    discord::{Cdn, GuildId, GuildRank, ImageHash, ImageUrl, Permissions, Picture, UserGuild},
    error::AppError,
    fetched::{Fetched, age_of},
};

/// How many permissions a card names.
const MAX_PERMISSIONS: usize = 3;

/// A guild in the list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
pub struct GuildRow {
    id: u64,
    name: String,
    /// The hash of its icon; empty if it has none.
    icon: String,
    /// What to draw if there is no icon; empty if there is one.
    initials: String,
    rank: u8,
    /// The bits of the permissions that the card names.
    named: u64,
    /// How many permissions there are beyond those.
    further: u8,
    has_bot: bool,
}

impl GuildRow {
    /// Reads from a guild what the list shows.
    pub fn new(guild: &UserGuild, has_bot: bool) -> Self {
        let named = guild.permissions.telling(MAX_PERMISSIONS);
        let further = guild.permissions.iter().count().saturating_sub(named.len());
        let icon = guild.icon.as_ref().and_then(ImageHash::path_segment).unwrap_or_default();
        Self {
            id: guild.id.get(),
            name: guild.display_name().into_owned(),
            icon: icon.to_owned(),
            initials: if icon.is_empty() { guild.initials() } else { String::new() },
            rank: guild.rank().number(),
            named: Permissions::of(&named).bits(),
            further: u8::try_from(further).unwrap_or(u8::MAX),
            has_bot,
        }
    }

    /// Returns the guild's id.
    pub const fn id(&self) -> GuildId {
        GuildId::new(self.id)
    }

    /// Returns the name as people read it; never empty.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the URL of the icon; `None` if there is no icon.
    pub fn icon(&self, cdn: &Cdn) -> Option<ImageUrl> {
        cdn.image(Picture::GuildIcon(self.id()), &ImageHash::new(self.icon.as_str()))
    }

    /// Returns the letters to draw if there is no icon.
    pub fn initials(&self) -> &str {
        &self.initials
    }

    /// Returns the user's rank in the guild.
    pub fn rank(&self) -> GuildRank {
        GuildRank::from_number(self.rank)
    }

    /// Returns the user's most important permissions, and how many more there are.
    pub fn permissions(&self) -> Vec<String> {
        let named = Permissions::from_bits(self.named).telling(MAX_PERMISSIONS);
        let further = further_text(self.further, named.len());
        named.into_iter().map(|permission| permission.label.to_owned()).chain(further).collect()
    }

    /// Returns whether the bot is known to be in the guild.
    pub const fn has_bot(&self) -> bool {
        self.has_bot
    }
}

/// Returns the words for `further` permissions beyond `named` ones; `None` if all are named.
fn further_text(further: u8, named: usize) -> Option<String> {
    match (further, named) {
        (0, 0) => Some("No permissions".into()),
        (0, _) => None,
        (1, 0) => Some("1 permission".into()),
        (count, 0) => Some(format!("{count} permissions")),
        (count, _) => Some(format!("{count} more")),
    }
}

/// As a list without names: in an HTML attribute, a name and its quotes would take more room than the value.
impl Serialize for GuildRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { id, name, icon, initials, rank, named, further, has_bot } = self;
        (id, name, icon, initials, rank, named, further, has_bot).serialize(serializer)
    }
}

/// The guild list with what its page says about the bot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuildRows {
    /// Every guild of the user, by name.
    pub rows: Vec<GuildRow>,
    /// Whether the page offers to add the bot: there is a bot, and the user manages a guild.
    pub can_add_bot: bool,
    /// Whether the bot may be in guilds that do not say so.
    pub is_bot_uncertain: bool,
}

impl GuildRows {
    /// Puts the user's guilds and the bot's together. Without the bot's, the list says nothing about the bot: a guild's page says why.
    pub fn new(guilds: Fetched<Vec<UserGuild>>, bot: Result<Fetched<BotPresence>, AppError>) -> Fetched<Self> {
        let age = guilds.age().oldest(age_of(&bot));
        let can_add_bot = bot.is_ok() && guilds.value.iter().any(UserGuild::can_manage);
        let bot = bot.map(|bot| bot.value).unwrap_or_default();
        let row = |guild: &UserGuild| GuildRow::new(guild, bot.present.contains(&guild.id));
        let rows = guilds.value.iter().map(row).collect();
        age.of(Self { rows, can_add_bot, is_bot_uncertain: !bot.unknown.is_empty() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guild(json: &str) -> UserGuild {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_card_counts_the_permissions_that_it_does_not_name() {
        for (further, named, text) in [
            (0, 0, Some("No permissions")),
            (0, 3, None),
            (1, 0, Some("1 permission")),
            (9, 0, Some("9 permissions")),
            (49, 3, Some("49 more")),
        ] {
            assert_eq!(further_text(further, named).as_deref(), text);
        }
    }

    #[test]
    fn a_row_comes_back_from_its_json_as_it_was() {
        for (json, icon, initials, permissions) in [
            (
                r#"{"id":"80351110224678912","name":"1337 Krew","icon":"a_ff","owner":true,"permissions":"8866461766385663"}"#,
                Some("https://cdn.example/icons/80351110224678912/a_ff.png?size=128"),
                "",
                &["Administrator", "Manage Server", "Manage Roles", "49 more"][..],
            ),
            (r#"{"id":"18446744073709551615","name":"\u3164","permissions":"0"}"#, None, "?", &["No permissions"]),
            (
                r#"{"id":"7","name":"</script><img src=x>","icon":"../x","permissions":"1024"}"#,
                None,
                "ss",
                &["1 permission"],
            ),
        ] {
            let row = GuildRow::new(&guild(json), true);
            let sent = serde_json::to_string(&row).unwrap();
            let row: GuildRow = serde_json::from_str(&sent).unwrap();
            assert_eq!(row, GuildRow::new(&guild(json), true), "{sent}");
            assert_eq!(row.icon(&Cdn::new("https://cdn.example")).map(|url| url.to_string()).as_deref(), icon);
            assert_eq!(
                (row.initials(), row.permissions()),
                (initials, permissions.iter().map(ToString::to_string).collect())
            );
        }
    }

    #[test]
    fn a_row_holds_nothing_that_the_list_does_not_show() {
        let guild = guild(
            r#"{"id":"7","name":"a","icon":null,"banner":"cafe","owner":false,"permissions":"4398046511104",
                "features":["COMMUNITY"],"approximate_member_count":3268,"approximate_presence_count":784}"#,
        );
        let sent = serde_json::to_string(&GuildRow::new(&guild, false)).unwrap();
        assert_eq!(sent, r#"[7,"a","","a",3,0,1,false]"#);
    }

    #[test]
    fn without_an_answer_about_the_bot_the_list_says_nothing_about_it() {
        let age = |fetched_at_ms| Fetched { value: (), fetched_at_ms, stale: None };
        let guilds = || age(5).map(|()| vec![guild(r#"{"id":"7","name":"a","owner":true}"#)]);
        let is_here = BotPresence { present: vec![GuildId::new(7)], unknown: vec![GuildId::new(8)] };
        for (bot, fetched_at_ms, says) in
            [(Ok(age(3).map(|()| is_here)), 3, (true, true, true)), (Err(AppError::NoBot), 5, (false, false, false))]
        {
            let list = GuildRows::new(guilds(), bot);
            let GuildRows { rows, can_add_bot, is_bot_uncertain } = &list.value;
            assert_eq!(
                (list.fetched_at_ms, (rows[0].has_bot(), *can_add_bot, *is_bot_uncertain)),
                (fetched_at_ms, says)
            );
        }
    }
}
