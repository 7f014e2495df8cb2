//! Examples of what Discord sends: those of its documentation, and data of many kinds of people.

use app::discord::{Channel, Connection, Guild, Integration, Role, Scopes, User, UserGuild};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

pub const USERS: &[&str] = &[
    // Documented.
    r#"{"id":"80351110224678912","username":"Nelly","discriminator":"1337","avatar":"8342729096ea3675442027381ff50dfe",
        "verified":true,"email":"nelly@discord.com","flags":64,"banner":"06c16474723fe537c283b8efa61a30c8",
        "accent_color":16711680,"premium_type":1,"public_flags":64,
        "avatar_decoration_data":{"sku_id":"1144058844004233369","asset":"a_fed43ab12698df65902ba06727e20c0e"}}"#,
    // A new-style name and no optional field.
    r#"{"id":"80351110224678912","username":"nelly","discriminator":"0","global_name":null,
        "avatar":"a_0123456789abcdef0123456789abcdef","banner":null,"accent_color":16711680,"public_flags":64,"flags":64,
        "locale":"en-US","mfa_enabled":true,"premium_type":0,"email":null,"verified":false,"avatar_decoration_data":null,
        "collectibles":null,"primary_guild":{"identity_guild_id":null,"identity_enabled":false,"tag":null,"badge":null}}"#,
    // Every field.
    r#"{"id":"268473310986240001","username":"mira.lindqvist","discriminator":"0","global_name":"Mira Lindqvist",
        "avatar":"a_f6877579c97f5d2a1acce263c16ee78e","banner":"a_4ac0d4440f6e6ac07d62f1d8508144c5","accent_color":2003562,
        "mfa_enabled":true,"locale":"sv-SE","premium_type":0,"public_flags":4326156,"flags":17592190370572,
        "email":"mira.lindqvist@example.com","verified":true,"bot":false,"system":false,
        "avatar_decoration_data":{"asset":"a_2d399c9a712e81c9e4b4f7f11d17586e","sku_id":"1144058844004233369"},
        "collectibles":{"nameplate":{"sku_id":"1349849614198505602","asset":"nameplates/nameplates/twilight/",
          "label":"COLLECTIBLES_NAMEPLATES_TWILIGHT_A11Y","palette":"cobalt"}},
        "primary_guild":{"identity_guild_id":"420904194539651073","identity_enabled":true,"tag":"FIKA",
          "badge":"dcdd1274f35ac5a8573e07b0582ad92c"}}"#,
];

pub const USER_GUILDS: &[&str] = &[
    // Documented.
    r#"{"id":"80351110224678912","name":"1337 Krew","icon":"8342729096ea3675442027381ff50dfe",
        "banner":"bb42bdc37653b7cf58c4c8cc622e76cb","owner":true,"permissions":"36953089",
        "features":["COMMUNITY","NEWS","ANIMATED_ICON","INVITE_SPLASH","BANNER","ROLE_ICONS"],
        "approximate_member_count":3268,"approximate_presence_count":784}"#,
    r#"{"id":"197038439483310086","name":"Testers","icon":null,"banner":null,"owner":false,"permissions":"2147483647",
        "features":["COMMUNITY","SOME_FUTURE_FEATURE"]}"#,
    // A permission that is not documented yet (bit 60), and more permissions than fit into 64 bits.
    r#"{"id":"884760662507651080","name":"Tomorrow's Garden","icon":"c98b82371573afc08575815d90f5eac4","banner":null,
        "owner":false,"permissions":"1153608461107711553","features":["COMMUNITY","A_FEATURE_FROM_TOMORROW"]}"#,
    r#"{"id":"1","name":"مجتمع البرمجة","icon":null,"owner":false,"permissions":"36893488147419103240","features":[]}"#,
];

pub const CONNECTIONS: &[&str] = &[
    // Documented.
    r#"{"id":"80351110","name":"nelly","type":"twitch","revoked":false,"integrations":[],"verified":true,
        "friend_sync":false,"show_activity":true,"two_way_link":false,"visibility":1}"#,
    r#"{"id":"141981764","name":"miralindqvist","type":"twitch","verified":true,"revoked":false,"friend_sync":false,
        "show_activity":true,"two_way_link":false,"visibility":1,"integrations":[
          {"id":"twitch-partners","type":"twitch","account":{"id":"141981764","name":"miralindqvist"},
           "guild":{"id":"420904194539651073","name":"Workshop","icon":"a_0120a4f9196a5f9eb9f523f31f914da7"}},
          {"id":"608621108920459999","type":"twitch","account":{"id":"141981764","name":null},
           "guild":{"id":"608621108920451075","name":"Rustaceans","icon":null}}]}"#,
    r#"{"id":"holo-7","name":null,"type":"holonet","verified":false,"revoked":true,"friend_sync":false,
        "show_activity":false,"two_way_link":true,"visibility":2}"#,
];

pub const ROLES: &[&str] = &[
    r#"{"id":"420904194539651073","name":"@everyone","permissions":"2112","position":0,"color":0,
        "colors":{"primary_color":0,"secondary_color":null,"tertiary_color":null},"hoist":false,"managed":false,
        "mentionable":false,"icon":null,"unicode_emoji":null,"flags":0}"#,
    r#"{"id":"420904194539651090","name":"Boosters","permissions":"66321471","position":3,"color":11127295,
        "colors":{"primary_color":11127295,"secondary_color":16759788,"tertiary_color":16761760},"hoist":true,
        "managed":true,"mentionable":true,"icon":"cf3ced8600b777c9486c6d8d84fb4327","unicode_emoji":null,"flags":1,
        "tags":{"premium_subscriber":null}}"#,
    r#"{"id":"420904194539651091","name":"Helper","permissions":"8","position":4,"color":3447003,
        "colors":{"primary_color":3447003,"secondary_color":255,"tertiary_color":null},"hoist":false,"managed":true,
        "mentionable":false,"icon":null,"unicode_emoji":"🌱","flags":0,"tags":{"bot_id":"7","integration_id":"8"}}"#,
    r#"{"id":"420904194539651092","name":"Members","permissions":"0","position":1,"color":0,"hoist":false,
        "managed":true,"mentionable":false,"flags":0,
        "tags":{"subscription_listing_id":"9","available_for_purchase":null,"guild_connections":null}}"#,
];

pub const GUILDS: &[&str] = &[
    r#"{"id":"420904194539651073","name":"Lindqvist Workshop","icon":"a_0120a4f9196a5f9eb9f523f31f914da7","splash":null,
        "discovery_splash":null,"banner":"0a8274b1e58a396c998744bf66c7e795","description":"Where things get mended.",
        "owner_id":"268473310986240001","features":["COMMUNITY","GUILD_TAGS"],"vanity_url_code":null,
        "preferred_locale":"sv-SE","verification_level":3,"mfa_level":1,"explicit_content_filter":2,
        "default_message_notifications":1,"nsfw_level":0,"premium_tier":2,"premium_subscription_count":8,
        "approximate_member_count":412,"approximate_presence_count":97,"system_channel_id":"420904194539651080",
        "rules_channel_id":"420904194539651081","roles":[{"id":"420904194539651073","name":"@everyone","permissions":"2112",
          "position":0,"color":0,"hoist":false,"managed":false,"mentionable":false,"tags":{"premium_subscriber":null}}],
        "emojis":[],"stickers":[],"region":null,"application_id":null,"afk_channel_id":null,"afk_timeout":300,
        "system_channel_flags":0,"widget_enabled":false,"max_members":500000,"premium_progress_bar_enabled":true}"#,
    r#"{"id":"531794881413251074","name":"Bot test bench","icon":null,"owner_id":"268473310986240001","features":[],
        "roles":[],"verification_level":0,"premium_tier":0}"#,
];

pub const INTEGRATIONS: &[&str] = &[
    r#"{"id":"608621108920459999","name":"mira_bygger","type":"twitch","enabled":true,"syncing":false,
        "role_id":"608621108920451111","enable_emoticons":true,"expire_behavior":1,"expire_grace_period":7,
        "user":{"id":"268473310986240001","username":"mira.lindqvist","discriminator":"0"},
        "account":{"id":"141981764","name":"mira_bygger"},"synced_at":"2026-08-01T10:00:00.000000+00:00",
        "subscriber_count":42,"revoked":false}"#,
    r#"{"id":"33590653072239123","name":"A Name","type":"discord","enabled":true,"account":{"id":"7","name":"A Name"},
        "application":{"id":"7","name":"A Name","icon":null,"description":"","bot":{"id":"7","username":"a-name","bot":true}},
        "scopes":["bot","applications.commands"]}"#,
];

pub const CHANNELS: &[&str] = &[
    r#"{"id":"420904194539653003","type":0,"name":"general","position":1,"parent_id":"420904194539653001","topic":"All of it",
        "nsfw":false}"#,
    r#"{"id":"420904194539653001","type":4,"name":"Rooms","position":0,"parent_id":null,"topic":null,"nsfw":false}"#,
];

/// Fields that no page shows, and that the types leave out.
const NOT_KEPT: [&str; 10] = [
    "emojis",
    "stickers",
    "region",
    "application_id",
    "afk_channel_id",
    "afk_timeout",
    "system_channel_flags",
    "widget_enabled",
    "max_members",
    "premium_progress_bar_enabled",
];

/// Returns the paths of values that are in `sent` and are missing from `kept` or differ there.
fn lost(sent: &Value, kept: &Value, path: &str) -> Vec<String> {
    match (sent, kept) {
        (Value::Object(sent), Value::Object(kept)) => sent
            .iter()
            .filter(|(key, _)| !NOT_KEPT.contains(&key.as_str()))
            .flat_map(|(key, value)| match kept.get(key) {
                Some(kept) => lost(value, kept, &format!("{path}.{key}")),
                None => vec![format!("{path}.{key}")],
            })
            .collect(),
        (Value::Array(sent), Value::Array(kept)) if sent.len() == kept.len() => {
            sent.iter().zip(kept).flat_map(|(sent, kept)| lost(sent, kept, path)).collect()
        }
        _ if sent == kept => vec![],
        _ => vec![path.to_owned()],
    }
}

fn assert_nothing_lost<T: Serialize + DeserializeOwned>(examples: &[&str]) {
    for example in examples {
        let kept: T = serde_json::from_str(example).unwrap_or_else(|error| panic!("{error} in {example}"));
        let sent: Value = serde_json::from_str(example).unwrap();
        let lost = lost(&sent, &serde_json::to_value(&kept).unwrap(), "");
        assert!(lost.is_empty(), "{lost:?} of {example}");
    }
}

#[test]
fn every_example_decodes_and_nothing_of_it_is_lost() {
    assert_nothing_lost::<User>(USERS);
    assert_nothing_lost::<UserGuild>(USER_GUILDS);
    assert_nothing_lost::<Connection>(CONNECTIONS);
    assert_nothing_lost::<Role>(ROLES);
    assert_nothing_lost::<Guild>(GUILDS);
    assert_nothing_lost::<Integration>(INTEGRATIONS);
    assert_nothing_lost::<Channel>(CHANNELS);
}

#[test]
fn the_scope_of_a_token_answer_decodes() {
    let answer = r#"{"token_type":"Bearer","access_token":"AT","expires_in":604800,"refresh_token":"RT","scope":"identify guilds"}"#;
    let answer: Value = serde_json::from_str(answer).unwrap();
    assert_eq!(Scopes::parse(answer["scope"].as_str().unwrap()), Scopes::parse("guilds identify"));
}
