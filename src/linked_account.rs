//! A connection as its card shows it. The browser gets only these fields.

use serde::{Deserialize, Serialize};

use crate::{
    discord::{Cdn, Connection, ImageSize, Integration, Picture, SERVICES, visible},
    paths,
};

/// An account elsewhere that the user linked to Discord.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedAccount {
    /// Discord's word for the service, such as `github`.
    pub service: String,
    /// The service's name as people know it.
    pub service_name: String,
    /// The account's name at the service.
    pub name: String,
    /// The account's page at the service.
    pub profile_url: Option<String>,
    /// The account's id at the service; `None` if it is invisible.
    pub id: Option<String>,
    /// Whether Discord lost its access, so that the user has to link the account again.
    pub is_revoked: bool,
    /// Whether the user proved that the account is theirs.
    pub is_verified: bool,
    /// Whether everyone sees it on the user's profile.
    pub is_visible: bool,
    /// Whether the user's status shows what they do there.
    pub shows_activity: bool,
    /// Whether Discord suggests friends from there.
    pub suggests_friends: bool,
    /// Whether the service links back to Discord.
    pub is_linked_back: bool,
    /// The guilds with an integration that uses the account.
    pub guilds: Vec<LinkedGuild>,
}

/// A guild that uses a [`LinkedAccount`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedGuild {
    /// The guild's page here.
    pub href: String,
    /// The guild's name.
    pub name: String,
    /// The URL of the guild's icon.
    pub icon: Option<String>,
    /// What links the two, mostly a service.
    pub kind: String,
}

impl LinkedAccount {
    /// Takes from a connection what its card shows.
    pub fn new(connection: Connection, cdn: &Cdn) -> Self {
        Self {
            service_name: connection.service_name().to_owned(),
            name: connection.account_name().to_owned(),
            profile_url: connection.profile_url(),
            is_visible: connection.is_visible(),
            id: visible(&connection.id).map(str::to_owned),
            service: connection.service,
            is_revoked: connection.revoked,
            is_verified: connection.verified,
            shows_activity: connection.show_activity,
            suggests_friends: connection.friend_sync,
            is_linked_back: connection.two_way_link,
            guilds: connection.integrations.into_iter().filter_map(|one| LinkedGuild::new(one, cdn)).collect(),
        }
    }
}

impl LinkedGuild {
    fn new(integration: Integration, cdn: &Cdn) -> Option<Self> {
        let (guild, kind) = (integration.guild?, integration.kind);
        let icon = guild.icon.as_ref().and_then(|hash| cdn.image(Picture::GuildIcon(guild.id), hash));
        Some(Self {
            href: paths::guild(guild.id),
            name: guild.display_name().into_owned(),
            icon: icon.map(|url| url.size(ImageSize::at_least(64)).to_string()),
            kind: SERVICES.into_iter().find(|(word, ..)| *word == kind).map_or(kind, |(_, name, _)| name.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_gets_what_the_card_shows_and_no_more() {
        let connection = serde_json::from_str(
            r#"{"id":"7","name":"mira","type":"twitch","visibility":1,"two_way_link":true,"metadata":{"email":"a@b.example"},
                "integrations":[{"id":"8","type":"twitch","account":{"id":"9","name":"hidden account"},
                    "user":{"id":"10","username":"hidden user","email":"hidden@b.example"},
                    "guild":{"id":"11","name":"Garden","icon":"cc"}},
                    {"id":"12","type":"twitch"}]}"#,
        );
        let account = LinkedAccount::new(connection.unwrap(), &Cdn::new("https://cdn.example"));
        let guild = LinkedGuild {
            href: "/dashboard/guilds/11".into(),
            name: "Garden".into(),
            icon: Some("https://cdn.example/icons/11/cc.png?size=64".into()),
            kind: "Twitch".into(),
        };
        assert_eq!(account.guilds, [guild]);
        assert!(account.is_visible && account.is_linked_back && !account.is_revoked);
        let json = serde_json::to_string(&account).unwrap();
        assert!(!json.contains("b.example") && !json.contains("hidden"), "{json}");
        assert_eq!(serde_json::from_str::<LinkedAccount>(&json).unwrap(), account);
    }
}
