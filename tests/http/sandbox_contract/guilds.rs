//! The guilds that the bot is in.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode};
use sandbox::{BOT_TOKEN, Options, Sandbox};
use serde_json::{Value, json};

use super::{
    CINNAMON, CLIENT_ID, HOSTILE, MIRA, NELLY, NOOR, RUSTACEANS, VERA, WORKSHOP, api, bot, bot_get, client, control,
    get, install, json_of, no_token, sign_in_as, start_sandbox, text,
};
use crate::test_app::serve;

const ODALYS: &str = "187406016902594560";
const PEOPLE: [&str; 9] = [
    MIRA,
    NELLY,
    NOOR,
    VERA,
    ODALYS,
    "431544605209788416",
    "318624907514118144",
    "700000000000000007",
    "1240000000000000256",
];
const ADMINISTRATOR: u128 = 8;
const MANAGE_GUILD: u128 = 32;

async fn read(base: &str, path: &str) -> Value {
    json_of(bot_get(base, path).await, 200).await
}

async fn list(base: &str, path: &str) -> Vec<Value> {
    read(base, path).await.as_array().unwrap().clone()
}

fn rights(object: &Value) -> u128 {
    text(object, "permissions").parse().unwrap()
}

#[tokio::test]
async fn once_the_bot_is_in_a_guild_answers_in_full_and_agrees_with_the_members_list() {
    let base = start_sandbox(None).await;
    for person in PEOPLE {
        let tokens = sign_in_as(&base, person, "guilds guilds.members.read").await;
        let guilds = get(&base, "/users/@me/guilds?with_counts=1", text(&tokens, "access_token")).await;
        let guilds = json_of(guilds, 200).await.as_array().unwrap().clone();
        let manages = |it: &&Value| it["owner"] == true || rights(it) & (ADMINISTRATOR | MANAGE_GUILD) != 0;
        for listed in guilds.iter().step_by(if person == ODALYS { 40 } else { 1 }).filter(manages) {
            let id = text(listed, "id");
            assert!(install(&base, person, id, "1065").await["guild"]["roles"].is_array());
            let guild = read(&base, &format!("/guilds/{id}?with_counts=true")).await;
            for shared in
                ["name", "icon", "banner", "features", "approximate_member_count", "approximate_presence_count"]
            {
                assert_eq!(guild[shared], listed[shared], "{shared} of {guild}");
            }
            assert!(guild.get("owner").is_none() && guild.get("permissions").is_none(), "{guild}");
            assert_eq!(guild["owner_id"] == person, listed["owner"] == true, "{guild}");

            let roles = list(&base, &format!("/guilds/{id}/roles")).await;
            assert_eq!(json!(roles), guild["roles"]);
            assert_eq!((&roles[0]["id"], &roles[0]["position"]), (&json!(id), &json!(0)), "@everyone");
            let of_bot = roles.iter().find(|role| role["tags"]["bot_id"] == CLIENT_ID).unwrap();
            assert_eq!((&of_bot["managed"], &of_bot["permissions"]), (&json!(true), &json!("1065")));
            let channels = list(&base, &format!("/guilds/{id}/channels")).await;
            assert!(channels.iter().all(|channel| channel["guild_id"] == id));
            assert!(channels.iter().any(|channel| channel["id"] == guild["system_channel_id"]), "{guild}");
            assert!(read(&base, &format!("/guilds/{id}/integrations")).await.is_array());

            // Permissions computed from the roles equal those in the list.
            let member = read(&base, &format!("/guilds/{id}/members/{person}")).await;
            let held = roles.iter().filter(|role| member["roles"].as_array().unwrap().contains(&role["id"]));
            assert!(held.clone().all(|role| role["managed"] == false), "not the bot's: {member}");
            let sum = held.fold(0, |sum, role| sum | rights(role));
            let (by_roles, by_list) = (sum & ADMINISTRATOR, rights(listed) & ADMINISTRATOR);
            assert!(listed["owner"] == true || by_roles == by_list, "{member}");
            assert!(listed["owner"] == true || sum & (ADMINISTRATOR | MANAGE_GUILD) != 0, "{member}");
        }
    }
}

#[tokio::test]
async fn member_counts_come_only_on_request() {
    let base = start_sandbox(None).await;
    for (query, counted) in [("", false), ("?with_counts=false", false), ("?with_counts=true", true)] {
        let guild = read(&base, &format!("/guilds/{WORKSHOP}{query}")).await;
        assert_eq!(guild.get("approximate_member_count").is_some(), counted, "{query}");
        assert_eq!(guild.get("approximate_presence_count").is_some(), counted, "{query}");
    }
    let refused = bot_get(&base, &format!("/guilds/{WORKSHOP}?with_counts=maybe")).await;
    assert_eq!(json_of(refused, 400).await["code"], 50035);
}

#[tokio::test]
async fn the_workshop_has_every_kind_of_channel_role_and_integration() {
    let base = start_sandbox(None).await;
    let guild = read(&base, &format!("/guilds/{WORKSHOP}")).await;
    assert_eq!((&guild["owner_id"], &guild["preferred_locale"]), (&json!(MIRA), &json!("sv-SE")));

    let channels = list(&base, &format!("/guilds/{WORKSHOP}/channels")).await;
    let kinds = channels.iter().filter_map(|channel| channel["type"].as_u64()).collect::<BTreeSet<_>>();
    assert_eq!(kinds, [0, 2, 4, 5, 13, 15, 99].into());
    let parent = |channel: &Value| channels.iter().find(|it| it["id"] == channel["parent_id"]).cloned();
    for channel in channels.iter().filter(|channel| channel["parent_id"].is_string()) {
        assert_eq!(parent(channel).unwrap()["type"], 4, "{channel}");
    }
    let names = channels.iter().chain(guild["roles"].as_array().unwrap()).map(|it| text(it, "name"));
    let names = names.collect::<Vec<_>>().join("\n");
    assert!(!names.contains('<') && names.contains('ا') && names.contains('ق'), "{names}");

    let roles = guild["roles"].as_array().unwrap();
    let is_set = |role: &Value, key: &str| role["colors"][key].is_number();
    assert!(roles.iter().any(|it| is_set(it, "secondary_color") && !is_set(it, "tertiary_color")), "a gradient");
    let holographic = json!({"primary_color": 11_127_295, "secondary_color": 16_759_788, "tertiary_color": 16_761_760});
    assert!(roles.iter().any(|role| role["colors"] == holographic));
    let booster = roles.iter().find(|role| role["tags"].get("premium_subscriber").is_some()).unwrap();
    assert_eq!((&booster["tags"]["premium_subscriber"], &booster["managed"]), (&Value::Null, &json!(true)));

    let integrations = list(&base, &format!("/guilds/{WORKSHOP}/integrations")).await;
    let all = |key: &str| integrations.iter().map(|it| it[key].to_string()).collect::<Vec<_>>().join(" ");
    assert!(integrations.len() <= 50);
    assert_eq!(all("type"), "\"twitch\" \"youtube\" \"discord\" \"discord\" \"holonet\"");
    assert_eq!(all("expire_behavior"), "0 1 null null null");
    assert!(integrations.iter().any(|it| it["application"]["bot"]["id"] == CLIENT_ID));
    for integration in integrations.iter().filter(|it| it["role_id"].is_string()) {
        let role = roles.iter().find(|role| role["id"] == integration["role_id"]).unwrap();
        assert_eq!(role["tags"]["integration_id"], integration["id"]);
    }
}

#[tokio::test]
async fn bobbys_server_has_hostile_roles_and_channels() {
    let base = start_sandbox(None).await;
    let guild = read(&base, &format!("/guilds/{HOSTILE}")).await;
    assert!(text(&guild, "description").contains("<script>"), "{guild}");
    let channels = list(&base, &format!("/guilds/{HOSTILE}/channels")).await;
    for named in [&channels, guild["roles"].as_array().unwrap()] {
        assert!(named.iter().any(|it| text(it, "name").contains("<script>")), "{named:?}");
    }
}

#[tokio::test]
async fn the_bot_is_that_of_whichever_application_is_registered() {
    let sandbox = Sandbox::new(Options {
        client_id: "77".into(),
        client_secret: "hush".into(),
        bot_token: BOT_TOKEN.into(),
        redirect_uris: Vec::new(),
        webhook_url: None,
        state_file: None,
    });
    let base = serve(sandbox.router()).await;
    assert_eq!(read(&base, "/applications/@me").await["bot"]["id"], "77");
    let role = list(&base, &format!("/guilds/{WORKSHOP}/roles")).await.swap_remove(9);
    assert_eq!(role["tags"]["bot_id"], "77");
    assert_eq!(read(&base, &format!("/guilds/{WORKSHOP}/members/77")).await["roles"], json!([role["id"]]));
    assert_eq!(
        bot_get(&base, &format!("/guilds/{WORKSHOP}/members/{CLIENT_ID}")).await.status(),
        StatusCode::NOT_FOUND
    );
    let integrations = read(&base, &format!("/guilds/{WORKSHOP}/integrations")).await;
    assert_eq!(integrations[3]["application"]["id"], "77");
}

#[tokio::test]
async fn only_the_bot_reads_a_guild_and_only_one_that_it_is_in() {
    let base = start_sandbox(None).await;
    let tokens = sign_in_as(&base, MIRA, "identify guilds guilds.members.read").await;
    let members = format!("/members/{MIRA}");
    for (below, absent) in [
        ("", (404, json!({"message": "Unknown Guild", "code": 10004}))),
        ("/channels", (403, json!({"message": "Missing Access", "code": 50001}))),
        ("/roles", (403, json!({"message": "Missing Access", "code": 50001}))),
        ("/integrations", (403, json!({"message": "Missing Access", "code": 50001}))),
        (&*members, (403, json!({"message": "Missing Access", "code": 50001}))),
    ] {
        let path = |guild: &str| format!("/guilds/{guild}{below}");
        json_of(bot_get(&base, &path(WORKSHOP)).await, 200).await;
        // A guild without the bot, and one that does not exist.
        for guild in [RUSTACEANS, "1"] {
            assert_eq!(json_of(bot_get(&base, &path(guild)).await, absent.0).await, absent.1, "{below}");
        }
        let of_mira = get(&base, &path(WORKSHOP), text(&tokens, "access_token")).await;
        assert_eq!(json_of(of_mira, 401).await, no_token(), "{below}");
        assert_eq!(json_of(api(&base, &path(WORKSHOP)).send().await.unwrap(), 401).await, no_token(), "{below}");
        for no_id in ["x", "-1", "01", "+1", "99999999999999999999", "@me", "1.5"] {
            let body = json_of(bot_get(&base, &path(no_id)).await, 400).await;
            assert_eq!((&body["code"], body["errors"]["guild_id"].is_object()), (&json!(50035), true), "{no_id}");
        }
    }
    let refused = bot_get(&base, &format!("/guilds/{CINNAMON}/integrations")).await;
    assert_eq!(json_of(refused, 403).await, json!({"message": "Missing Permissions", "code": 50013}));
    install(&base, MIRA, CINNAMON, "32").await;
    assert_eq!(read(&base, &format!("/guilds/{CINNAMON}/integrations")).await, json!([]));
    let wrong = bot(Method::DELETE, &base, &format!("/guilds/{WORKSHOP}")).send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn each_guild_has_a_rate_limit_of_its_own() {
    let base = start_sandbox(None).await;
    for _ in 0..30 {
        assert_eq!(bot_get(&base, &format!("/guilds/{WORKSHOP}/roles")).await.status(), StatusCode::OK);
    }
    let refused = bot_get(&base, &format!("/guilds/{WORKSHOP}/roles")).await;
    let bucket = refused.headers()["x-ratelimit-bucket"].clone();
    assert_eq!(json_of(refused, 429).await["global"], false);
    let other = bot_get(&base, &format!("/guilds/{CINNAMON}/roles")).await;
    assert_eq!((other.status(), &other.headers()["x-ratelimit-bucket"]), (StatusCode::OK, &bucket));
}

#[tokio::test]
async fn a_reset_undoes_a_departed_bot_and_deleted_channels() {
    let base = start_sandbox(None).await;
    let state = async || json_of(client().get(format!("{base}/control/state")).send().await.unwrap(), 200).await;
    let start = state().await;
    let [channel, category] = ["420904194539653003", "420904194539653002"];
    for gone in [channel, category] {
        let form = [("guild_id", WORKSHOP), ("channel_id", gone)];
        assert_eq!(control(&base, "channels/delete", &form).await.status(), StatusCode::SEE_OTHER);
    }
    let channels = list(&base, &format!("/guilds/{WORKSHOP}/channels")).await;
    assert_eq!(channels.len(), 10);
    for gone in [channel, category] {
        assert!(channels.iter().all(|it| it["id"] != gone && it["parent_id"] != gone), "{gone}");
    }
    let guild = read(&base, &format!("/guilds/{WORKSHOP}")).await;
    assert!(guild["system_channel_id"].is_null() && guild["rules_channel_id"].is_string());

    install(&base, MIRA, RUSTACEANS, "8").await;
    assert_eq!(control(&base, "bot/leave", &[("guild_id", WORKSHOP)]).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(json_of(bot_get(&base, &format!("/guilds/{WORKSHOP}")).await, 404).await["code"], 10004);
    let guilds = list(&base, "/users/@me/guilds").await;
    assert_eq!(guilds.iter().map(|guild| text(guild, "id")).collect::<Vec<_>>(), [HOSTILE, RUSTACEANS, CINNAMON]);
    let before = state().await;
    for (path, form) in [
        ("bot/leave", &[("guild_id", WORKSHOP)][..]),
        ("bot/leave", &[("guild_id", "1")]),
        ("bot/leave", &[]),
        ("channels/delete", &[("guild_id", WORKSHOP), ("channel_id", channel)]),
        ("channels/delete", &[("guild_id", RUSTACEANS), ("channel_id", "420904194539653001")]),
        ("channels/delete", &[("guild_id", "1"), ("channel_id", "420904194539653001")]),
        ("channels/delete", &[]),
    ] {
        let refused = control(&base, path, form).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{path} {form:?}");
        assert!(refused.text().await.unwrap().ends_with(". Nothing was changed.\n"));
    }
    assert_eq!(state().await, before);

    assert_eq!(control(&base, "guilds/reset", &[]).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(state().await, start);
    assert_eq!(list(&base, &format!("/guilds/{WORKSHOP}/channels")).await.len(), 12);
    assert_eq!(bot_get(&base, &format!("/guilds/{RUSTACEANS}")).await.status(), StatusCode::NOT_FOUND);
}
