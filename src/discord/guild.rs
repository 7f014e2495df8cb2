use std::borrow::Cow;

use super::{
    ChannelId, GuildFeatures, GuildId, ImageHash, Locale, Permissions, Role, RoleId, UserId,
    lenient::{lenient_list, lenient_struct, lenient_text},
    user_guild::initials,
    visible_name::name_or_id,
};

mod levels;

pub use levels::{ContentFilter, MfaLevel, Notifications, NsfwLevel, PremiumTier, VerificationLevel};

lenient_struct! {
    /// A guild as the bot in it sees it: its settings and roles. What a user may do there is in [`UserGuild`](super::UserGuild).
    ///
    /// Any field except `id` may be missing; it is then `None`, empty or false.
    ///
    /// Source: <https://discord.com/developers/docs/resources/guild#guild-object>, `GET /guilds/{id}` with the bot's token.
    #[derive(PartialEq, Eq)]
    Guild {
        /// The guild's id, which is also the id of its `@everyone` role.
        id: GuildId,
        /// The guild's name: anything its owner typed. Show [`Guild::display_name`].
        #[serde(default, deserialize_with = "lenient_text")]
        name: String,
        /// Its roles, including `@everyone`. Discord promises no order.
        #[serde(default, deserialize_with = "lenient_list")]
        roles: Vec<Role>,
    } and {
        /// `None` if it has no icon; draw its initials then.
        icon: Option<ImageHash>,
        /// The picture behind invites.
        splash: Option<ImageHash>,
        /// The picture in Server Discovery.
        discovery_splash: Option<ImageHash>,
        /// The picture above the list of channels.
        banner: Option<ImageHash>,
        /// The guild's own description.
        description: Option<String>,
        /// The owner.
        owner_id: Option<UserId>,
        /// Its features, such as `COMMUNITY`.
        features: GuildFeatures,
        /// The last part of its custom invite link.
        vanity_url_code: Option<String>,
        /// The language of its listing and of Discord's messages to it.
        preferred_locale: Option<Locale>,
        /// What newcomers need before they may send messages.
        verification_level: Option<VerificationLevel>,
        /// Whether moderators need two-factor authentication.
        mfa_level: Option<MfaLevel>,
        /// Whose messages Discord scans for explicit pictures.
        explicit_content_filter: Option<ContentFilter>,
        /// Which messages members are notified of by default.
        default_message_notifications: Option<Notifications>,
        /// Its age rating.
        nsfw_level: Option<NsfwLevel>,
        /// What its boosts have unlocked.
        premium_tier: Option<PremiumTier>,
        /// How many boosts it has.
        premium_subscription_count: Option<u64>,
        /// The approximate number of members. `None` unless the request asked for counts.
        approximate_member_count: Option<u64>,
        /// The approximate number of members who are online. `None` unless the request asked for counts.
        approximate_presence_count: Option<u64>,
        /// The channel where Discord announces joins and boosts.
        system_channel_id: Option<ChannelId>,
        /// The channel with the rules of a community.
        rules_channel_id: Option<ChannelId>,
    }
}

impl Guild {
    /// Returns the name to show: the guild's own, or "Unnamed server" with the id if the name looks empty.
    pub fn display_name(&self) -> Cow<'_, str> {
        name_or_id(&self.name, "server", self.id)
    }

    /// Returns one to three letters to draw if there is no icon. Never empty.
    pub fn initials(&self) -> String {
        initials(&self.name)
    }

    /// Returns its custom invite link; `None` if it has none, or the code could lead elsewhere.
    pub fn invite_url(&self) -> Option<String> {
        let code = self.vanity_url_code.as_deref()?;
        let is_plain = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_plain.then(|| format!("https://discord.gg/{code}"))
    }

    /// Returns what a member with these roles may do in the whole guild. A channel may allow or deny something else.
    ///
    /// The owner and administrators may do everything. For others it is the sum of their roles and `@everyone`.
    ///
    /// Source: <https://discord.com/developers/docs/topics/permissions#permission-overwrites>.
    pub fn permissions_of(&self, user: UserId, roles: &[RoleId]) -> Permissions {
        let held = self.roles.iter().filter(|role| role.is_everyone(self.id) || roles.contains(&role.id));
        let sum = Permissions::from_bits(held.fold(0, |bits, role| bits | role.permissions.bits()));
        if self.owner_id == Some(user) || sum.is_administrator() { Permissions::ALL } else { sum }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_custom_invite_leads_to_discord_only() {
        for (code, url) in [
            (r#""nordic-rust""#, Some("https://discord.gg/nordic-rust")),
            ("null", None),
            (r#""""#, None),
            (r#""../../logout""#, None),
            (r#""a?b=c""#, None),
            (r#""//evil.example""#, None),
        ] {
            let guild: Guild = serde_json::from_str(&format!(r#"{{"id":"1","vanity_url_code":{code}}}"#)).unwrap();
            assert_eq!(guild.invite_url().as_deref(), url, "{code}");
        }
    }

    #[test]
    fn permissions_add_up_and_owners_and_administrators_have_them_all() {
        let guild: Guild = serde_json::from_str(
            r#"{"id":"1","name":"Garden","owner_id":"9","roles":[{"id":"1","name":"@everyone","permissions":"1024"},
                {"id":"2","name":"Crew","permissions":"32"},{"id":"3","name":"Head","permissions":"8"},{"id":"x"}]}"#,
        )
        .unwrap();
        assert_eq!(guild.roles.len(), 3, "the odd role is left out");
        let of = |user, roles: &[u64]| {
            let roles: Vec<_> = roles.iter().copied().map(RoleId::new).collect();
            guild.permissions_of(UserId::new(user), &roles)
        };
        for (user, roles, bits) in [
            (5, &[][..], 1024),
            (5, &[2], 1024 | 32),
            (5, &[2, 3], Permissions::ALL.bits()),
            (5, &[77], 1024),
            (9, &[], Permissions::ALL.bits()),
        ] {
            assert_eq!(of(user, roles).bits(), bits, "{user} {roles:?}");
        }
    }

    #[test]
    fn only_the_id_is_required() {
        let full = serde_json::to_value(serde_json::from_str::<Guild>(r#"{"id":"1"}"#).unwrap()).unwrap();
        for odd in [serde_json::json!(null), serde_json::json!(false), serde_json::json!({}), serde_json::json!([7])] {
            let mut guild = full.clone();
            for (key, value) in guild.as_object_mut().unwrap() {
                if key != "id" {
                    *value = odd.clone();
                }
            }
            let guild: Guild = serde_json::from_value(guild).unwrap();
            assert_eq!((guild.initials().as_str(), guild.display_name().as_ref()), ("?", "Unnamed server 1"));
            assert_eq!(serde_json::to_value(&guild).unwrap(), full, "{odd}");
        }
    }

    #[test]
    fn levels_have_labels_and_unknown_levels_are_kept() {
        let json = r#"{"id":"1","name":"a","verification_level":3,"mfa_level":1,"premium_tier":9}"#;
        let guild: Guild = serde_json::from_str(json).unwrap();
        assert_eq!(guild.verification_level.map(VerificationLevel::label), Some("High"));
        assert_eq!(guild.mfa_level, Some(MfaLevel::Required));
        assert_eq!(guild.premium_tier, Some(PremiumTier::Unknown(9)));
        assert_eq!(serde_json::to_value(&guild).unwrap()["premium_tier"], 9);
    }
}
