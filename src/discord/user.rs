use std::{borrow::Cow, fmt};

use super::{
    Color, ImageHash, Locale, UserId,
    lenient::{lenient_struct, lenient_text},
    open_enum::open_enum,
    visible_name::{name_or_id, visible},
};

mod badge;
mod decoration;
mod primary_guild;

pub use badge::Badge;
pub use decoration::{AvatarDecoration, Collectibles, Nameplate};
pub use primary_guild::PrimaryGuild;

lenient_struct! {
    /// A Discord user, as `GET /users/@me` describes the person who signed in.
    ///
    /// Two users are equal if their ids are: names and pictures change. `Display` writes the name that people type: `@mira`, or
    /// `Nelly#1337` with a discriminator.
    ///
    /// Source: <https://discord.com/developers/docs/resources/user#user-object>, scope `identify`, with `email` for the address.
    User {
        /// The id, which never changes.
        id: UserId,
        /// The unique username. For legacy users and bots it is unique only with the discriminator.
        #[serde(default, deserialize_with = "lenient_text")]
        username: String,
        /// Four digits for legacy users and bots; `"0"` or empty for everyone else.
        #[serde(default, deserialize_with = "lenient_text")]
        discriminator: String,
        /// The display name. `None` until the user sets one. Show [`User::name`].
        #[serde(default, deserialize_with = "lenient_text")]
        global_name: Option<String>,
    } and {
        /// `None` until the user uploads one; Discord draws a default avatar then.
        avatar: Option<ImageHash>,
        /// `None` if the user has no banner.
        banner: Option<ImageHash>,
        /// `None` if the user chose no colour.
        accent_color: Option<Color>,
        /// Whether this is a bot.
        bot: bool,
        /// Whether this is Discord itself, which sends system messages.
        system: bool,
        /// Whether two-factor authentication is on. `None` if Discord did not say.
        mfa_enabled: Option<bool>,
        /// The language set in Discord. `None` if Discord did not say.
        locale: Option<Locale>,
        /// Whether `email` was verified. `None` without the `email` scope.
        verified: Option<bool>,
        /// `None` without the `email` scope, and for accounts without an address. It can change, so never identify an account by it.
        email: Option<String>,
        /// The private and public flags.
        flags: u64,
        /// The flags that anybody may see. [`User::badges`] reads them.
        public_flags: u64,
        /// `None` if Discord did not say.
        premium_type: Option<PremiumType>,
        /// The frame around the avatar. `None` if there is no frame.
        avatar_decoration_data: Option<AvatarDecoration>,
        /// What the user collected. `None` if they show nothing.
        collectibles: Option<Collectibles>,
        /// The guild whose tag the user may wear. Show [`User::server_tag`].
        primary_guild: Option<PrimaryGuild>,
    }
}

open_enum! {
    /// Which kind of Nitro the user has. Discord hides it from apps that are not approved for `identify.premium`.
    ///
    /// Source: <https://discord.com/developers/docs/resources/user#user-object-premium-types>.
    ///
    /// # Examples
    /// ```
    /// use app::discord::{PremiumType, User};
    ///
    /// let user: User = serde_json::from_str(r#"{"id": "1", "username": "mira", "premium_type": 2}"#)?;
    /// assert_eq!(user.premium_type, Some(PremiumType::Nitro));
    /// assert_eq!(PremiumType::from(3).label(), "Nitro Basic");
    /// assert_eq!(PremiumType::from(9), PremiumType::Unknown(9));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    PremiumType {
        NoneOrHidden = 0, "None or hidden";
        NitroClassic = 1, "Nitro Classic";
        Nitro = 2, "Nitro";
        NitroBasic = 3, "Nitro Basic";
    }
}

impl User {
    /// Returns the name to show: the display name, or the username if the display name looks empty, or "Unnamed user" with the id.
    pub fn name(&self) -> Cow<'_, str> {
        match self.global_name.as_deref().and_then(visible) {
            Some(name) => Cow::Borrowed(name),
            None => name_or_id(&self.username, "user", self.id),
        }
    }

    /// Returns whether the user still has a discriminator.
    pub fn has_legacy_name(&self) -> bool {
        self.legacy_discriminator().is_some()
    }

    fn legacy_discriminator(&self) -> Option<u64> {
        self.discriminator.parse().ok().filter(|number| (1..=9999).contains(number))
    }

    /// Returns the number of the user's default avatar: 0 to 5, or 0 to 4 for legacy names.
    pub fn default_avatar_index(&self) -> u64 {
        self.legacy_discriminator().map_or((self.id.get() >> 22) % 6, |number| number % 5)
    }

    /// Returns the guild whose tag the user wears beside their name, always with a visible `tag`. `None` if they wear no tag.
    pub fn server_tag(&self) -> Option<&PrimaryGuild> {
        let worn = |guild: &&PrimaryGuild| guild.identity_enabled == Some(true);
        self.primary_guild.as_ref().filter(worn).filter(|guild| guild.tag.as_deref().and_then(visible).is_some())
    }

    /// Returns whether the avatar moves.
    pub fn is_avatar_animated(&self) -> bool {
        self.avatar.as_ref().is_some_and(ImageHash::is_animated)
    }

    /// Returns whether the banner moves.
    pub fn is_banner_animated(&self) -> bool {
        self.banner.as_ref().is_some_and(ImageHash::is_animated)
    }

    /// Returns the badges among the public flags.
    pub fn badges(&self) -> impl Iterator<Item = Badge> {
        Badge::among(self.public_flags)
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
        if visible(&self.username).is_none() {
            f.write_str(&self.name())
        } else if self.has_legacy_name() {
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
        assert_eq!((nelly.name().as_ref(), nelly.to_string().as_str()), ("Nelly", "Nelly#1337"));
        assert_eq!(nelly.accent_color.map(|color| color.to_string()).as_deref(), Some("#ff0000"));
        assert_eq!(nelly.badges().map(|badge| badge.label).collect::<Vec<_>>(), ["House Bravery"]);
        assert!(!nelly.is_avatar_animated() && nelly.verified == Some(true));
    }

    #[test]
    fn every_attribute_of_the_reference_library_is_there() {
        let nelly = user(
            r#"{"id":"7","username":"nelly","discriminator":"1337","avatar":"8342","banner":"a_06","bot":true,"mfa_enabled":true,
                "locale":"fr","verified":false,"email":"nelly@discord.com","flags":64,"premium_type":2}"#,
        );
        assert_eq!(
            (nelly.id, nelly.username.as_str(), nelly.discriminator.as_str()),
            (UserId::new(7), "nelly", "1337")
        );
        assert_eq!(
            (nelly.avatar.as_ref(), nelly.banner.as_ref()),
            (Some(&ImageHash::new("8342")), Some(&ImageHash::new("a_06")))
        );
        assert_eq!((nelly.is_avatar_animated(), nelly.is_banner_animated()), (false, true));
        assert_eq!((nelly.bot, nelly.mfa_enabled, nelly.verified), (true, Some(true), Some(false)));
        assert_eq!(
            (nelly.locale.as_ref(), nelly.email.as_deref()),
            (Some(&Locale::new("fr")), Some("nelly@discord.com"))
        );
        assert_eq!((nelly.flags, nelly.premium_type), (64, Some(PremiumType::Nitro)));
    }

    #[test]
    fn a_user_without_a_discriminator_never_shows_a_zero() {
        let mira = user(r#"{"id":"1","username":"mira","discriminator":"0","global_name":"Mira L.","avatar":"a_1"}"#);
        assert_eq!((mira.name().as_ref(), mira.to_string().as_str()), ("Mira L.", "@mira"));
        assert!(mira.is_avatar_animated() && !mira.is_banner_animated());
        assert_eq!(user(r#"{"id":"1","username":"mira"}"#).to_string(), "@mira");
    }

    #[test]
    fn a_name_that_looks_empty_is_replaced_by_the_username_or_the_id() {
        for (username, global_name, name, typed) in [
            (r#""mira""#, r#""Mira L.""#, "Mira L.", "@mira"),
            (r#""mira""#, r#""  ""#, "mira", "@mira"),
            (r#""mira""#, r#""\u3164""#, "mira", "@mira"),
            (r#""mira""#, r#""\u200b\u2060""#, "mira", "@mira"),
            (r#""mira""#, r#""\u3164M""#, "\u{3164}M", "@mira"),
            (r#""\u3164""#, r#""Mira""#, "Mira", "Mira"),
            (r#""\u3164""#, r#""\u3164""#, "Unnamed user 1", "Unnamed user 1"),
            ("null", "null", "Unnamed user 1", "Unnamed user 1"),
            ("1337", "null", "1337", "@1337"),
        ] {
            let user = user(&format!(r#"{{"id":"1","username":{username},"global_name":{global_name}}}"#));
            assert_eq!((user.name().as_ref(), user.to_string().as_str()), (name, typed), "{username} {global_name}");
        }
    }

    #[test]
    fn private_flags_above_32_bits_are_kept() {
        assert_eq!(user(r#"{"id":"1","username":"a","flags":1125899906842624}"#).flags, 1 << 50);
    }

    #[test]
    fn a_server_tag_shows_only_while_it_is_worn() {
        for (guild, tag) in [
            (r#"{"identity_guild_id":"4","identity_enabled":true,"tag":"FIKA","badge":"dc"}"#, Some("FIKA")),
            (r#"{"identity_guild_id":"4","identity_enabled":false,"tag":"FIKA"}"#, None),
            (r#"{"identity_guild_id":"4","identity_enabled":null,"tag":"FIKA"}"#, None),
            (r#"{"identity_enabled":true,"tag":""}"#, None),
            (r#"{"identity_enabled":true,"tag":"\u3164"}"#, None),
            (r#"{"identity_enabled":true,"tag":1337}"#, Some("1337")),
            ("null", None),
        ] {
            let user = user(&format!(r#"{{"id":"1","username":"a","primary_guild":{guild}}}"#));
            assert_eq!(user.server_tag().and_then(|guild| guild.tag.as_deref()), tag, "{guild}");
        }
    }

    #[test]
    fn only_the_id_is_required() {
        for odd in ["null", "-1", "300", "1e30", r#""64""#, "true", "[7]", r#"{"sku_id":7}"#] {
            let rest = [
                "username",
                "discriminator",
                "global_name",
                "avatar",
                "banner",
                "accent_color",
                "bot",
                "system",
                "mfa_enabled",
                "locale",
                "verified",
                "email",
                "flags",
                "public_flags",
                "premium_type",
                "avatar_decoration_data",
                "collectibles",
                "primary_guild",
            ];
            let rest: String = rest.iter().map(|key| format!(r#","{key}":{odd}"#)).collect();
            assert_eq!(user(&format!(r#"{{"id":"1"{rest}}}"#)).id, UserId::new(1), "{odd}");
        }
        let kept =
            user(r#"{"id":"1","username":"a","premium_type":300,"locale":"tlh","collectibles":{"nameplate":7}}"#);
        assert_eq!(kept.premium_type, Some(PremiumType::Unknown(300)));
        assert_eq!(
            (kept.locale, kept.collectibles),
            (Some(Locale::new("tlh")), Some(Collectibles { nameplate: None }))
        );
    }

    #[test]
    fn users_are_equal_by_id() {
        assert_eq!(user(r#"{"id":"1","username":"a"}"#), user(r#"{"id":"1","username":"b"}"#));
        assert_ne!(user(r#"{"id":"1","username":"a"}"#), user(r#"{"id":"2","username":"a"}"#));
    }
}
