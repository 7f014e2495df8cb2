//! What the guild list shows of a guild. It goes to the browser as the island's data, so it holds nothing that the page does not show.

use std::{borrow::Cow, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::{
    bot_presence::BotPresence,
    discord::{Cdn, GuildId, GuildRank, ImageHash, ImageUrl, Permissions, Picture, UserGuild},
    error::AppError,
    fetched::{Fetched, age_of},
};

/// How many permissions a card names.
const MAX_PERMISSIONS: usize = 3;
/// Stands between the parts of a row's text. Only the name, which comes last, may contain it.
const SEPARATOR: char = '|';
/// Marks initials in a row's text, in the place of an icon's hash.
const INITIALS: char = '#';

/// A guild in the list. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GuildRow(Arc<Facts>);

#[derive(Debug, PartialEq, Eq, Hash)]
struct Facts {
    id: u64,
    rank: u8,
    /// The bits of the permissions that the card names.
    named: u64,
    /// How many permissions there are beyond those.
    further: u8,
    has_bot: bool,
    icon: Option<ImageHash>,
    /// The letters that take the place of a missing icon. Empty if there is an icon.
    initials: String,
    name: String,
}

impl GuildRow {
    /// Reads from a guild what the list shows.
    pub fn new(guild: &UserGuild, has_bot: bool) -> Self {
        let named = guild.permissions.telling(MAX_PERMISSIONS);
        let held = (guild.permissions.bits() & Permissions::ALL.bits()).count_ones() as usize;
        let icon = guild.icon.clone().filter(|icon| icon.path_segment().is_some());
        Self(Arc::new(Facts {
            id: guild.id.get(),
            rank: guild.rank().number(),
            named: Permissions::of(&named).bits(),
            further: u8::try_from(held - named.len()).unwrap_or(u8::MAX),
            has_bot,
            initials: if icon.is_none() { guild.initials() } else { String::new() },
            icon,
            name: guild.display_name().into_owned(),
        }))
    }

    /// Returns the guild's id.
    pub fn id(&self) -> GuildId {
        GuildId::new(self.0.id)
    }

    /// Returns the name as people read it; never empty.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Returns the URL of the icon; `None` if there is no icon.
    pub fn icon(&self, cdn: &Cdn) -> Option<ImageUrl> {
        cdn.image(Picture::GuildIcon(self.id()), self.0.icon.as_ref()?)
    }

    /// Returns the letters to draw if there is no icon.
    pub fn initials(&self) -> &str {
        &self.0.initials
    }

    /// Returns the user's rank in the guild.
    pub fn rank(&self) -> GuildRank {
        GuildRank::from_number(self.0.rank)
    }

    /// Returns the user's most important permissions, and how many more there are.
    pub fn permissions(&self) -> Vec<Cow<'static, str>> {
        let named = Permissions::from_bits(self.0.named).telling(MAX_PERMISSIONS);
        let further = further_text(self.0.further, named.len());
        named.into_iter().map(|permission| permission.label.into()).chain(further).collect()
    }

    /// Returns whether the bot is known to be in the guild.
    pub fn has_bot(&self) -> bool {
        self.0.has_bot
    }

    /// Reads the text of a row; `None` if it has another form.
    fn from_text(text: &str) -> Option<Self> {
        let mut parts = text.splitn(7, SEPARATOR);
        let id = parts.next()?.parse().ok()?;
        let rank = parts.next()?.parse().ok()?;
        let named = parts.next()?.parse().ok()?;
        let further = parts.next()?.parse().ok()?;
        let has_bot = parts.next()? == "1";
        let picture = parts.next()?;
        let initials = picture.strip_prefix(INITIALS);
        Some(Self(Arc::new(Facts {
            id,
            rank,
            named,
            further,
            has_bot,
            icon: initials.is_none().then(|| ImageHash::new(picture)),
            initials: initials.unwrap_or_default().to_owned(),
            name: parts.next()?.to_owned(),
        })))
    }
}

/// Returns the words for `further` permissions beyond `named` ones; `None` if all are named.
fn further_text(further: u8, named: usize) -> Option<Cow<'static, str>> {
    match (further, named) {
        (0, 0) => Some("No permissions".into()),
        (0, _) => None,
        (1, 0) => Some("1 permission".into()),
        (count, 0) => Some(format!("{count} permissions").into()),
        (count, _) => Some(format!("{count} more").into()),
    }
}

/// Writes a row as one text. In an HTML attribute each quote takes six bytes, so fields of their own would take more room than their
/// values.
impl Serialize for GuildRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Facts { id, rank, named, further, has_bot, icon, initials, name } = &*self.0;
        let has_bot = u8::from(*has_bot);
        match icon {
            Some(icon) => {
                serializer.collect_str(&format_args!("{id}|{rank}|{named}|{further}|{has_bot}|{icon}|{name}"))
            }
            None => serializer.collect_str(&format_args!("{id}|{rank}|{named}|{further}|{has_bot}|#{initials}|{name}")),
        }
    }
}

impl<'de> Deserialize<'de> for GuildRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::from_text(&text).ok_or_else(|| D::Error::custom("not a row of the guild list"))
    }
}

/// The guild list with what its page says about the bot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuildRows {
    /// Every guild of the user, by name.
    pub rows: Vec<GuildRow>,
    /// Whether the page offers to add the bot: there is a bot, and the user manages a guild.
    pub can_add_bot: bool,
    /// Whether the bot may also be in guilds whose cards do not show it.
    pub is_bot_uncertain: bool,
}

impl GuildRows {
    /// Combines the user's guilds with the bot's. If the bot's are unknown, the list does not mention the bot, and a guild's page says why.
    pub fn new(guilds: Fetched<&[UserGuild]>, bot: Result<Fetched<BotPresence>, AppError>) -> Fetched<Self> {
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
    use serde_json::json;

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
            assert_eq!(row.initials(), initials);
            assert_eq!(row.permissions(), permissions);
        }
    }

    #[test]
    fn a_row_holds_nothing_that_the_list_does_not_show() {
        let guild = guild(
            r#"{"id":"7","name":"a","icon":null,"banner":"cafe","owner":false,"permissions":"4398046511104",
                "features":["COMMUNITY"],"approximate_member_count":3268,"approximate_presence_count":784}"#,
        );
        let sent = serde_json::to_string(&GuildRow::new(&guild, false)).unwrap();
        assert_eq!(sent, r##""7|3|0|1|0|#a|a""##);
    }

    #[test]
    fn a_name_may_hold_anything_and_a_text_that_is_not_a_row_is_refused() {
        for name in ["a|b", "|", "#|#", "\"quoted\"", "two\nlines", "\u{1f}"] {
            let row = GuildRow::new(&guild(&json!({"id": "7", "name": name, "icon": "ff"}).to_string()), false);
            let sent = serde_json::to_string(&row).unwrap();
            assert_eq!(serde_json::from_str::<GuildRow>(&sent).unwrap().name(), row.name(), "{sent}");
        }
        for other in ["\"\"", "\"7|3|0|1|0|ff\"", "\"x|3|0|1|0|ff|a\"", "[7]", "7"] {
            assert!(serde_json::from_str::<GuildRow>(other).is_err(), "{other}");
        }
    }

    #[test]
    fn without_an_answer_about_the_bot_the_list_says_nothing_about_it() {
        let age = |fetched_at_ms| Fetched { value: (), fetched_at_ms, stale: None };
        let guilds = [guild(r#"{"id":"7","name":"a","owner":true}"#)];
        let is_here = BotPresence { present: vec![GuildId::new(7)], unknown: vec![GuildId::new(8)] };
        for (bot, fetched_at_ms, says) in
            [(Ok(age(3).map(|()| is_here)), 3, (true, true, true)), (Err(AppError::NoBot), 5, (false, false, false))]
        {
            let list = GuildRows::new(age(5).map(|()| &guilds[..]), bot);
            let GuildRows { rows, can_add_bot, is_bot_uncertain } = &list.value;
            assert_eq!(
                (list.fetched_at_ms, (rows[0].has_bot(), *can_add_bot, *is_bot_uncertain)),
                (fetched_at_ms, says)
            );
        }
    }
}
