use std::{fmt, hash::Hash, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Milliseconds from the Unix epoch to Discord's, the first second of 2015.
const DISCORD_EPOCH_MS: u64 = 1_420_070_400_000;

/// A Discord id, typed by the kind of thing it names: a guild's id cannot be passed as a user's id.
///
/// It has 64 bits. In JSON it is text, because JavaScript's numbers would round it; a number is accepted too.
///
/// Source: <https://discord.com/developers/docs/reference#snowflakes>.
///
/// # Examples
/// ```
/// use app::discord::{GuildId, UserId};
///
/// let user: UserId = "80351110224678912".parse()?;
/// assert_eq!(user.created_at_ms(), 1_439_227_597_529); // 10 August 2015
///
/// // The first id of 2026, for paging by time.
/// assert_eq!(GuildId::at_ms(1_767_225_600_000).to_string(), "1456074443980800000");
/// # Ok::<(), app::discord::NotASnowflake>(())
/// ```
pub struct Snowflake<Kind> {
    id: u64,
    kind: PhantomData<fn() -> Kind>,
}

/// Declares the kinds of things that have ids, and a type of id for each.
macro_rules! ids {
    ($($kind:ident $id:ident $about:literal;)+) => {
        /// The kinds of things that have ids. These types have no values.
        pub mod kind {
            $(#[doc = concat!("Marks the id of ", $about)] pub enum $kind {})+
        }
        $(#[doc = concat!("The id of ", $about)] pub type $id = Snowflake<kind::$kind>;)+
    };
}

ids! {
    Application ApplicationId "an application: the same number as its OAuth2 client id.";
    Channel ChannelId "a channel of any type.";
    Emoji EmojiId "a custom emoji.";
    Event EventId "a scheduled event.";
    Guild GuildId "a guild, which people call a server.";
    Integration IntegrationId "a guild's integration.";
    Overwrite OverwriteId "a role or a member whose permissions a channel changes.";
    Role RoleId "a role: for `@everyone` the same number as the guild's id.";
    Sku SkuId "an item on sale at Discord.";
    Team TeamId "a team of developers.";
    User UserId "a user.";
    Webhook WebhookId "a webhook.";
}

/// The error for a text that is not an id: it is empty, has leading zeros, has characters other than digits, or exceeds 64 bits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a Discord id")]
pub struct NotASnowflake;

impl<Kind> Snowflake<Kind> {
    /// Creates an id from its number.
    pub const fn new(id: u64) -> Self {
        Self { id, kind: PhantomData }
    }

    /// Returns the smallest id of a moment, in milliseconds since 1970 (UTC), for paging by time. Before 2015 it is 0.
    pub const fn at_ms(unix_ms: u64) -> Self {
        let since_2015 = unix_ms.saturating_sub(DISCORD_EPOCH_MS);
        Self::new(if since_2015 < 1 << 42 { since_2015 << 22 } else { u64::MAX })
    }

    /// Returns the number.
    pub const fn get(self) -> u64 {
        self.id
    }

    /// Returns when the thing was created, in milliseconds since 1970 (UTC).
    pub const fn created_at_ms(self) -> u64 {
        (self.id >> 22) + DISCORD_EPOCH_MS
    }
}

impl<Kind> FromStr for Snowflake<Kind> {
    type Err = NotASnowflake;

    fn from_str(text: &str) -> Result<Self, NotASnowflake> {
        // Each id has one text form. u64's parser also accepts a leading `+` and leading zeros.
        if text.is_empty()
            || !text.bytes().all(|byte| byte.is_ascii_digit())
            || (text.len() > 1 && text.starts_with('0'))
        {
            return Err(NotASnowflake);
        }
        text.parse().map(Self::new).map_err(|_| NotASnowflake)
    }
}

impl<Kind> fmt::Display for Snowflake<Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)
    }
}

impl<Kind> fmt::Debug for Snowflake<Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)
    }
}

// A derive would require the same traits from the marker type, which implements none.
impl<Kind> Clone for Snowflake<Kind> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<Kind> Copy for Snowflake<Kind> {}
impl<Kind> PartialEq for Snowflake<Kind> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
impl<Kind> Eq for Snowflake<Kind> {}
impl<Kind> Hash for Snowflake<Kind> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl<Kind> Serialize for Snowflake<Kind> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, Kind> Deserialize<'de> for Snowflake<Kind> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrNumber<Kind>(PhantomData<Kind>);

        impl<Kind> de::Visitor<'_> for TextOrNumber<Kind> {
            type Value = Snowflake<Kind>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a Discord id")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                // Leading zeros are accepted from Discord.
                match text.trim_start_matches('0') {
                    "" if !text.is_empty() => Ok(Snowflake::new(0)),
                    digits => digits.parse().map_err(E::custom),
                }
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Snowflake::new(number))
            }
        }

        deserializer.deserialize_any(TextOrNumber(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_says_when_the_thing_was_created() {
        for (id, created_at_ms) in [
            (80_351_110_224_678_912, 1_439_227_597_529),
            (175_928_847_299_117_063, 1_462_015_105_796),
            (268_473_310_986_240_001, 1_484_079_425_332),
        ] {
            assert_eq!(UserId::new(id).created_at_ms(), created_at_ms, "{id}");
        }
    }

    #[test]
    fn a_moment_gives_its_first_id() {
        assert_eq!(UserId::at_ms(1_462_015_105_796).get(), 175_928_847_299_117_063 >> 22 << 22);
        assert_eq!((UserId::at_ms(0).get(), UserId::at_ms(u64::MAX).get()), (0, u64::MAX));
    }

    #[test]
    fn only_digits_within_64_bits_are_an_id() {
        assert_eq!("80351110224678912".parse(), Ok(UserId::new(80_351_110_224_678_912)));
        for odd in ["", "+1", "-1", "1e3", " 1", "../@me", "99999999999999999999999", "1２", "01", "00"] {
            assert_eq!(odd.parse::<UserId>(), Err(NotASnowflake), "{odd:?}");
        }
    }

    #[test]
    fn ids_are_text_in_json_and_a_number_is_accepted() {
        let id: GuildId = serde_json::from_str("175928847299117063").unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), r#""175928847299117063""#);
        for text in [r#""175928847299117063""#, r#""0175928847299117063""#] {
            assert_eq!(serde_json::from_str::<GuildId>(text).unwrap(), id);
        }
        assert!(serde_json::from_str::<GuildId>(r#""""#).is_err());
    }
}
