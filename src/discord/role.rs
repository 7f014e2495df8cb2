use std::borrow::Cow;

use super::{
    Color, GuildId, ImageHash, IntegrationId, Permissions, RoleId, SkuId, UserId,
    lenient::{lenient_struct, lenient_text},
    visible_name::name_or_id,
};

lenient_struct! {
    /// A role of a guild, as the bot sees it.
    ///
    /// Roles are ordered by `position`, lowest first. Roles with the same position are ordered by id.
    ///
    /// Source: <https://discord.com/developers/docs/topics/permissions#role-object>.
    #[derive(PartialEq, Eq)]
    Role {
        /// The role's id.
        id: RoleId,
        /// The role's name. Show [`Role::display_name`].
        #[serde(default, deserialize_with = "lenient_text")]
        name: String,
    } and {
        /// What it allows in the whole guild.
        permissions: Permissions,
        /// Its place among the roles: 0 for `@everyone`, and higher is stronger.
        position: i64,
        /// Its colour, from before Discord had gradients; 0 means no colour. [`Role::paint`] reads this and `colors`.
        color: Color,
        /// Its colours. `None` if Discord did not say.
        colors: Option<RoleColors>,
        /// Whether the list of members shows its holders as a group.
        hoist: bool,
        /// Whether only Discord or an app can give it.
        managed: bool,
        /// Whether everyone may mention it.
        mentionable: bool,
        /// `None` if it has no picture.
        icon: Option<ImageHash>,
        /// The emoji in place of a picture. `None` if it has no emoji.
        unicode_emoji: Option<String>,
        /// Bit 0: people can choose it during onboarding.
        flags: u64,
        /// The bot, integration or subscription that it belongs to.
        tags: RoleTags,
    }
    /// The colours of a role.
    ///
    /// Source: <https://discord.com/developers/docs/topics/permissions#role-object-role-colors-object>.
    #[derive(Copy, PartialEq, Eq)]
    RoleColors {} and {
        /// The only colour, or the first of a gradient; 0 means no colour.
        primary_color: Color,
        /// The second colour of a gradient.
        secondary_color: Option<Color>,
        /// The third colour, only in the holographic style.
        tertiary_color: Option<Color>,
    }
    /// What a role belongs to. All fields are empty for a role that people created.
    ///
    /// Source: <https://discord.com/developers/docs/topics/permissions#role-object-role-tags-structure>.
    #[derive(Copy, Default, PartialEq, Eq)]
    RoleTags {
        /// Whether the guild's boosters get it.
        #[serde(default, with = "null_is_true", skip_serializing_if = "null_is_true::is_false")]
        premium_subscriber: bool,
        /// Whether people can buy its subscription.
        #[serde(default, with = "null_is_true", skip_serializing_if = "null_is_true::is_false")]
        available_for_purchase: bool,
        /// Whether it is a linked role: people get it for their linked accounts.
        #[serde(default, with = "null_is_true", skip_serializing_if = "null_is_true::is_false")]
        guild_connections: bool,
    } and {
        /// The bot it came with.
        #[serde(skip_serializing_if = "Option::is_none")]
        bot_id: Option<UserId>,
        /// The integration it came with.
        #[serde(skip_serializing_if = "Option::is_none")]
        integration_id: Option<IntegrationId>,
        /// The subscription it is sold with.
        #[serde(skip_serializing_if = "Option::is_none")]
        subscription_listing_id: Option<SkuId>,
    }
}

/// Reads and writes Discord's booleans in tags: true is a key with `null`, and false is a missing key.
mod null_is_true {
    use serde::{Deserialize, Deserializer, Serializer};
    use serde_json::Value;

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
        // One day, Discord may send `false` for false.
        Ok(Value::deserialize(deserializer)? != Value::Bool(false))
    }

    pub(super) fn serialize<S: Serializer>(_: &bool, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }

    pub(super) const fn is_false(tag: &bool) -> bool {
        !*tag
    }
}

impl Role {
    /// Returns the name to show: the role's own, or "Unnamed role" with the id if the name looks empty.
    pub fn display_name(&self) -> Cow<'_, str> {
        name_or_id(&self.name, "role", self.id)
    }

    /// Returns whether it is `@everyone`, the role of every member. Its id is the guild's id.
    pub const fn is_everyone(&self, guild: GuildId) -> bool {
        self.id.get() == guild.get()
    }

    /// Returns the colours to draw its name in: nothing, one colour, or a gradient of two or three.
    pub fn paint(&self) -> Vec<Color> {
        let old = RoleColors { primary_color: self.color, secondary_color: None, tertiary_color: None };
        let colors = self.colors.unwrap_or(old);
        let primary = (colors.primary_color != Color(0)).then_some(colors.primary_color);
        [primary, colors.secondary_color, colors.tertiary_color].into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(json: &str) -> Role {
        serde_json::from_str(&format!(r#"{{"id":"2",{json}}}"#)).unwrap()
    }

    #[test]
    fn a_tag_with_null_is_true() {
        let booster = role(r#""tags":{"premium_subscriber":null,"bot_id":"7"}"#).tags;
        assert!(booster.premium_subscriber && !booster.available_for_purchase && !booster.guild_connections);
        assert_eq!(booster.bot_id, Some(UserId::new(7)));
        assert_eq!(serde_json::to_string(&booster).unwrap(), r#"{"premium_subscriber":null,"bot_id":"7"}"#);
        assert!(!role(r#""tags":{"premium_subscriber":false}"#).tags.premium_subscriber);
        assert_eq!(role(r#""tags":null"#).tags, RoleTags::default());
    }

    #[test]
    fn a_role_has_up_to_three_colours() {
        let painted = |json: &str| role(json).paint().iter().map(Color::to_string).collect::<Vec<_>>().join(" ");
        for (json, colours) in [
            (r#""color":0"#, ""),
            (r#""color":3447003"#, "#3498db"),
            (r#""color":0,"colors":{"primary_color":0,"secondary_color":null,"tertiary_color":null}"#, ""),
            (r#""color":1,"colors":{"primary_color":3447003,"secondary_color":null}"#, "#3498db"),
            (r#""colors":{"primary_color":3447003,"secondary_color":255}"#, "#3498db #0000ff"),
            (
                r#""colors":{"primary_color":11127295,"secondary_color":16759788,"tertiary_color":16761760}"#,
                "#a9c9ff #ffbbec #ffc3a0",
            ),
            (r#""color":-1,"colors":7"#, ""),
        ] {
            assert_eq!(painted(json), colours, "{json}");
        }
    }

    #[test]
    fn a_role_whose_name_looks_empty_shows_its_id() {
        for (name, shown) in
            [(r#""Crew""#, "Crew"), ("7", "7"), ("null", "Unnamed role 2"), (r#""\u3164""#, "Unnamed role 2")]
        {
            assert_eq!(role(&format!(r#""name":{name}"#)).display_name(), shown, "{name}");
        }
    }

    #[test]
    fn only_the_id_is_required() {
        for odd in ["null", "-1.5", r#""x""#, "[7]"] {
            let rest = [
                "name",
                "permissions",
                "position",
                "color",
                "colors",
                "hoist",
                "managed",
                "mentionable",
                "icon",
                "unicode_emoji",
                "flags",
                "tags",
            ];
            let rest: Vec<_> = rest.iter().map(|key| format!(r#""{key}":{odd}"#)).collect();
            let role = role(&rest.join(","));
            assert_eq!((role.position, role.permissions.bits()), (0, 0), "{odd}");
            assert!(role.is_everyone(GuildId::new(2)) && !role.is_everyone(GuildId::new(1)));
        }
    }
}
