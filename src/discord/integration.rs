use std::borrow::Cow;

use super::{
    ApplicationId, GuildId, ImageHash, RoleId, Scopes, User,
    lenient::{lenient_struct, lenient_text},
    open_enum::open_enum,
    visible_name::{name_or_id, visible},
};

lenient_struct! {
    /// A guild's link to an outside service or an app.
    ///
    /// The bot gets it in full from `GET /guilds/{id}/integrations`. Connections carry a short form: `id`, `kind`, `account`
    /// and `guild`; everything else is `None` then. Apps have nothing to sync and nobody who subscribes.
    ///
    /// Source: <https://discord.com/developers/docs/resources/guild#integration-object>.
    #[derive(PartialEq, Eq)]
    Integration {
        /// Mostly a snowflake, but also words such as `twitch-partners`: plain text.
        #[serde(deserialize_with = "lenient_text")]
        id: String,
        /// The name at the service. Show [`Integration::display_name`].
        #[serde(default, deserialize_with = "lenient_text")]
        name: Option<String>,
    } and {
        /// `twitch`, `youtube`, `discord`, `guild_subscription`, or one that is newer than this list.
        #[serde(rename = "type")]
        kind: String,
        /// Whether it is switched on.
        enabled: Option<bool>,
        /// Whether subscribers are being brought in line with the service right now.
        syncing: Option<bool>,
        /// The role that subscribers get.
        role_id: Option<RoleId>,
        /// Whether the service's emoji come along (Twitch only).
        enable_emoticons: Option<bool>,
        /// What happens to those whose subscription ends; the reference library's `expire_behaviour`.
        expire_behavior: Option<ExpireBehavior>,
        /// Days between the end of a subscription and that.
        expire_grace_period: Option<u32>,
        /// Who added it.
        user: Option<Box<User>>,
        /// The account at the service.
        account: Option<IntegrationAccount>,
        /// When it was last brought in line, in ISO 8601.
        synced_at: Option<String>,
        /// How many subscribe.
        subscriber_count: Option<u64>,
        /// Whether the service withdrew Discord's access.
        revoked: Option<bool>,
        /// The app behind it.
        application: Option<IntegrationApplication>,
        /// What the app was granted in the guild.
        scopes: Scopes,
        /// The guild it belongs to. `None` where the guild is known already.
        guild: Option<IntegrationGuild>,
    }
}

open_enum! {
    /// What happens to a subscriber whose subscription ends.
    ///
    /// Source: <https://discord.com/developers/docs/resources/guild#integration-object-integration-expire-behaviors>.
    ExpireBehavior {
        RemoveRole = 0, "Remove role";
        Kick = 1, "Kick";
    }
}

lenient_struct! {
    /// The account an integration stands for.
    #[derive(PartialEq, Eq)]
    IntegrationAccount {
        /// The service's own id.
        #[serde(deserialize_with = "lenient_text")]
        id: String,
        /// The service's own name for it. `None` when Discord sent none.
        #[serde(default, deserialize_with = "lenient_text")]
        name: Option<String>,
    } and {}
    /// The guild an integration belongs to.
    #[derive(PartialEq, Eq)]
    IntegrationGuild {
        /// The guild's id.
        id: GuildId,
        /// The guild's name. Show [`IntegrationGuild::display_name`].
        #[serde(default, deserialize_with = "lenient_text")]
        name: String,
    } and {
        /// `None` when the guild has no icon.
        icon: Option<ImageHash>,
    }
    /// The app an integration stands for.
    #[derive(PartialEq, Eq)]
    IntegrationApplication {
        /// The app's id.
        id: ApplicationId,
        /// The app's name.
        #[serde(default, deserialize_with = "lenient_text")]
        name: String,
    } and {
        /// `None` when the app has no icon.
        icon: Option<ImageHash>,
        /// What the app says of itself.
        description: String,
        /// The app's bot. `None` when it has none.
        bot: Option<Box<User>>,
    }
}

impl Integration {
    /// How many integrations of a guild Discord lists at most; nobody can ask for the others.
    ///
    /// Source: <https://discord.com/developers/docs/resources/guild#get-guild-integrations>.
    pub const MAX_LISTED: usize = 50;

    /// Returns the name to show: the integration's own, else that of its account, its app or its id, whichever can be seen first.
    pub fn display_name(&self) -> &str {
        let account = self.account.as_ref();
        let names = [
            self.name.as_deref(),
            account.and_then(|account| account.name.as_deref()),
            self.application.as_ref().map(|app| app.name.as_str()),
            Some(self.id.as_str()),
            account.map(|account| account.id.as_str()),
        ];
        names.into_iter().flatten().find_map(visible).unwrap_or("Unnamed integration")
    }
}

impl IntegrationGuild {
    /// Returns the name to show: the guild's own, or "Unnamed server" with the id when the name looks empty.
    pub fn display_name(&self) -> Cow<'_, str> {
        name_or_id(&self.name, "server", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attribute_of_the_reference_library_is_there() {
        let twitch: Integration = serde_json::from_str(
            r#"{"id":"608621108920459999","name":"mira_bygger","type":"twitch","enabled":true,"syncing":false,
                "role_id":"608621108920451111","enable_emoticons":true,"expire_behavior":1,"expire_grace_period":7,
                "user":{"id":"1","username":"mira"},"account":{"id":"141981764","name":"mira_bygger"},
                "synced_at":"2026-08-01T10:00:00.000000+00:00","subscriber_count":42,"revoked":false}"#,
        )
        .unwrap();
        assert_eq!((twitch.id.as_str(), twitch.kind.as_str()), ("608621108920459999", "twitch"));
        assert_eq!(
            (twitch.name.as_deref(), twitch.enabled, twitch.syncing),
            (Some("mira_bygger"), Some(true), Some(false))
        );
        assert_eq!((twitch.role_id, twitch.expire_grace_period), (Some(RoleId::new(608_621_108_920_451_111)), Some(7)));
        assert_eq!(twitch.expire_behavior.map(ExpireBehavior::label), Some("Kick"));
        assert_eq!(twitch.account.unwrap().name.as_deref(), Some("mira_bygger"));
        assert_eq!(twitch.synced_at.as_deref(), Some("2026-08-01T10:00:00.000000+00:00"));
    }

    #[test]
    fn only_the_id_is_needed_and_new_values_are_kept() {
        let odd = r#"{"id":"1","type":null,"name":7,"role_id":"x","expire_behavior":9,"expire_grace_period":-1,"user":{},
                      "account":[],"application":{"id":"2","bot":7},"scopes":null,"guild":{"name":"no id"}}"#;
        let odd: Integration = serde_json::from_str(odd).unwrap();
        assert_eq!(odd.expire_behavior, Some(ExpireBehavior::Unknown(9)));
        assert_eq!(odd.name.as_deref(), Some("7"), "a number is kept as text");
        assert_eq!((odd.role_id, odd.expire_grace_period, odd.user, odd.guild), (None, None, None, None));
        assert_eq!(odd.account, None);
        assert_eq!(odd.application.map(|app| (app.id, app.bot)), Some((ApplicationId::new(2), None)));
    }
    #[test]
    fn ids_that_are_numbers_are_kept_as_text() {
        let json = r#"{"id":608621108920459999,"account":{"id":141981764,"name":7}}"#;
        let twitch: Integration = serde_json::from_str(json).unwrap();
        let account = twitch.account.unwrap();
        assert_eq!((twitch.id.as_str(), account.id.as_str()), ("608621108920459999", "141981764"));
        assert!(serde_json::from_str::<Integration>(r#"{"name":"no id at all"}"#).is_err());
    }

    #[test]
    fn the_first_name_that_can_be_seen_is_shown() {
        for (json, shown) in [
            (r#"{"id":"1","name":"Twitch","account":{"id":"2","name":"mira"}}"#, "Twitch"),
            (r#"{"id":"1","name":"\u3164","account":{"id":"2","name":"mira"}}"#, "mira"),
            (
                r#"{"id":"1","name":null,"account":{"id":"2","name":"\u200b"},"application":{"id":"3","name":"App"}}"#,
                "App",
            ),
            (r#"{"id":"1","name":"","account":{"id":"2","name":null}}"#, "1"),
            (r#"{"id":"\u2060","account":{"id":"2"}}"#, "2"),
            (r#"{"id":null}"#, "Unnamed integration"),
        ] {
            assert_eq!(serde_json::from_str::<Integration>(json).unwrap().display_name(), shown, "{json}");
        }
        let guild: IntegrationGuild = serde_json::from_str(r#"{"id":"9","name":"\u200b\u2060"}"#).unwrap();
        assert_eq!(guild.display_name(), "Unnamed server 9");
    }
}
