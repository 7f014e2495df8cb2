use std::fmt;

use serde::{Deserialize, Serialize};

use super::{ImageHash, UserId};

/// A Discord user, as `GET /users/@me` describes the one who signed in.
///
/// Equal when the id is: names and pictures change, the person stays. `Display` writes the name people type
/// (`@mira`, or `Nelly#1337` for those who still have a discriminator).
///
/// Source: <https://discord.com/developers/docs/resources/user#user-object>, scope `identify`, with `email` for the address.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct User {
    /// The id, which never changes.
    pub id: UserId,
    /// The unique handle; for legacy users and bots unique only together with the discriminator.
    pub username: String,
    /// `"0"` since Discord's change to unique names; four digits for legacy users and bots.
    #[serde(default = "no_discriminator")]
    pub discriminator: String,
    /// The name shown to others. `None` until the user sets one.
    #[serde(default)]
    pub global_name: Option<String>,
    /// `None` until the user uploads one; there is a default then.
    #[serde(default)]
    pub avatar: Option<ImageHash>,
    /// `None` when the user has no banner.
    #[serde(default)]
    pub banner: Option<ImageHash>,
    /// 24 bits, red first. `None` when the user chose none.
    #[serde(default)]
    pub accent_color: Option<u32>,
    /// Whether this is a bot.
    #[serde(default)]
    pub bot: bool,
    /// Whether two-factor authentication is on. `None` when Discord did not say.
    #[serde(default)]
    pub mfa_enabled: Option<bool>,
    /// The language Discord is set to, such as `en-GB`.
    #[serde(default)]
    pub locale: Option<String>,
    /// Whether `email` was verified. `None` without the `email` scope.
    #[serde(default)]
    pub verified: Option<bool>,
    /// `None` without the `email` scope, and for accounts that have no address. Never a key for an account.
    #[serde(default)]
    pub email: Option<String>,
    /// Private and public flags.
    #[serde(default)]
    pub flags: u64,
    /// The flags anybody may see; what [`User::badges`] reads.
    #[serde(default)]
    pub public_flags: u64,
    /// 0 for everybody unless Discord approved the app for `identify.premium`: 0 does not mean "no Nitro".
    #[serde(default)]
    pub premium_type: u8,
}

fn no_discriminator() -> String {
    "0".into()
}

/// A public flag that Discord shows as a badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Badge {
    bit: u8,
    /// Discord's own words for it.
    pub label: &'static str,
}

/// Source: <https://discord.com/developers/docs/resources/user#user-object-user-flags>.
const BADGES: [Badge; 13] = [
    Badge { bit: 0, label: "Discord Employee" },
    Badge { bit: 1, label: "Partnered Server Owner" },
    Badge { bit: 2, label: "HypeSquad Events Member" },
    Badge { bit: 3, label: "Bug Hunter Level 1" },
    Badge { bit: 6, label: "House Bravery" },
    Badge { bit: 7, label: "House Brilliance" },
    Badge { bit: 8, label: "House Balance" },
    Badge { bit: 9, label: "Early Nitro Supporter" },
    Badge { bit: 14, label: "Bug Hunter Level 2" },
    Badge { bit: 16, label: "Verified Bot" },
    Badge { bit: 17, label: "Early Verified Bot Developer" },
    Badge { bit: 18, label: "Moderator Programs Alumni" },
    Badge { bit: 22, label: "Active Developer" },
];

impl User {
    /// The name to show: the display name if there is one, else the username.
    pub fn name(&self) -> &str {
        self.global_name.as_deref().filter(|name| !name.trim().is_empty()).unwrap_or(&self.username)
    }

    /// Whether the user still has a name of the old kind, with four digits behind it.
    pub fn has_legacy_name(&self) -> bool {
        !matches!(self.discriminator.as_str(), "" | "0" | "0000")
    }

    /// Which of Discord's default avatars is this user's: 0 to 5, or 0 to 4 for legacy names.
    pub fn default_avatar_index(&self) -> u64 {
        match self.discriminator.parse::<u64>() {
            Ok(discriminator) if self.has_legacy_name() => discriminator % 5,
            _ => (self.id.get() >> 22) % 6,
        }
    }

    /// Whether the avatar moves.
    pub fn is_avatar_animated(&self) -> bool {
        self.avatar.as_ref().is_some_and(ImageHash::is_animated)
    }

    /// Whether the banner moves.
    pub fn is_banner_animated(&self) -> bool {
        self.banner.as_ref().is_some_and(ImageHash::is_animated)
    }

    /// The badges among the public flags.
    pub fn badges(&self) -> impl Iterator<Item = Badge> {
        BADGES.into_iter().filter(|badge| self.public_flags >> badge.bit & 1 == 1)
    }

    /// The accent colour as CSS and SVG write it, such as `#ff0000`.
    pub fn accent_color_hex(&self) -> Option<String> {
        self.accent_color.map(|rgb| format!("#{:06x}", rgb & 0xFF_FFFF))
    }
}

impl PartialEq for User {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
impl Eq for User {}

impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.has_legacy_name() {
            write!(f, "{}#{}", self.username, self.discriminator)
        } else {
            write!(f, "@{}", self.username)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(json: &str) -> User {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn discords_documented_example_decodes() {
        let nelly = user(
            r#"{"id":"80351110224678912","username":"Nelly","discriminator":"1337","avatar":"8342729096ea3675442027381ff50dfe",
                "verified":true,"email":"nelly@discord.com","flags":64,"banner":"06c16474723fe537c283b8efa61a30c8",
                "accent_color":16711680,"premium_type":1,"public_flags":64,"avatar_decoration_data":null}"#,
        );
        assert_eq!((nelly.name(), nelly.to_string().as_str()), ("Nelly", "Nelly#1337"));
        assert_eq!(nelly.accent_color_hex().as_deref(), Some("#ff0000"));
        assert_eq!(nelly.badges().map(|badge| badge.label).collect::<Vec<_>>(), ["House Bravery"]);
        assert!(!nelly.is_avatar_animated() && nelly.verified == Some(true));
    }

    #[test]
    fn a_new_name_never_shows_its_zero() {
        let mira = user(r#"{"id":"1","username":"mira","discriminator":"0","global_name":"Mira L.","avatar":"a_1"}"#);
        assert_eq!((mira.name(), mira.to_string().as_str()), ("Mira L.", "@mira"));
        assert!(mira.is_avatar_animated() && !mira.is_banner_animated());
        assert_eq!(user(r#"{"id":"1","username":"mira"}"#).to_string(), "@mira");
        assert_eq!(user(r#"{"id":"1","username":"mira","global_name":"  "}"#).name(), "mira");
    }

    #[test]
    fn flags_become_badges_and_unknown_bits_are_kept() {
        let user = user(r#"{"id":"1","username":"a","public_flags":131141,"flags":1125899906842624}"#);
        assert_eq!(user.badges().count(), 4);
        assert_eq!(user.flags, 1 << 50);
    }

    #[test]
    fn users_are_equal_by_id() {
        assert_eq!(user(r#"{"id":"1","username":"a"}"#), user(r#"{"id":"1","username":"b"}"#));
        assert_ne!(user(r#"{"id":"1","username":"a"}"#), user(r#"{"id":"2","username":"a"}"#));
    }
}
