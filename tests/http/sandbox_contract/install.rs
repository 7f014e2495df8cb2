//! How the bot and webhooks are added to guilds, and what the application says about itself.

use std::collections::BTreeSet;

use reqwest::StatusCode;
use reqwest::header::LOCATION;
use serde_json::{Value, json};

use super::{
    CINNAMON, CLIENT_ID, HOSTILE, MIRA, NELLY, NOOR, Pairs, REDIRECT_URI, RUSTACEANS, VERA, WORKSHOP, ask,
    authorization, bot_authorization, bot_get, code_form, decide, get, install, json_of, no_token, refresh, revoke,
    sent_back, sign_in, start_sandbox, text, token, with,
};
use crate::test_app::fresh_folder;

/// A channel that Mira may only read.
const RELEASE_NOTES: &str = "321972307230851084";
const MIRAS_CHOICE: &str = "server_268473310986240001";

/// Returns the bot's guilds with its permissions there.
async fn bot_guilds(base: &str) -> Vec<(String, String)> {
    let guilds = json_of(bot_get(base, "/users/@me/guilds").await, 200).await;
    let pair = |guild: &Value| (text(guild, "id").to_owned(), text(guild, "permissions").to_owned());
    guilds.as_array().unwrap().iter().map(pair).collect()
}

/// Returns the servers that the consent page offers to this person, and the one that is already chosen.
async fn offered(base: &str, pairs: &Pairs<'_>, person: &str) -> (BTreeSet<String>, Option<String>) {
    let page = ask(base, pairs).await.text().await.unwrap();
    let Some((_, rest)) = page.split_once(&format!("<select name=\"server_{person}\">")) else {
        return Default::default();
    };
    let options = rest.split_once("</select>").unwrap().0.split("<option value=\"").skip(1);
    let options = options.map(|option| option.split_once('"').unwrap()).filter(|(id, _)| !id.is_empty());
    let chosen = options.clone().find(|(_, rest)| rest.starts_with(" selected>")).map(|(id, _)| id.to_owned());
    (options.map(|(id, _)| id.to_owned()).collect(), chosen)
}

#[tokio::test]
async fn the_consent_page_offers_everybody_the_servers_that_they_can_manage() {
    let base = start_sandbox(None).await;
    let free = authorization("bot applications.commands");
    let (of_mira, chosen) = offered(&base, &free, MIRA).await;
    // Mira owns two, is an administrator of two and may manage two.
    assert_eq!((of_mira.len(), chosen), (6, None));
    assert!([WORKSHOP, CINNAMON, RUSTACEANS].iter().all(|id| of_mira.contains(*id)), "{of_mira:?}");
    assert_eq!(offered(&base, &free, NELLY).await.0, [NELLY.to_owned()].into(), "her server has her own id");
    assert!(offered(&base, &free, NOOR).await.0.is_empty());

    let chosen = with(free.clone(), "guild_id", Some(RUSTACEANS));
    assert_eq!(offered(&base, &chosen, MIRA).await, (of_mira, Some(RUSTACEANS.into())));
    let locked = with(chosen, "disable_guild_select", Some("true"));
    assert_eq!(offered(&base, &locked, MIRA).await.0, [RUSTACEANS.to_owned()].into());
    assert!(offered(&base, &locked, NELLY).await.0.is_empty());

    let page = ask(&base, &with(locked, "permissions", Some("2048"))).await.text().await.unwrap();
    assert!(page.contains("Noor Haddad has no server to choose."), "{page}");
    assert!(page.contains("<code>2048</code>"), "{page}");
    let page = ask(&base, &free).await.text().await.unwrap();
    assert!(page.contains("&lt;/title&gt;&lt;/textarea&gt;") && !page.contains("<script"), "{page}");
    let twice = ask(&base, &with(free, MIRAS_CHOICE, Some(WORKSHOP))).await.text().await.unwrap();
    assert_eq!(twice.matches(MIRAS_CHOICE).count(), 1, "the form sends this parameter itself");
    let plain = ask(&base, &authorization("identify guilds applications.commands")).await.text().await.unwrap();
    assert!(!plain.contains("class=\"servers\""), "{plain}");
}

#[tokio::test]
async fn the_bot_joins_when_the_code_is_exchanged() {
    let folder = fresh_folder();
    let file = folder.join("sandbox.json");
    let base = start_sandbox(Some(file.clone())).await;
    let start = bot_guilds(&base).await;
    let some = "274878024768";
    assert_eq!(start, [(HOSTILE.into(), some.into()), (WORKSHOP.into(), "8".into()), (CINNAMON.into(), some.into())]);

    let query = sent_back(&decide(&base, bot_authorization(RUSTACEANS, "2080"), MIRA, "authorize").await);
    assert_eq!(query.len(), 4);
    assert_eq!((&*query["guild_id"], &*query["permissions"], &*query["state"]), (RUSTACEANS, "2080", "st&te"));
    assert_eq!(bot_guilds(&base).await, start, "a redirect is only a hint");

    let tokens = json_of(token(&base, &code_form(&query["code"])).await, 200).await;
    assert_eq!((&tokens["scope"], tokens["refresh_token"].is_string()), (&json!("identify bot"), true));
    let guild = json_of(bot_get(&base, &format!("/guilds/{RUSTACEANS}")).await, 200).await;
    assert_eq!(tokens["guild"], guild);
    assert!(tokens.get("webhook").is_none());
    let role = guild["roles"].as_array().unwrap().iter().find(|role| role["tags"]["bot_id"] == CLIENT_ID).unwrap();
    assert_eq!(role["permissions"], "2080");
    let added = [start[0].clone(), start[1].clone(), (RUSTACEANS.into(), "2080".into()), start[2].clone()];
    assert_eq!(bot_guilds(&base).await, added);
    let again = json_of(refresh(&base, text(&tokens, "refresh_token")).await, 200).await;
    assert!(again.get("guild").is_none());

    // A second install replaces the permissions. Neither a revoke nor a restart undoes it.
    install(&base, MIRA, RUSTACEANS, "0").await;
    install(&base, MIRA, WORKSHOP, "9007199254740993").await;
    revoke(&base, &vec![("token", text(&again, "access_token"))]).await;
    let now = [(HOSTILE, some), (WORKSHOP, "9007199254740993"), (RUSTACEANS, "0"), (CINNAMON, some)];
    for base in [&base, &start_sandbox(Some(file)).await] {
        let found = bot_guilds(base).await;
        assert!(found.iter().map(|(id, rights)| (&**id, &**rights)).eq(now), "{found:?}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn only_a_server_that_the_person_can_manage_is_picked() {
    let base = start_sandbox(None).await;
    let free = || authorization("bot");
    let preset = |guild| with(free(), "guild_id", Some(guild));
    let locked = |guild| with(preset(guild), "disable_guild_select", Some("true"));
    for (pairs, person, picked) in [
        (free(), MIRA, None),
        (preset(RELEASE_NOTES), MIRA, None),
        (preset("1"), MIRA, None),
        (preset("x"), MIRA, None),
        (preset(WORKSHOP), NELLY, None),
        (preset(WORKSHOP), NOOR, None),
        (free(), NOOR, None),
        (preset(WORKSHOP), MIRA, Some(WORKSHOP)),
        (preset(NELLY), NELLY, Some(NELLY)),
        (with(free(), MIRAS_CHOICE, Some(RUSTACEANS)), MIRA, Some(RUSTACEANS)),
        (with(preset(WORKSHOP), MIRAS_CHOICE, Some(RUSTACEANS)), MIRA, Some(RUSTACEANS)),
        (with(preset(WORKSHOP), MIRAS_CHOICE, Some("")), MIRA, Some(WORKSHOP)),
        // Leftover fields of a person who was not chosen in the end.
        (with(preset(NELLY), MIRAS_CHOICE, Some(WORKSHOP)), NELLY, Some(NELLY)),
        (with(preset(WORKSHOP), MIRAS_CHOICE, Some(RELEASE_NOTES)), MIRA, None),
        (locked(WORKSHOP), MIRA, Some(WORKSHOP)),
        (with(locked(WORKSHOP), MIRAS_CHOICE, Some(WORKSHOP)), MIRA, Some(WORKSHOP)),
        (with(locked(WORKSHOP), MIRAS_CHOICE, Some(RUSTACEANS)), MIRA, None),
        (with(preset(WORKSHOP), "disable_guild_select", Some("false")), MIRA, Some(WORKSHOP)),
    ] {
        let response = decide(&base, pairs.clone(), person, "authorize").await;
        if let Some(guild) = picked {
            assert_eq!(sent_back(&response)["guild_id"], guild, "{pairs:?}");
            continue;
        }
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{pairs:?}");
        assert!(response.headers().get(LOCATION).is_none());
        assert!(response.text().await.unwrap().contains("Choose a server from this person"));
    }
    assert_eq!(bot_guilds(&base).await.len(), 3);
    let cancelled = decide(&base, free(), NOOR, "cancel").await;
    assert_eq!(sent_back(&cancelled)["error"], "access_denied");
}

#[tokio::test]
async fn a_malformed_install_is_sent_back_with_its_error() {
    let base = start_sandbox(None).await;
    let commands = "identify applications.commands";
    for (scope, name, value, accepted) in [
        ("bot", "permissions", "0", true),
        ("bot", "permissions", "18446744073709551615", true),
        ("bot", "permissions", "18446744073709551616", false),
        ("bot", "permissions", "0x8", false),
        ("bot", "permissions", "+8", false),
        ("bot", "permissions", "-8", false),
        ("bot", "permissions", "eight", false),
        ("bot", "disable_guild_select", "1", false),
        ("bot", "disable_guild_select", "True", false),
        ("bot", "integration_type", "0", true),
        ("bot applications.commands", "integration_type", "1", false),
        ("identify", "integration_type", "1", false),
        (commands, "integration_type", "1", true),
        (commands, "integration_type", "2", false),
    ] {
        let pairs = with(with(authorization(scope), "guild_id", Some(WORKSHOP)), name, Some(value));
        let decision = decide(&base, pairs.clone(), MIRA, "authorize").await;
        if accepted {
            assert!(sent_back(&decision).contains_key("code"), "{pairs:?}");
            continue;
        }
        for response in [ask(&base, &pairs).await, decision] {
            let query = sent_back(&response);
            let description = format!("Invalid \"{name}\"");
            assert_eq!((&*query["error"], &query["error_description"]), ("invalid_request", &description), "{pairs:?}");
            assert_eq!(query["state"], "st&te");
        }
    }
}

#[tokio::test]
async fn a_webhook_comes_with_the_tokens() {
    let base = start_sandbox(None).await;
    let webhook =
        |guild, channel| with(with(authorization("webhook.incoming"), "guild_id", Some(guild)), "channel_id", channel);
    let mut seen = BTreeSet::new();
    for (guild, asked, channel) in [
        (WORKSHOP, None, "420904194539653001"),
        (WORKSHOP, Some("420904194539653003"), "420904194539653003"),
        (RUSTACEANS, None, "608621108920453001"),
    ] {
        let query = sent_back(&decide(&base, webhook(guild, asked), MIRA, "authorize").await);
        assert_eq!(query.len(), 2, "without a bot, the query does not mention one: {query:?}");
        let tokens = json_of(token(&base, &code_form(&query["code"])).await, 200).await;
        assert!(tokens.get("guild").is_none());
        let webhook = &tokens["webhook"];
        let fields = ["application_id", "avatar", "channel_id", "guild_id", "id", "name", "token", "type", "url"];
        assert!(webhook.as_object().unwrap().keys().eq(fields), "{webhook}");
        assert_eq!((&webhook["channel_id"], &webhook["guild_id"]), (&json!(channel), &json!(guild)));
        assert_eq!((&webhook["type"], &webhook["application_id"]), (&json!(1), &json!(CLIENT_ID)));
        let (id, secret) = (text(webhook, "id"), text(webhook, "token"));
        assert!(id.parse::<u64>().is_ok() && secret.len() >= 30, "{webhook}");
        assert!(text(webhook, "url").ends_with(&format!("/webhooks/{id}/{secret}")), "{webhook}");
        assert!(seen.insert(id.to_owned()) && seen.insert(secret.to_owned()));
    }
    assert_eq!(bot_guilds(&base).await.len(), 3, "a webhook adds no bot");
    // A voice channel, a channel of another server, and no channel.
    for (guild, channel) in
        [(WORKSHOP, "420904194539653009"), (RUSTACEANS, "420904194539653003"), (WORKSHOP, "1"), (RELEASE_NOTES, "1")]
    {
        let refused = decide(&base, webhook(guild, Some(channel)), MIRA, "authorize").await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{guild} {channel}");
    }
    let both = with(authorization("bot webhook.incoming"), "guild_id", Some(RUSTACEANS));
    let query = sent_back(&decide(&base, both, MIRA, "authorize").await);
    let tokens = json_of(token(&base, &code_form(&query["code"])).await, 200).await;
    assert_eq!((&tokens["guild"]["id"], &tokens["webhook"]["guild_id"]), (&json!(RUSTACEANS), &json!(RUSTACEANS)));
}

#[tokio::test]
async fn the_bot_can_read_what_is_registered_for_its_application() {
    let base = start_sandbox(None).await;
    let tokens = sign_in(&base, "identify").await;
    let application = json_of(bot_get(&base, "/applications/@me").await, 200).await;
    for path in ["/oauth2/applications/@me", "/applications/@me"] {
        assert_eq!(json_of(bot_get(&base, path).await, 200).await, application);
        assert_eq!(json_of(get(&base, path, text(&tokens, "access_token")).await, 401).await, no_token());
    }
    assert_eq!((&application["id"], &application["bot"]["id"]), (&json!(CLIENT_ID), &json!(CLIENT_ID)));
    assert_eq!((&application["owner"]["id"], &application["team"]), (&json!(MIRA), &Value::Null));
    assert!(application["owner"].get("email").is_none());
    assert_eq!(application["redirect_uris"], json!([REDIRECT_URI, "http://127.0.0.1:3000/other"]));
    assert_eq!((&application["bot_public"], &application["bot_require_code_grant"]), (&json!(true), &json!(true)));
    assert_eq!(application["approximate_guild_count"], 3);
    let scopes = application["eligible_oauth2_scopes"].as_array().unwrap();
    assert!(["identify", "guilds.join", "bot"].iter().all(|scope| scopes.contains(&json!(scope))));
    assert!(!scopes.contains(&json!("applications.commands.update")), "no person can grant it");
    install(&base, VERA, "981274563098214400", "8").await;
    assert_eq!(json_of(bot_get(&base, "/applications/@me").await, 200).await["approximate_guild_count"], 4);
}
