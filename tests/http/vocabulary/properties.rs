//! Properties that hold for random input, not only for chosen examples.

use std::fmt::Debug;

use app::discord::{
    ApplicationId, Cdn, Channel, Connection, ContentFilter, EventId, ExpireBehavior, Guild, GuildId, ImageFormat,
    ImageHash, ImageSize, Integration, Locale, MfaLevel, Notifications, NsfwLevel, Permissions, Picture, PremiumTier,
    PremiumType, Role, RoleId, Scope, Scopes, TeamId, User, UserGuild, UserId, VerificationLevel, Visibility,
    decode_list, visible,
};
use proptest::{collection::vec, prelude::*, sample::select};
use reqwest::Url;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::examples::{CHANNELS, CONNECTIONS, GUILDS, INTEGRATIONS, ROLES, USER_GUILDS, USERS};

const BASE: &str = "https://cdn.example/images";

fn round_trip<T: Serialize + DeserializeOwned>(value: &Value) -> Value {
    serde_json::to_value(serde_json::from_value::<T>(value.clone()).unwrap()).unwrap()
}

fn keys() -> impl Strategy<Value = String> {
    const KNOWN: &[&str] =
        &["id", "name", "username", "type", "account", "guild", "permissions", "roles", "tags", "asset", "tag"];
    prop_oneof![select(KNOWN).prop_map(str::to_owned), any::<String>()]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        any::<u64>().prop_map(|number| Value::from(number.to_string())),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let object = vec((keys(), inner.clone()), 0..6).prop_map(|pairs| Value::Object(pairs.into_iter().collect()));
        prop_oneof![vec(inner, 0..6).prop_map(Value::from), object]
    })
}

/// Generates text that tries to be another path, query or host.
fn hostile_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z0-9_./?#%&@:\\\\ ]{0,24}",
        "(a_)?[0-9a-f]{32}",
        select(&["..", ".", "", "//"][..]).prop_map(str::to_owned)
    ]
}

/// Generates an example in which one value, at any depth, is replaced or removed.
fn mutated(examples: &'static [&'static str]) -> impl Strategy<Value = Value> {
    (select(examples), vec(any::<prop::sample::Index>(), 1..4), prop::option::of(json())).prop_map(
        |(text, way, new)| {
            let mut root: Value = serde_json::from_str(text).unwrap();
            replace(&mut root, &way, new);
            root
        },
    )
}

fn replace(value: &mut Value, way: &[prop::sample::Index], new: Option<Value>) {
    let [step, rest @ ..] = way else { return };
    let key = |object: &Map<String, Value>| {
        (!object.is_empty()).then(|| step.get(&object.keys().collect::<Vec<_>>()).to_string())
    };
    match value {
        Value::Object(object) => {
            let Some(key) = key(object) else { return };
            if !rest.is_empty() && (object[&key].is_object() || object[&key].is_array()) {
                return replace(&mut object[&key], rest, new);
            }
            match new {
                Some(new) => object.insert(key, new),
                None => object.remove(&key),
            };
        }
        Value::Array(list) if !list.is_empty() => {
            let index = step.index(list.len());
            replace(&mut list[index], rest, new);
        }
        _ => {}
    }
}

/// Decodes a value, calls everything that is computed from it, and checks that what was kept survives a round trip.
fn survives<T: Serialize + DeserializeOwned>(value: &Value, read: impl Fn(&T)) {
    let Ok(decoded) = serde_json::from_value::<T>(value.clone()) else { return };
    read(&decoded);
    let kept = serde_json::to_value(&decoded).unwrap();
    assert_eq!(round_trip::<T>(&kept), kept);
}

fn read_user(user: &User) {
    let cdn = Cdn::new(BASE);
    assert!(visible(&user.name()).is_some() && visible(&user.to_string()).is_some());
    let _ = (user.badges().count(), user.server_tag());
    let images = [cdn.banner(user), cdn.avatar_decoration(user), cdn.tag_badge(user), Some(cdn.avatar(user))];
    for url in images.into_iter().flatten() {
        assert_within_base(&url.to_string());
    }
}

fn read_user_guild(guild: &UserGuild) {
    assert!(visible(&guild.initials()).is_some() && visible(&guild.display_name()).is_some());
    let _ = (guild.can_manage(), guild.permissions.telling(3), guild.features.telling().count(), guild.to_string());
    if let Some(url) = Cdn::new(BASE).guild_icon(guild) {
        assert_within_base(&url.to_string());
    }
}

fn read_connection(connection: &Connection) {
    assert!(visible(connection.service_name()).is_some() && visible(connection.account_name()).is_some());
    assert!(connection.profile_url().is_none_or(|url| url.starts_with("https://")));
}

fn read_guild(guild: &Guild) {
    let all: Vec<_> = guild.roles.iter().map(|role| role.id).collect();
    assert!(visible(&guild.initials()).is_some() && visible(&guild.display_name()).is_some());
    let _ = guild.permissions_of(UserId::new(1), &all);
    guild.roles.iter().for_each(read_role);
}

fn read_role(role: &Role) {
    assert!(role.paint().len() <= 3 && visible(&role.display_name()).is_some());
}

fn read_integration(integration: &Integration) {
    assert!(visible(integration.display_name()).is_some());
}

fn read_channel(channel: &Channel) {
    assert!(visible(&channel.display_name()).is_some());
}

/// Checks that an address is valid and below the CDN's, in its own folder and with our query only.
fn assert_within_base(text: &str) {
    let url = Url::parse(text).unwrap();
    assert_eq!(url.as_str(), text, "a browser would read it differently");
    assert!(text.starts_with(&format!("{BASE}/")) && !text.contains("..") && !url.path().contains("//"), "{text}");
    let ours = |key: &str| ["size", "animated", "passthrough"].contains(&key);
    assert!(url.query_pairs().all(|(key, _)| ours(&key)) && url.fragment().is_none(), "{text}");
}

fn one_odd_element_costs_only_itself<T: DeserializeOwned + Serialize + Debug>(
    examples: &[&str],
    odd: &Value,
    at: usize,
) {
    let good: Vec<Value> = examples.iter().map(|text| round_trip::<T>(&serde_json::from_str(text).unwrap())).collect();
    let at = at % (good.len() + 1);
    let mut sent = good.clone();
    sent.insert(at, odd.clone());
    let (kept, left_out) = decode_list::<T>(&Value::from(sent).to_string()).unwrap();
    let mut kept: Vec<Value> = kept.iter().map(|element| serde_json::to_value(element).unwrap()).collect();
    assert_eq!(kept.len() + left_out, good.len() + 1);
    if left_out == 0 {
        kept.remove(at);
    }
    assert_eq!(kept, good);
}

/// Checks that an object still decodes when any field that is not in `needed` has an odd value.
fn decodes_without<T: DeserializeOwned>(examples: &[&str], needed: &[&str], key: &prop::sample::Index, odd: &Value) {
    for text in examples {
        let mut object: Map<String, Value> = serde_json::from_str(text).unwrap();
        let optional: Vec<_> = object.keys().filter(|key| !needed.contains(&key.as_str())).cloned().collect();
        object.insert(key.get(&optional).clone(), odd.clone());
        assert!(serde_json::from_value::<T>(Value::from(object.clone())).is_ok(), "{object:?}");
    }
}

proptest! {
    #[test]
    fn ids_are_text_and_survive_a_round_trip(id: u64) {
        let text = Value::from(id.to_string());
        prop_assert_eq!(round_trip::<UserId>(&text), text.clone());
        prop_assert_eq!(round_trip::<UserId>(&Value::from(id)), text);
        let id = UserId::new(id);
        let first = UserId::at_ms(id.created_at_ms());
        prop_assert!(first.get() <= id.get() && first.created_at_ms() == id.created_at_ms());
    }

    #[test]
    fn permissions_keep_their_text_and_their_low_bits(number: u128) {
        let text = Value::from(number.to_string());
        prop_assert_eq!(round_trip::<Permissions>(&text), text.clone());
        let set: Permissions = serde_json::from_value(text).unwrap();
        prop_assert_eq!(u128::from(set.bits()), number & u128::from(u64::MAX));
        let named = set.iter().map(|permission| 1_u64 << permission.bit());
        let unknown = set.unknown_bits().map(|bit| 1 << bit);
        prop_assert_eq!(named.chain(unknown).fold(0, |bits, bit| bits | bit), set.bits());
    }

    #[test]
    fn scopes_are_equal_in_any_order(words in vec("[a-z_.]{1,9}", 0..9), others in vec("[a-z_.]{1,2}", 0..9)) {
        let scopes: Scopes = words.iter().map(String::as_str).collect();
        let backwards: Scopes = words.iter().rev().map(String::as_str).collect();
        prop_assert_eq!(&scopes, &backwards);
        prop_assert_eq!(&Scopes::parse(&scopes.to_string()), &scopes);
        let json = serde_json::to_value(&scopes).unwrap();
        prop_assert_eq!(round_trip::<Scopes>(&json), json);
        let others: Scopes = others.iter().map(String::as_str).collect();
        let both = scopes.union(&others);
        prop_assert!(scopes.missing_from(&both).is_empty() && others.missing_from(&both).is_empty());
        prop_assert_eq!(scopes.union(&others.missing_from(&scopes)), both);
        prop_assert!(words.iter().all(|word| Scope::find(word).is_none_or(|scope| scope.name == word)));
    }

    #[test]
    fn new_values_of_enums_survive_a_round_trip(number in prop_oneof![any::<i64>(), -1..10_i64]) {
        let value = Value::from(number);
        for kept in [
            round_trip::<Visibility>(&value),
            round_trip::<PremiumType>(&value),
            round_trip::<ExpireBehavior>(&value),
            round_trip::<VerificationLevel>(&value),
            round_trip::<MfaLevel>(&value),
            round_trip::<ContentFilter>(&value),
            round_trip::<Notifications>(&value),
            round_trip::<NsfwLevel>(&value),
            round_trip::<PremiumTier>(&value),
        ] {
            prop_assert_eq!(&kept, &value);
        }
    }

    #[test]
    fn any_locale_is_kept_and_has_a_language(code: String) {
        let value = Value::from(code.as_str());
        prop_assert_eq!(round_trip::<Locale>(&value), value);
        let locale = Locale::new(code.clone());
        prop_assert_eq!(locale.to_string(), code);
        prop_assert!(!locale.or_english().is_empty());
    }

    #[test]
    fn any_json_is_read_or_refused_without_a_panic(value in json()) {
        survives::<User>(&value, read_user);
        survives::<UserGuild>(&value, read_user_guild);
        survives::<Connection>(&value, read_connection);
        survives::<Guild>(&value, read_guild);
        survives::<Role>(&value, read_role);
        survives::<Integration>(&value, read_integration);
        survives::<Channel>(&value, read_channel);
        survives::<Permissions>(&value, |_| ());
        survives::<Scopes>(&value, |_| ());
        let _ = decode_list::<User>(&value.to_string());
    }

    #[test]
    fn any_text_is_decoded_or_refused_without_a_panic(text: String) {
        let _ = decode_list::<UserGuild>(&text);
        let _ = serde_json::from_str::<User>(&text);
        let _ = (text.parse::<UserId>(), Scopes::parse(&text));
    }

    #[test]
    fn a_changed_user_is_read_or_refused(value in mutated(USERS)) {
        survives::<User>(&value, read_user);
    }

    #[test]
    fn a_changed_guild_of_a_user_is_read_or_refused(value in mutated(USER_GUILDS)) {
        survives::<UserGuild>(&value, read_user_guild);
    }

    #[test]
    fn a_changed_connection_is_read_or_refused(value in mutated(CONNECTIONS)) {
        survives::<Connection>(&value, read_connection);
    }

    #[test]
    fn a_changed_guild_is_read_or_refused(value in mutated(GUILDS), role in mutated(ROLES), integration in mutated(INTEGRATIONS)) {
        survives::<Guild>(&value, read_guild);
        survives::<Role>(&role, read_role);
        survives::<Integration>(&integration, read_integration);
    }

    #[test]
    fn a_list_with_one_odd_element_keeps_the_others(
        odd in json(), guild in mutated(USER_GUILDS), connection in mutated(CONNECTIONS), role in mutated(ROLES), at: usize
    ) {
        for element in [&odd, &guild] {
            one_odd_element_costs_only_itself::<UserGuild>(USER_GUILDS, element, at);
        }
        for element in [&odd, &connection] {
            one_odd_element_costs_only_itself::<Connection>(CONNECTIONS, element, at);
        }
        one_odd_element_costs_only_itself::<Role>(ROLES, &role, at);
        one_odd_element_costs_only_itself::<Integration>(INTEGRATIONS, &odd, at);
        one_odd_element_costs_only_itself::<Channel>(CHANNELS, &odd, at);
    }

    #[test]
    fn only_a_required_id_can_cost_an_object(key: prop::sample::Index, odd in json()) {
        decodes_without::<User>(USERS, &["id"], &key, &odd);
        decodes_without::<UserGuild>(USER_GUILDS, &["id"], &key, &odd);
        decodes_without::<Connection>(CONNECTIONS, &[], &key, &odd);
        decodes_without::<Role>(ROLES, &["id"], &key, &odd);
        decodes_without::<Guild>(GUILDS, &["id"], &key, &odd);
        decodes_without::<Integration>(INTEGRATIONS, &[], &key, &odd);
        decodes_without::<Channel>(CHANNELS, &["id"], &key, &odd);
    }

    #[test]
    fn images_stay_below_the_cdn_whatever_the_hash(hash in hostile_text(), one: u64, other: u64, pixels: u16) {
        let (guild, user) = (GuildId::new(one), UserId::new(other));
        for picture in [
            Picture::UserAvatar(user), Picture::UserBanner(user), Picture::GuildIcon(guild), Picture::GuildBanner(guild),
            Picture::GuildSplash(guild), Picture::DiscoverySplash(guild), Picture::MemberAvatar(guild, user),
            Picture::MemberBanner(guild, user), Picture::AvatarDecoration, Picture::RoleIcon(RoleId::new(one)),
            Picture::TagBadge(guild), Picture::App(ApplicationId::new(one)), Picture::TeamIcon(TeamId::new(one)),
            Picture::EventCover(EventId::new(one)),
        ] {
            let Some(url) = Cdn::new(BASE).image(picture, &ImageHash::new(hash.clone())) else { continue };
            let url = url.size(ImageSize::at_least(pixels));
            assert_within_base(&url.clone().animated().to_string());
            for format in ImageFormat::ALL {
                let text = url.clone().format(format).to_string();
                assert_within_base(&text);
                let file = Url::parse(&text).unwrap().path_segments().unwrap().next_back().unwrap().to_owned();
                prop_assert!(file.starts_with(&format!("{hash}.")), "{}", file);
                prop_assert!(!file.ends_with(".gif") || hash.starts_with("a_"), "{}", file);
            }
        }
    }

    #[test]
    fn links_to_accounts_stay_at_their_service(id in hostile_text(), name in hostile_text()) {
        for (service, start) in [
            ("bluesky", "https://bsky.app/profile/"), ("ebay", "https://www.ebay.com/usr/"), ("github", "https://github.com/"),
            ("instagram", "https://www.instagram.com/"), ("reddit", "https://www.reddit.com/u/"),
            ("roblox", "https://roblox.com/users/"), ("spotify", "https://open.spotify.com/user/"),
            ("steam", "https://steamcommunity.com/profiles/"), ("tiktok", "https://www.tiktok.com/@"),
            ("twitch", "https://www.twitch.tv/"), ("twitter", "https://x.com/"), ("youtube", "https://www.youtube.com/channel/"),
            ("domain", "https://"), ("mastodon", "https://"),
        ] {
            let account = serde_json::json!({ "id": id, "name": name, "type": service });
            let Some(link) = serde_json::from_value::<Connection>(account).unwrap().profile_url() else { continue };
            prop_assert!(link.starts_with(start), "{}", link);
            if start != "https://" {
                let url = Url::parse(&link).unwrap();
                prop_assert_eq!(url.as_str(), &link, "a browser would read it differently");
                prop_assert!(url.query().is_none() && url.fragment().is_none());
            }
        }
    }
}
