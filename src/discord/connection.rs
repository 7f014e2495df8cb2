use serde::{Deserialize, Serialize};

use super::Integration;

/// An account elsewhere that the user linked to Discord.
///
/// The list holds private ones too: never show one with [`Visibility::OnlyMe`] to anybody else.
///
/// Source: <https://discord.com/developers/docs/resources/user#connection-object>, scope `connections`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// The account's id at the service, in the service's own form.
    pub id: String,
    /// The account's name at the service.
    #[serde(default)]
    pub name: Option<String>,
    /// Discord's word for the service, such as `github`; an open set.
    #[serde(rename = "type")]
    pub service: String,
    /// Whether the user proved that the account is theirs.
    #[serde(default)]
    pub verified: bool,
    /// Whether the service withdrew Discord's access.
    #[serde(default)]
    pub revoked: bool,
    /// Whether friends at the service are suggested.
    #[serde(default)]
    pub friend_sync: bool,
    /// Whether what happens at the service shows in the user's presence.
    #[serde(default)]
    pub show_activity: bool,
    /// Whether the link stands at the service too.
    #[serde(default)]
    pub two_way_link: bool,
    /// Who sees it on the user's profile.
    #[serde(default)]
    pub visibility: Visibility,
    /// Guild integrations that stand on this account.
    #[serde(default, deserialize_with = "fitting_integrations")]
    pub integrations: Vec<Integration>,
}

/// Who sees a connection on the user's profile.
///
/// Source: <https://discord.com/developers/docs/resources/user#connection-object-visibility-types>.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "u8", into = "u8")]
pub enum Visibility {
    /// Nobody but the user. Also what an unset value means: the careful reading.
    #[default]
    OnlyMe,
    /// Everybody.
    Everyone,
    /// A value that is newer than this list; treated as private.
    Unknown(u8),
}

impl From<u8> for Visibility {
    fn from(number: u8) -> Self {
        match number {
            0 => Self::OnlyMe,
            1 => Self::Everyone,
            other => Self::Unknown(other),
        }
    }
}

impl From<Visibility> for u8 {
    fn from(visibility: Visibility) -> Self {
        match visibility {
            Visibility::OnlyMe => 0,
            Visibility::Everyone => 1,
            Visibility::Unknown(other) => other,
        }
    }
}

/// Services by Discord's word for them: the name people know, and the profile's address if it has one.
///
/// `{id}` and `{name}` stand for the account's, percent-encoded. Riot Games and League of Legends are gone since July 2026.
const SERVICES: [(&str, &str, Option<&str>); 24] = [
    ("amazon-music", "Amazon Music", None),
    ("battlenet", "Battle.net", None),
    ("bluesky", "Bluesky", Some("https://bsky.app/profile/{id}")),
    ("bungie", "Bungie.net", None),
    ("crunchyroll", "Crunchyroll", None),
    ("domain", "Domain", Some("https://{id}/")),
    ("ebay", "eBay", Some("https://www.ebay.com/usr/{name}")),
    ("epicgames", "Epic Games", None),
    ("facebook", "Facebook", None),
    ("github", "GitHub", Some("https://github.com/{name}")),
    ("instagram", "Instagram", Some("https://www.instagram.com/{name}")),
    ("mastodon", "Mastodon", None),
    ("paypal", "PayPal", None),
    ("playstation", "PlayStation Network", None),
    ("reddit", "Reddit", Some("https://www.reddit.com/u/{name}")),
    ("roblox", "Roblox", Some("https://roblox.com/users/{id}/profile")),
    ("skype", "Skype", None),
    ("spotify", "Spotify", Some("https://open.spotify.com/user/{id}")),
    ("steam", "Steam", Some("https://steamcommunity.com/profiles/{id}")),
    ("tiktok", "TikTok", Some("https://www.tiktok.com/@{name}")),
    ("twitch", "Twitch", Some("https://www.twitch.tv/{name}")),
    ("twitter", "X (Twitter)", Some("https://x.com/{name}")),
    ("xbox", "Xbox", None),
    ("youtube", "YouTube", Some("https://www.youtube.com/channel/{id}")),
];

impl Connection {
    /// The service's name as people know it; Discord's own word for a service that is newer than the list.
    pub fn service_name(&self) -> &str {
        self.known_service().map_or(self.service.as_str(), |(_, name, _)| name)
    }

    /// Whether everybody sees it on the user's profile.
    pub fn is_visible(&self) -> bool {
        self.visibility == Visibility::Everyone
    }

    /// The name to show: the account's name, or its id where Discord sent none.
    pub fn account_name(&self) -> &str {
        self.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&self.id)
    }

    /// Where the account can be seen; `None` when the service has no such page. Always `https`.
    pub fn profile_url(&self) -> Option<String> {
        if self.service == "mastodon" {
            // There the id is the address itself, so it must not become a `javascript:` link.
            return self.id.starts_with("https://").then(|| self.id.clone());
        }
        let (_, _, pattern) = self.known_service()?;
        Some(
            pattern?.replace("{id}", &percent_encode(&self.id)).replace("{name}", &percent_encode(self.account_name())),
        )
    }

    fn known_service(&self) -> Option<(&'static str, &'static str, Option<&'static str>)> {
        SERVICES.into_iter().find(|(service, ..)| *service == self.service)
    }
}

/// Keeps what may stand in a path segment (RFC 3986 unreserved, and `:` for decentralised ids), encodes the rest.
fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' => encoded.push(byte.into()),
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

fn fitting_integrations<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Integration>, D::Error> {
    let elements = Option::<Vec<serde_json::Value>>::deserialize(deserializer)?.unwrap_or_default();
    Ok(elements.into_iter().filter_map(|element| serde_json::from_value(element).ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(json: &str) -> Connection {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_known_service_has_its_name_and_the_accounts_page() {
        let github = connection(r#"{"id":"583231","name":"octo cat","type":"github","verified":true,"visibility":1}"#);
        assert_eq!(github.service_name(), "GitHub");
        assert_eq!(github.profile_url().as_deref(), Some("https://github.com/octo%20cat"));
        assert!(github.is_visible());
    }

    #[test]
    fn an_unknown_service_keeps_its_word_and_has_no_link() {
        let odd = connection(r#"{"id":"1","name":null,"type":"holo-deck","visibility":7}"#);
        assert_eq!((odd.service_name(), odd.account_name(), odd.profile_url()), ("holo-deck", "1", None));
        assert!(!odd.is_visible());
        assert_eq!(serde_json::to_value(&odd).unwrap()["visibility"], 7);
    }

    #[test]
    fn a_mastodon_id_is_a_link_only_when_it_is_https() {
        let at = |id: &str| connection(&format!(r#"{{"id":"{id}","type":"mastodon"}}"#)).profile_url();
        assert_eq!(at("https://mastodon.example/@a").as_deref(), Some("https://mastodon.example/@a"));
        assert_eq!(at("javascript:alert(1)"), None);
    }

    #[test]
    fn an_odd_integration_is_left_out() {
        let twitch =
            connection(r#"{"id":"1","type":"twitch","integrations":[{"id":"twitch-partners","type":"twitch"},7]}"#);
        assert_eq!(twitch.integrations.len(), 1);
    }
}
