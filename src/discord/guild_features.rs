use serde::{Deserialize, Serialize};

/// A guild's features in Discord's words, such as `COMMUNITY`. Discord documents only a third of them.
///
/// Source: <https://discord.com/developers/docs/resources/guild#guild-object-guild-features>.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GuildFeatures(#[serde(deserialize_with = "super::lenient::lenient_list")] Vec<String>);

/// The features that matter to people, each with its label. The most important come first.
const TELLING: [(&str, &str); 12] = [
    ("VERIFIED", "Verified"),
    ("PARTNERED", "Partnered"),
    ("OFFICIAL_GAME_GUILD", "Official game server"),
    ("COMMUNITY", "Community"),
    ("DISCOVERABLE", "Discoverable"),
    ("DEVELOPER_SUPPORT_SERVER", "App support server"),
    ("VANITY_URL", "Vanity URL"),
    ("ROLE_SUBSCRIPTIONS_ENABLED", "Role subscriptions"),
    ("GUILD_TAGS", "Server tags"),
    ("WELCOME_SCREEN_ENABLED", "Welcome screen"),
    ("MEMBER_VERIFICATION_GATE_ENABLED", "Membership Screening"),
    ("INVITES_DISABLED", "Invites paused"),
];

impl GuildFeatures {
    /// Returns whether the guild has a feature, by Discord's word for it.
    pub fn has(&self, feature: &str) -> bool {
        self.0.iter().any(|held| held == feature)
    }

    /// Returns every feature in Discord's words and order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Returns the labels of the features that matter to people, the most important first.
    pub fn telling(&self) -> impl Iterator<Item = &'static str> {
        TELLING.into_iter().filter(|(feature, _)| self.has(feature)).map(|(_, label)| label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_features_become_chips_and_unknown_ones_are_kept() {
        let json = r#"["NEWS","INVITES_DISABLED","A_FEATURE_FROM_TOMORROW","VERIFIED"]"#;
        let features: GuildFeatures = serde_json::from_str(json).unwrap();
        assert_eq!(features.telling().collect::<Vec<_>>(), ["Verified", "Invites paused"]);
        assert!(features.has("A_FEATURE_FROM_TOMORROW") && !features.has("BANNER"));
        assert_eq!(serde_json::to_string(&features).unwrap(), json);
    }

    #[test]
    fn anything_but_a_list_of_texts_gives_no_features() {
        for (json, count) in [("null", 0), ("7", 0), (r#"{"a":"b"}"#, 0), (r#"["A",7,null]"#, 1)] {
            assert_eq!(serde_json::from_str::<GuildFeatures>(json).unwrap().iter().count(), count, "{json}");
        }
    }
}
