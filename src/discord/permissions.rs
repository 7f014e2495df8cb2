use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What somebody may do in a guild: a set of bits.
///
/// Bits that are newer than our table stay in the set. The low 64 bits decide; when Discord ever sends a longer number
/// its text is kept for [`Permissions::to_string`]. Text that is no number gives no rights.
///
/// Source: <https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags>.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Permissions {
    bits: u64,
    /// `Some` only for a number of more than 64 bits.
    long: Option<Box<str>>,
}

/// One bit of [`Permissions`] that Discord documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permission {
    bit: u8,
    /// Discord's constant, such as `MANAGE_GUILD`.
    pub name: &'static str,
    /// The words Discord's own app uses, such as "Manage Server".
    pub label: &'static str,
}

/// Everything in a guild, channel overwrites included.
const ADMINISTRATOR: u64 = 1 << 3;
/// "Manage Server".
const MANAGE_GUILD: u64 = 1 << 5;

/// The rights that say most about somebody's role, strongest first: what a card has room for.
const TELLING: [&str; 10] = [
    "ADMINISTRATOR",
    "MANAGE_GUILD",
    "MANAGE_ROLES",
    "MANAGE_CHANNELS",
    "BAN_MEMBERS",
    "KICK_MEMBERS",
    "MODERATE_MEMBERS",
    "MANAGE_WEBHOOKS",
    "MANAGE_MESSAGES",
    "MANAGE_EVENTS",
];

impl Permissions {
    /// Every permission Discord documents, by bit.
    pub const DOCUMENTED: [Permission; 52] = DOCUMENTED;

    /// A set from its bits.
    pub const fn from_bits(bits: u64) -> Self {
        Self { bits, long: None }
    }

    /// The low 64 bits.
    pub const fn bits(&self) -> u64 {
        self.bits
    }

    /// Whether the set holds a permission, either by its own bit or because administrators may do everything.
    pub const fn allows(&self, permission: Permission) -> bool {
        self.bits & ADMINISTRATOR != 0 || self.bits >> permission.bit & 1 == 1
    }

    /// Whether the holder may configure the guild: administrator or "Manage Server". An owner may too, whatever the bits.
    pub const fn can_manage(&self) -> bool {
        self.bits & (ADMINISTRATOR | MANAGE_GUILD) != 0
    }

    /// The documented permissions whose own bit is set.
    pub fn iter(&self) -> impl Iterator<Item = Permission> + use<> {
        let bits = self.bits;
        DOCUMENTED.into_iter().filter(move |permission| bits >> permission.bit & 1 == 1)
    }

    /// Up to `most` permissions that say most about the holder's role, strongest first.
    pub fn telling(&self, most: usize) -> Vec<Permission> {
        TELLING
            .into_iter()
            .filter_map(|name| self.iter().find(|permission| permission.name == name))
            .take(most)
            .collect()
    }

    /// The set bits that Discord does not document, by number.
    pub fn unknown_bits(&self) -> impl Iterator<Item = u8> + use<> {
        let bits = self.bits;
        (0..64).filter(move |bit| bits >> bit & 1 == 1 && DOCUMENTED.iter().all(|permission| permission.bit != *bit))
    }

    fn from_text(text: &str) -> Self {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::default();
        }
        // Digit by digit, so that the low 64 bits of a longer number come out right.
        let bits = text.bytes().fold(0_u64, |bits, digit| bits.wrapping_mul(10).wrapping_add(u64::from(digit - b'0')));
        let long = text.parse::<u64>().is_err().then(|| text.into());
        Self { bits, long }
    }
}

impl fmt::Display for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.long {
            Some(text) => f.write_str(text),
            None => self.bits.fmt(f),
        }
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Permissions({self})")
    }
}

impl Serialize for Permissions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Permissions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A number is what API versions before 8 send. Anything else means no rights rather than no guild.
        Ok(match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(text) => Self::from_text(&text),
            serde_json::Value::Number(number) => Self::from_text(&number.to_string()),
            _ => Self::default(),
        })
    }
}

/// Source: <https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags>.
const DOCUMENTED: [Permission; 52] = [
    Permission { bit: 0, name: "CREATE_INSTANT_INVITE", label: "Create Invite" },
    Permission { bit: 1, name: "KICK_MEMBERS", label: "Kick Members" },
    Permission { bit: 2, name: "BAN_MEMBERS", label: "Ban Members" },
    Permission { bit: 3, name: "ADMINISTRATOR", label: "Administrator" },
    Permission { bit: 4, name: "MANAGE_CHANNELS", label: "Manage Channels" },
    Permission { bit: 5, name: "MANAGE_GUILD", label: "Manage Server" },
    Permission { bit: 6, name: "ADD_REACTIONS", label: "Add Reactions" },
    Permission { bit: 7, name: "VIEW_AUDIT_LOG", label: "View Audit Log" },
    Permission { bit: 8, name: "PRIORITY_SPEAKER", label: "Priority Speaker" },
    Permission { bit: 9, name: "STREAM", label: "Video" },
    Permission { bit: 10, name: "VIEW_CHANNEL", label: "View Channels" },
    Permission { bit: 11, name: "SEND_MESSAGES", label: "Send Messages" },
    Permission { bit: 12, name: "SEND_TTS_MESSAGES", label: "Send Text-to-Speech Messages" },
    Permission { bit: 13, name: "MANAGE_MESSAGES", label: "Manage Messages" },
    Permission { bit: 14, name: "EMBED_LINKS", label: "Embed Links" },
    Permission { bit: 15, name: "ATTACH_FILES", label: "Attach Files" },
    Permission { bit: 16, name: "READ_MESSAGE_HISTORY", label: "Read Message History" },
    Permission { bit: 17, name: "MENTION_EVERYONE", label: "Mention @everyone, @here and All Roles" },
    Permission { bit: 18, name: "USE_EXTERNAL_EMOJIS", label: "Use External Emoji" },
    Permission { bit: 19, name: "VIEW_GUILD_INSIGHTS", label: "View Server Insights" },
    Permission { bit: 20, name: "CONNECT", label: "Connect" },
    Permission { bit: 21, name: "SPEAK", label: "Speak" },
    Permission { bit: 22, name: "MUTE_MEMBERS", label: "Mute Members" },
    Permission { bit: 23, name: "DEAFEN_MEMBERS", label: "Deafen Members" },
    Permission { bit: 24, name: "MOVE_MEMBERS", label: "Move Members" },
    Permission { bit: 25, name: "USE_VAD", label: "Use Voice Activity" },
    Permission { bit: 26, name: "CHANGE_NICKNAME", label: "Change Nickname" },
    Permission { bit: 27, name: "MANAGE_NICKNAMES", label: "Manage Nicknames" },
    Permission { bit: 28, name: "MANAGE_ROLES", label: "Manage Roles" },
    Permission { bit: 29, name: "MANAGE_WEBHOOKS", label: "Manage Webhooks" },
    Permission { bit: 30, name: "MANAGE_GUILD_EXPRESSIONS", label: "Manage Expressions" },
    Permission { bit: 31, name: "USE_APPLICATION_COMMANDS", label: "Use Application Commands" },
    Permission { bit: 32, name: "REQUEST_TO_SPEAK", label: "Request to Speak" },
    Permission { bit: 33, name: "MANAGE_EVENTS", label: "Manage Events" },
    Permission { bit: 34, name: "MANAGE_THREADS", label: "Manage Threads" },
    Permission { bit: 35, name: "CREATE_PUBLIC_THREADS", label: "Create Public Threads" },
    Permission { bit: 36, name: "CREATE_PRIVATE_THREADS", label: "Create Private Threads" },
    Permission { bit: 37, name: "USE_EXTERNAL_STICKERS", label: "Use External Stickers" },
    Permission { bit: 38, name: "SEND_MESSAGES_IN_THREADS", label: "Send Messages in Threads" },
    Permission { bit: 39, name: "USE_EMBEDDED_ACTIVITIES", label: "Use Activities" },
    Permission { bit: 40, name: "MODERATE_MEMBERS", label: "Timeout Members" },
    Permission { bit: 41, name: "VIEW_CREATOR_MONETIZATION_ANALYTICS", label: "View Server Subscription Insights" },
    Permission { bit: 42, name: "USE_SOUNDBOARD", label: "Use Soundboard" },
    Permission { bit: 43, name: "CREATE_GUILD_EXPRESSIONS", label: "Create Expressions" },
    Permission { bit: 44, name: "CREATE_EVENTS", label: "Create Events" },
    Permission { bit: 45, name: "USE_EXTERNAL_SOUNDS", label: "Use External Sounds" },
    Permission { bit: 46, name: "SEND_VOICE_MESSAGES", label: "Send Voice Messages" },
    Permission { bit: 48, name: "SET_VOICE_CHANNEL_STATUS", label: "Set Voice Channel Status" },
    Permission { bit: 49, name: "SEND_POLLS", label: "Create Polls" },
    Permission { bit: 50, name: "USE_EXTERNAL_APPS", label: "Use External Apps" },
    Permission { bit: 51, name: "PIN_MESSAGES", label: "Pin Messages" },
    Permission { bit: 52, name: "BYPASS_SLOWMODE", label: "Bypass Slowmode" },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn permissions(json: &str) -> Permissions {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn the_fact_sheets_numbers_mean_what_it_says() {
        let sample = permissions(r#""36953089""#);
        assert!(!sample.can_manage());
        assert!(permissions(r#""66321471""#).can_manage());
        let names: Vec<_> = permissions(r#""2112""#).iter().map(|permission| permission.name).collect();
        assert_eq!(names, ["ADD_REACTIONS", "SEND_MESSAGES"]);
        let all = DOCUMENTED.iter().fold(0_u64, |bits, permission| bits | 1 << permission.bit);
        assert_eq!(all, 8_866_461_766_385_663);
    }

    #[test]
    fn unknown_bits_and_longer_numbers_survive_a_round_trip() {
        for text in ["0", "1152921504606846976", "18446744073709551615", "36893488147419103240"] {
            let json = format!("\"{text}\"");
            assert_eq!(serde_json::to_string(&permissions(&json)).unwrap(), json);
        }
        assert_eq!(permissions(r#""1152921504606846976""#).unknown_bits().collect::<Vec<_>>(), [60]);
        assert!(permissions(r#""36893488147419103240""#).can_manage(), "2^65 + 8 has the administrator bit");
    }

    #[test]
    fn what_is_no_number_gives_no_rights() {
        for odd in [r#""""#, r#""-8""#, r#""0x8""#, "null", "[]", "1.5", "-8"] {
            assert_eq!(permissions(odd).bits(), 0, "{odd}");
        }
        assert_eq!(permissions("8").bits(), 8);
    }

    #[test]
    fn administrators_may_do_everything_and_the_strongest_rights_come_first() {
        let administrator = permissions(r#""8""#);
        assert!(DOCUMENTED.iter().all(|permission| administrator.allows(*permission)));
        let some = Permissions::from_bits(1 << 13 | 1 << 5 | 1 << 2);
        assert_eq!(
            some.telling(2).iter().map(|permission| permission.label).collect::<Vec<_>>(),
            ["Manage Server", "Ban Members"]
        );
    }
}
