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
    /// The bot gets the full form from `GET /guilds/{id}/integrations`. A connection has a short form: `id`, `kind`, `account` and
    /// `guild`, with `None` for everything else. Apps have no subscribers and nothing to sync.
    ///
    /// Source: <https://discord.com/developers/docs/resources/guild#integration-object>.
    #[derive(PartialEq, Eq)]
    Integration {
        /// Plain text: mostly a snowflake, but also words such as `twitch-partners`.
        #[serde(deserialize_with = "lenient_text")]
        id: String,
        /// The name at the service. Show [`Integration::display_name`].
        #[serde(default, deserialize_with = "lenient_text")]
        name: Option<String>,
    } and {
        /// `twitch`, `youtube`, `discord`, `guild_subscription`, or a newer word.
        #[serde(rename = "type")]
        kind: String,
        /// Whether it is enabled.
        enabled: Option<bool>,
        /// Whether the subscribers are being synced with the service now.
        syncing: Option<bool>,
        /// The role that subscribers get.
        role_id: Option<RoleId>,
        /// Whether the service's emoji are synced too (Twitch only).
        enable_emoticons: Option<bool>,
        /// What happens when a subscription ends. The reference library calls it `expire_behaviour`.
        expire_behavior: Option<ExpireBehavior>,
        /// The days between the end of a subscription and `expire_behavior`.
        expire_grace_period: Option<u32>,
        /// Who added it.
        user: Option<Box<User>>,
        /// The account at the service.
        account: Option<IntegrationAccount>,
        /// When it was last synced, in ISO 8601.
        synced_at: Option<String>,
        /// How many subscribers it has.
        subscriber_count: Option<u64>,
        /// Whether the service withdrew Discord's access.
        revoked: Option<bool>,
        /// The app behind it.
        application: Option<IntegrationApplication>,
        /// The scopes that the guild granted to the app.
        scopes: Scopes,
        /// The guild it belongs to. `None` in a list of one guild's integrations.
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
    /// The account behind an integration.
    #[derive(PartialEq, Eq)]
    IntegrationAccount {
        /// The account's id at the service.
        #[serde(deserialize_with = "lenient_text")]
        id: String,
        /// The account's name at the service. `None` if Discord did not say.
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
        /// `None` if the guild has no icon.
        icon: Option<ImageHash>,
    }
    /// The app behind an integration.
    #[derive(PartialEq, Eq)]
    IntegrationApplication {
        /// The app's id.
        id: ApplicationId,
        /// The app's name.
        #[serde(default, deserialize_with = "lenient_text")]
        name: String,
    } and {
        /// `None` if the app has no icon.
        icon: Option<ImageHash>,
        /// The app's own description.
        description: String,
        /// The app's bot. `None` if it has no bot.
        bot: Option<Box<User>>,
    }
}

impl Integration {
    /// The most integrations of a guild that Discord lists. There is no way to get the others.
    ///
    /// Source: <https://discord.com/developers/docs/resources/guild#get-guild-integrations>.
    pub const MAX_LISTED: usize = 50;

    /// Returns the name to show: the first visible one of the integration's name, its account's, its app's, its id and its account's id.
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
    /// Returns the name to show: the guild's own, or "Unnamed server" with the id if the name looks empty.
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
    fn only_the_id_is_required_and_unknown_values_are_kept() {
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
    fn the_first_visible_name_is_shown() {
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
