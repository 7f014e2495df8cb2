mod profile_url;
mod services;

pub use services::SERVICES;

use profile_url::profile_url;

use super::{
    Integration,
    lenient::{lenient_list, lenient_struct, lenient_text},
    open_enum::open_enum,
    visible_name::visible,
};

lenient_struct! {
    /// An account at another service that the user linked to Discord.
    ///
    /// Discord's list includes private connections. Never show one with [`Visibility::OnlyMe`] to other people.
    ///
    /// Source: <https://discord.com/developers/docs/resources/user#connection-object>, scope `connections`.
    #[derive(PartialEq, Eq)]
    Connection {
        /// The account's id at the service, in the service's own form; empty if Discord did not say.
        #[serde(default, deserialize_with = "lenient_text")]
        id: String,
        /// Discord's word for the service, such as `github`. Required: an object without it is left out.
        #[serde(rename = "type", deserialize_with = "lenient_text")]
        service: String,
        /// The account's name at the service. Show [`Connection::account_name`].
        #[serde(default, deserialize_with = "lenient_text")]
        name: Option<String>,
        /// Guild integrations that use this account.
        #[serde(default, deserialize_with = "lenient_list")]
        integrations: Vec<Integration>,
    } and {
        /// Whether the user proved that the account is theirs.
        verified: bool,
        /// Whether the service withdrew Discord's access.
        revoked: bool,
        /// Whether Discord suggests friends from the service.
        friend_sync: bool,
        /// Whether the user's status shows their activity at the service.
        show_activity: bool,
        /// Whether the link exists at the service too.
        two_way_link: bool,
        /// Who sees it on the user's profile.
        visibility: Visibility,
    }
}

open_enum! {
    /// Who sees a connection on the user's profile. By default, only the user sees it.
    ///
    /// Source: <https://discord.com/developers/docs/resources/user#connection-object-visibility-types>.
    #[derive(Default)]
    Visibility {
        #[default]
        OnlyMe = 0, "Only you";
        Everyone = 1, "Visible to everyone";
    }
}

impl Connection {
    /// Returns the service's name as people know it, or Discord's word for a service that is not in [`SERVICES`].
    pub fn service_name(&self) -> &str {
        let word = || visible(&self.service).unwrap_or("Unknown service");
        services::find(&self.service).map_or_else(word, |(_, name, _)| name)
    }

    /// Returns whether everyone sees it on the user's profile.
    pub fn is_visible(&self) -> bool {
        self.visibility == Visibility::Everyone
    }

    /// Returns the name to show: the account's own, or its id if the name is invisible.
    pub fn account_name(&self) -> &str {
        self.visible_name().or_else(|| visible(&self.id)).unwrap_or("Unnamed account")
    }

    fn visible_name(&self) -> Option<&str> {
        self.name.as_deref().and_then(visible)
    }

    /// Returns the address of the account's page at the service, always `https`; `None` if there is no such page.
    pub fn profile_url(&self) -> Option<String> {
        profile_url(&self.service, &self.id, self.visible_name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(json: &str) -> Connection {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_known_service_has_a_name_and_a_link_to_the_account() {
        let github = connection(r#"{"id":"583231","name":"octo cat","type":"github","verified":true,"visibility":1}"#);
        assert_eq!(github.service_name(), "GitHub");
        assert_eq!(github.profile_url().as_deref(), Some("https://github.com/octo%20cat"));
        assert!(github.is_visible());
    }

    #[test]
    fn every_attribute_of_the_reference_library_is_there() {
        let twitch = connection(
            r#"{"id":"80351110","name":"nelly","type":"twitch","revoked":true,"verified":true,"friend_sync":true,
                "show_activity":true,"visibility":1,"integrations":[{"id":"7"}]}"#,
        );
        assert_eq!(
            (twitch.id.as_str(), twitch.name.as_deref(), twitch.service.as_str()),
            ("80351110", Some("nelly"), "twitch")
        );
        assert!(twitch.revoked && twitch.verified && twitch.friend_sync && twitch.show_activity);
        assert_eq!((twitch.visibility, twitch.integrations[0].id.as_str()), (Visibility::Everyone, "7"));
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
        for odd in ["javascript:alert(1)", "http://mastodon.example/@a", "https://", "https:///@a", ""] {
            assert_eq!(at(odd), None, "{odd}");
        }
    }

    #[test]
    fn each_service_has_its_name_and_only_its_own_link() {
        for (service, name, url) in [
            ("bluesky", "Bluesky", Some("https://bsky.app/profile/did:plc:a%2F1")),
            ("domain", "Domain", None),
            ("ebay", "eBay", Some("https://www.ebay.com/usr/mira%20l")),
            ("leagueoflegends", "League of Legends", None),
            ("reddit", "Reddit", Some("https://www.reddit.com/u/mira%20l")),
            ("roblox", "Roblox", Some("https://roblox.com/users/did:plc:a%2F1/profile")),
            ("skype", "Skype", None),
            ("soundcloud", "soundcloud", None),
            ("tiktok", "TikTok", Some("https://www.tiktok.com/@mira%20l")),
            ("twitter", "X (Twitter)", Some("https://x.com/mira%20l")),
        ] {
            let account = connection(&format!(r#"{{"id":"did:plc:a/1","name":"mira l","type":"{service}"}}"#));
            assert_eq!((account.service_name(), account.profile_url().as_deref()), (name, url));
        }
    }

    #[test]
    fn a_domain_is_a_link_only_when_it_is_a_host_name() {
        let at = |id: &str| connection(&format!(r#"{{"id":"{id}","type":"domain"}}"#)).profile_url();
        for good in ["mira.example", "a-b.co.uk", "xn--bcher-kva.example", "1and1.com"] {
            assert_eq!(at(good).as_deref(), Some(&*format!("https://{good}/")), "{good}");
        }
        for odd in [
            "",
            "localhost",
            "127.0.0.1",
            "2130706433",
            "0x7f.1",
            "0x7f.0x1",
            "a..b",
            "-a.example",
            "a-.example",
            ".example",
            "example.",
            "user@evil.example",
            "evil.example:8080",
            "evil.example/x",
            "evil.example?x",
            "bücher.example",
            "a b.example",
        ] {
            assert_eq!(at(odd), None, "{odd}");
        }
    }

    #[test]
    fn an_id_that_would_change_the_path_has_no_link() {
        for odd in ["", ".", ".."] {
            assert_eq!(connection(&format!(r#"{{"id":"{odd}","type":"steam"}}"#)).profile_url(), None, "{odd:?}");
        }
    }

    #[test]
    fn a_connection_with_odd_fields_is_kept_and_shows_what_it_has() {
        for (json, service, account, url) in [
            (r#"{"id":7340021,"name":"mira","type":"github"}"#, "GitHub", "mira", Some("https://github.com/mira")),
            (
                r#"{"id":76561198000000000,"name":null,"type":"steam"}"#,
                "Steam",
                "76561198000000000",
                Some("https://steamcommunity.com/profiles/76561198000000000"),
            ),
            (r#"{"id":7,"name":"\u3164","type":"github"}"#, "GitHub", "7", None),
            (r#"{"id":"7","name":"\u200b\u2060","type":"reddit"}"#, "Reddit", "7", None),
            (r#"{"id":null,"name":"mira","type":"steam"}"#, "Steam", "mira", None),
            (r#"{"name":42,"type":"twitch"}"#, "Twitch", "42", Some("https://www.twitch.tv/42")),
            (r#"{"id":"\u3164","name":"","type":"holonet"}"#, "holonet", "Unnamed account", None),
            (r#"{"id":"1","name":"a","type":"\u3164"}"#, "Unknown service", "a", None),
            (r#"{"id":"1","name":"a","type":null}"#, "Unknown service", "a", None),
            (r#"{"id":"1","name":"a","type":7}"#, "7", "a", None),
        ] {
            let it = connection(json);
            assert_eq!(
                (it.service_name(), it.account_name(), it.profile_url().as_deref()),
                (service, account, url),
                "{json}"
            );
        }
        assert!(serde_json::from_str::<Connection>(r#"{"id":"1","name":"mira"}"#).is_err(), "no type at all");
    }

    #[test]
    fn only_the_type_is_required() {
        for odd in ["null", "1e30", r#""x""#, "[7]", "{}"] {
            let rest = [
                "id",
                "name",
                "verified",
                "revoked",
                "friend_sync",
                "show_activity",
                "two_way_link",
                "visibility",
                "integrations",
                "metadata",
            ];
            let rest: String = rest.iter().map(|key| format!(r#","{key}":{odd}"#)).collect();
            let account = connection(&format!(r#"{{"type":"steam"{rest}}}"#));
            assert!(!account.is_visible() && !account.verified, "{odd}");
        }
    }

    #[test]
    fn an_odd_integration_is_left_out() {
        let twitch =
            connection(r#"{"id":"1","type":"twitch","integrations":[{"id":"twitch-partners","type":"twitch"},7]}"#);
        assert_eq!(twitch.integrations.len(), 1);
    }
}
