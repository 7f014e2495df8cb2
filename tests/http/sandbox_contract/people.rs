//! The people of the sandbox: their data is what Discord could send, and each shows something particular.

use std::collections::{BTreeMap, BTreeSet};

use sandbox::{BOT_TOKEN, CLIENT_ID};
use serde_json::{Value, json};

use super::{api, ask, authorization, client, get, json_of, sign_in_as, start_sandbox, text};
use crate::test_app::{self, BOBBY, INES, KAITO, NOOR, ODALYS, PIM, VERA};

const EVERYTHING: &str = "identify email guilds guilds.members.read connections";

/// What the API says about a person.
struct Described {
    user: Value,
    guilds: Vec<Value>,
    connections: Vec<Value>,
}

/// Returns everybody's id by name, from the consent page.
async fn everybody(base: &str) -> BTreeMap<String, String> {
    let page = ask(base, &authorization("identify")).await.text().await.unwrap();
    let cut = |text: &str, before: &str, after: &str| {
        text.split_once(before).unwrap().1.split_once(after).unwrap().0.to_owned()
    };
    page.split("<label").skip(1).map(|label| (cut(label, "<b>", "</b>"), cut(label, "value=\"", "\""))).collect()
}

async fn describe(base: &str, name: &str) -> Described {
    let tokens = sign_in_as(base, &everybody(base).await[name], EVERYTHING).await;
    let read = async |path: &str| json_of(get(base, path, text(&tokens, "access_token")).await, 200).await;
    let list = |value: Value| value.as_array().unwrap().clone();
    Described {
        user: read("/users/@me").await,
        guilds: list(read("/users/@me/guilds?with_counts=true").await),
        connections: list(read("/users/@me/connections").await),
    }
}

/// Counts the objects with this value.
fn count(objects: &[Value], key: &str, value: &Value) -> usize {
    objects.iter().filter(|object| object[key] == *value).count()
}

fn id_of(object: &Value) -> u64 {
    text(object, "id").parse().unwrap()
}

#[tokio::test]
async fn every_answer_about_every_person_fits_discords_schema() {
    let base = start_sandbox(None).await;
    let people = everybody(&base).await;
    let names = [test_app::MIRA, test_app::NELLY, PIM, ODALYS, NOOR, KAITO, VERA, BOBBY, INES];
    assert_eq!(people.keys().map(String::as_str).collect::<BTreeSet<_>>(), names.into());
    let paths = [
        "/users/@me",
        "/users/@me/guilds",
        "/users/@me/guilds?with_counts=true",
        "/users/@me/connections",
        "/oauth2/@me",
    ];
    for id in people.values() {
        // `json_of` checks each answer against the schema. The sign-in with fewer scopes comes first, because scopes add up.
        let tokens = sign_in_as(&base, id, "gdm.join").await;
        for path in &paths[..4] {
            json_of(get(&base, path, text(&tokens, "access_token")).await, 403).await;
        }
        let tokens = sign_in_as(&base, id, EVERYTHING).await;
        for path in paths {
            json_of(get(&base, path, text(&tokens, "access_token")).await, 200).await;
        }
        json_of(get(&base, "/users/@me/guilds?limit=0", text(&tokens, "access_token")).await, 400).await;
    }
}

#[tokio::test]
async fn everybody_keeps_to_discords_limits_and_their_images_are_there() {
    let base = start_sandbox(None).await;
    let mut images = BTreeSet::new();
    for name in everybody(&base).await.into_keys() {
        let Described { user, guilds, connections } = describe(&base, &name).await;
        let length = |value: &Value| value.as_str().map(|text| text.chars().count());
        assert!((2..=32).contains(&length(&user["username"]).unwrap()), "{user}");
        assert!(length(&user["global_name"]).is_none_or(|length| (1..=32).contains(&length)), "{user}");
        assert!(user["primary_guild"]["tag"].as_str().is_none_or(|tag| tag.chars().count() <= 4), "{user}");
        let discriminator = text(&user, "discriminator");
        assert!(discriminator == "0" || discriminator.len() == 4, "{user}");
        assert!(guilds.len() <= 200);
        assert!(guilds.is_sorted_by(|one, next| id_of(one) < id_of(next)), "{name}'s guilds");
        for guild in &guilds {
            assert!((2..=100).contains(&length(&guild["name"]).unwrap()), "{guild}");
            assert!(guild["permissions"].as_str().unwrap().bytes().all(|byte| byte.is_ascii_digit()), "{guild}");
            for missing in ["owner_id", "roles", "joined_at", "premium_tier"] {
                assert!(guild.get(missing).is_none(), "the list is of partial guilds: {guild}");
            }
        }
        for guild in connections.iter().flat_map(|it| it["integrations"].as_array().into_iter().flatten()) {
            assert!(guild["guild"]["id"].is_string(), "{guild}");
        }
        let mut shown = |folder: &str, owner: &Value, hash: &Value| {
            if let Some(hash) = hash.as_str() {
                images.insert(format!("{folder}/{}/{hash}.webp", owner.as_str().unwrap()));
            }
        };
        shown("avatars", &user["id"], &user["avatar"]);
        shown("banners", &user["id"], &user["banner"]);
        shown("guild-tag-badges", &user["primary_guild"]["identity_guild_id"], &user["primary_guild"]["badge"]);
        for guild in &guilds {
            shown("icons", &guild["id"], &guild["icon"]);
            shown("banners", &guild["id"], &guild["banner"]);
        }
    }
    for path in images {
        assert_eq!(client().get(format!("{base}/cdn/{path}")).send().await.unwrap().status(), 200, "{path}");
    }
}

#[tokio::test]
async fn mira_has_everything_and_every_kind_of_right() {
    let base = start_sandbox(None).await;
    let Described { user, guilds, connections } = describe(&base, test_app::MIRA).await;
    assert_eq!(
        (&user["discriminator"], &user["verified"], &user["premium_type"]),
        (&json!("0"), &json!(true), &json!(0))
    );
    assert!(text(&user, "avatar").starts_with("a_") && text(&user, "banner").starts_with("a_"));
    for set in ["global_name", "accent_color", "avatar_decoration_data", "collectibles", "primary_guild"] {
        assert!(!user[set].is_null(), "{set}");
    }
    let holding = |bit: u32| {
        let rights = |guild: &Value| text(guild, "permissions").parse::<u64>().unwrap();
        guilds.iter().filter(|guild| guild["owner"] == false && rights(guild) >> bit & 1 == 1).count()
    };
    assert_eq!((guilds.len(), count(&guilds, "owner", &json!(true)), connections.len()), (12, 2, 8));
    assert_eq!((holding(3), holding(5), holding(60)), (2, 2, 1), "administrator, manage guild, a bit without a name");
    // She is the first person a newcomer signs in as. Hostile names are Bobby's.
    let names = guilds.iter().chain(&connections).map(|named| text(named, "name"));
    assert!(
        names.clone().all(|name| !name.contains("script") && !name.contains('>')),
        "{:?}",
        names.collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn nelly_is_the_documented_example() {
    let base = start_sandbox(None).await;
    let Described { user, guilds, connections } = describe(&base, test_app::NELLY).await;
    let documented = json!({
        "id": "80351110224678912", "username": "Nelly", "discriminator": "1337",
        "avatar": "8342729096ea3675442027381ff50dfe", "verified": true, "email": "nelly@discord.com", "flags": 64,
        "banner": "06c16474723fe537c283b8efa61a30c8", "accent_color": 16711680, "premium_type": 1, "public_flags": 64
    });
    for (key, value) in documented.as_object().unwrap() {
        assert_eq!(&user[key], value, "{key}");
    }
    assert_eq!(
        json!(guilds),
        json!([{
            "id": "80351110224678912", "name": "1337 Krew", "icon": "8342729096ea3675442027381ff50dfe",
            "banner": "bb42bdc37653b7cf58c4c8cc622e76cb", "owner": true, "permissions": "36953089",
            "features": ["COMMUNITY", "NEWS", "ANIMATED_ICON", "INVITE_SPLASH", "BANNER", "ROLE_ICONS"],
            "approximate_member_count": 3268, "approximate_presence_count": 784
        }])
    );
    assert_eq!((connections.len(), &connections[0]["type"]), (1, &json!("twitch")));
}

#[tokio::test]
async fn pim_noor_and_vera_lack_what_others_have() {
    let base = start_sandbox(None).await;
    let pim = describe(&base, PIM).await.user;
    assert_eq!((&pim["avatar"], &pim["global_name"], &pim["discriminator"]), (&Value::Null, &Value::Null, &json!("0")));
    let noor = describe(&base, NOOR).await;
    assert_eq!((noor.guilds.len(), noor.connections.len(), &noor.user["email"]), (0, 0, &Value::Null));
    let vera = describe(&base, VERA).await.user;
    assert_eq!((&vera["email"], &vera["verified"]), (&json!("vera.sol@example.com"), &json!(false)));
}

#[tokio::test]
async fn odalys_is_in_200_guilds_of_every_sort() {
    let base = start_sandbox(None).await;
    let guilds = describe(&base, ODALYS).await.guilds;
    assert_eq!(guilds.len(), 200);
    let different = |key: &str| guilds.iter().map(|guild| guild[key].to_string()).collect::<BTreeSet<_>>().len();
    assert_eq!((different("id"), different("name")), (200, 200));
    assert!(different("permissions") >= 5 && different("features") >= 4);
    let icons = |kind: fn(&str) -> bool| guilds.iter().filter(|guild| guild["icon"].as_str().is_some_and(kind)).count();
    let (moving, still) = (icons(|icon| icon.starts_with("a_")), icons(|icon| !icon.starts_with("a_")));
    assert!(moving >= 20 && still >= 20 && moving + still <= 180, "{moving} icons move, {still} do not");
    let owned = count(&guilds, "owner", &json!(true));
    assert!((5..=100).contains(&owned), "{owned}");
    // From 2016 to the end of 2025, in milliseconds since 2015.
    let plausible = 31_536_000_000..347_155_200_000;
    assert!(guilds.iter().all(|guild| plausible.contains(&(id_of(guild) >> 22))));
}

#[tokio::test]
async fn kaito_has_every_kind_of_connection() {
    let base = start_sandbox(None).await;
    let connections = describe(&base, KAITO).await.connections;
    let kinds = connections.iter().map(|connection| text(connection, "type")).collect::<BTreeSet<_>>();
    let documented = [
        "amazon-music",
        "battlenet",
        "bluesky",
        "bungie",
        "crunchyroll",
        "domain",
        "ebay",
        "epicgames",
        "facebook",
        "github",
        "instagram",
        "leagueoflegends",
        "mastodon",
        "paypal",
        "playstation",
        "reddit",
        "riotgames",
        "roblox",
        "skype",
        "spotify",
        "steam",
        "tiktok",
        "twitch",
        "twitter",
        "xbox",
        "youtube",
    ];
    let unknown: Vec<_> = kinds.iter().filter(|kind| !documented.contains(kind)).collect();
    assert_eq!((kinds.len() - unknown.len(), unknown.len()), (documented.len(), 1), "{unknown:?}");
    assert_eq!(count(&connections, "revoked", &json!(true)), 1);
    for (key, values) in [
        ("visibility", [json!(0), json!(1)]),
        ("verified", [json!(false), json!(true)]),
        ("friend_sync", [json!(false), json!(true)]),
        ("show_activity", [json!(false), json!(true)]),
        ("two_way_link", [json!(false), json!(true)]),
    ] {
        assert!(values.iter().all(|value| count(&connections, key, value) > 0), "{key}");
    }
    let integrations: Vec<_> = connections.iter().filter_map(|it| it["integrations"].as_array()).flatten().collect();
    assert!(integrations.iter().any(|it| it["id"] == "twitch-partners"), "an id that is no snowflake");
    assert!(integrations.iter().any(|it| it["guild"]["icon"].is_null()));
    assert_eq!(count(&connections, "name", &Value::Null), 1);
}

#[tokio::test]
async fn every_name_of_bobby_is_hostile() {
    let base = start_sandbox(None).await;
    let Described { user, guilds, connections } = describe(&base, BOBBY).await;
    assert_eq!((text(&user, "username").chars().count(), text(&user, "global_name").chars().count()), (32, 32));
    for key in ["username", "global_name", "email"] {
        assert!(text(&user, key).contains('<'), "{key}");
    }
    let names: Vec<_> = guilds.iter().map(|guild| text(guild, "name")).collect();
    for hostile in ["<script>", "\"", "'", "\u{202e}", "\u{200b}", "\n", "\r", "👩\u{200d}👩", "مرحبا", "&lt;", "../"]
    {
        assert!(names.iter().any(|name| name.contains(hostile)), "{hostile:?}");
    }
    assert!(names.iter().any(|name| name.len() == 100 && !name.contains(' ')), "the longest name, without a space");
    assert!(names.contains(&"\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}"), "nothing visible");
    let links: Vec<_> = connections.iter().map(|it| (text(it, "type"), text(it, "id"))).collect();
    assert!(links.contains(&("domain", "javascript:alert(1)")), "{links:?}");
    assert!(links.iter().any(|(kind, id)| *kind == "mastodon" && id.starts_with("javascript:")), "{links:?}");

    let page = ask(&base, &authorization("identify")).await.text().await.unwrap();
    assert!(!page.contains("<script"), "the names are text here too");
}

#[tokio::test]
async fn ines_has_fields_and_values_that_discord_may_add_later() {
    let base = start_sandbox(None).await;
    let Described { user, guilds, connections } = describe(&base, INES).await;
    for unknown in ["clan", "banner_color", "display_name_styles", "linked_users", "mood"] {
        assert!(user.get(unknown).is_some(), "{unknown}");
    }
    assert!(guilds[0].get("season").is_some() && connections[0].get("metadata").is_some());
    assert!(text(&guilds[0], "permissions").parse::<u64>().is_err(), "more bits than 64");
    assert!(text(&guilds[0], "permissions").parse::<u128>().is_ok());
}

#[tokio::test]
async fn the_bot_has_a_profile_and_guilds_but_no_authorization() {
    let base = start_sandbox(None).await;
    let get =
        async |path: &str| api(&base, path).header("authorization", format!("Bot {BOT_TOKEN}")).send().await.unwrap();
    let user = json_of(get("/users/@me").await, 200).await;
    assert_eq!((&user["bot"], &user["id"]), (&json!(true), &json!(CLIENT_ID)));
    assert_eq!(text(&user, "discriminator").len(), 4, "bots keep their discriminators");
    let guilds = json_of(get("/users/@me/guilds?with_counts=1").await, 200).await;
    assert!(guilds[0]["approximate_member_count"].is_number());
    let theirs = [describe(&base, test_app::MIRA).await.guilds, describe(&base, BOBBY).await.guilds].concat();
    for guild in guilds.as_array().unwrap() {
        assert_eq!(guild["owner"], false);
        assert_eq!(count(&theirs, "id", &guild["id"]) + count(&theirs, "name", &guild["name"]), 2, "{guild}");
    }
    assert_eq!(json_of(get("/oauth2/@me").await, 401).await["code"], 0);
    assert_eq!(json_of(get("/users/@me/connections").await, 403).await["code"], 20001);
}
