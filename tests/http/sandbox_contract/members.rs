//! Members of guilds, and how the bot adds people.

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::{
    CINNAMON, CLIENT_ID, MIRA, NELLY, NOOR, RUSTACEANS, VERA, WORKSHOP, bot, bot_get, control, get, install, json_of,
    no_token, sign_in, sign_in_as, start_sandbox, text,
};
use crate::test_app::fresh_folder;

const ODALYS: &str = "187406016902594560";
const PIM: &str = "431544605209788416";
const CREATE_INSTANT_INVITE: u64 = 1;
const MANAGE_NICKNAMES: u64 = 1 << 27;
const MANAGE_ROLES: u64 = 1 << 28;
/// Roles below the bot's own in the workshop. The second one is the highest of them.
const MAKER: &str = "420904194539652006";
const NORTHERN_LIGHTS: &str = "420904194539652007";

async fn add(base: &str, guild: &str, person: &str, body: &Value) -> Response {
    bot(Method::PUT, base, &format!("/guilds/{guild}/members/{person}")).json(body).send().await.unwrap()
}

/// Returns an access token with which the bot may add this person to a guild.
async fn token_of(base: &str, person: &str) -> String {
    text(&sign_in_as(base, person, "guilds guilds.join guilds.members.read").await, "access_token").to_owned()
}

#[tokio::test]
async fn the_bot_sees_the_members_of_its_guilds() {
    let base = start_sandbox(None).await;
    let member = async |id: &str| bot_get(&base, &format!("/guilds/{WORKSHOP}/members/{id}")).await;
    let mira = json_of(member(MIRA).await, 200).await;
    assert_eq!((&mira["nick"], &mira["user"]["id"]), (&json!("Mira (verkmästare)"), &json!(MIRA)));
    assert_eq!((mira["roles"].as_array().unwrap().len(), mira["premium_since"].is_string()), (2, true));
    for private in ["email", "verified", "mfa_enabled", "locale", "premium_type"] {
        assert!(mira["user"].get(private).is_none(), "{private}");
    }
    let itself = json_of(member(CLIENT_ID).await, 200).await;
    assert_eq!((&itself["user"]["bot"], &itself["roles"]), (&json!(true), &json!(["420904194539652009"])));
    for nobody in [VERA, NOOR, "1"] {
        let body = json_of(member(nobody).await, 404).await;
        assert_eq!(body, json!({"message": "Unknown Member", "code": 10007}), "{nobody}");
    }
    let body = json_of(member("x").await, 400).await;
    assert_eq!((&body["code"], body["errors"]["user_id"].is_object()), (&json!(50035), true));
}

#[tokio::test]
async fn people_can_read_their_own_membership() {
    let base = start_sandbox(None).await;
    let path = |guild: &str| format!("/users/@me/guilds/{guild}/member");
    let narrow = sign_in(&base, "identify guilds").await;
    let refused = get(&base, &path(WORKSHOP), text(&narrow, "access_token")).await;
    assert_eq!(json_of(refused, 403).await["code"], 50026);
    assert_eq!(json_of(bot_get(&base, &path(WORKSHOP)).await, 403).await["code"], 20001);
    assert_eq!(json_of(get(&base, &path(WORKSHOP), "unknown").await, 401).await, no_token());

    let mira = token_of(&base, MIRA).await;
    assert_eq!(json_of(get(&base, &path(WORKSHOP), &mira).await, 200).await["nick"], "Mira (verkmästare)");
    // It does not matter whether the bot is in the guild.
    let plain = json_of(get(&base, &path("719149407928451077"), &mira).await, 200).await;
    assert_eq!((&plain["nick"], &plain["pending"]), (&Value::Null, &json!(false)));
    let nelly = token_of(&base, NELLY).await;
    for (token, guild) in [(&nelly, WORKSHOP), (&mira, "1")] {
        let body = json_of(get(&base, &path(guild), token).await, 404).await;
        assert_eq!(body, json!({"message": "Unknown Guild", "code": 10004}));
    }
    assert_eq!(json_of(get(&base, &path("x"), &mira).await, 400).await["code"], 50035);
}

#[tokio::test]
async fn the_bot_adds_a_person_once_and_they_stay_after_a_restart() {
    let folder = fresh_folder();
    let file = folder.join("sandbox.json");
    let base = start_sandbox(Some(file.clone())).await;
    let token = token_of(&base, NOOR).await;
    let body = json!({"access_token": token, "nick": "Noor", "roles": [MAKER, NORTHERN_LIGHTS], "mute": true});
    let joined = json_of(add(&base, WORKSHOP, NOOR, &body).await, 201).await;
    assert_eq!((&joined["nick"], &joined["roles"]), (&json!("Noor"), &body["roles"]));
    assert_eq!((&joined["user"]["id"], &joined["mute"], &joined["deaf"]), (&json!(NOOR), &json!(true), &json!(false)));

    // The second time, the body does not matter.
    for again in [json!({"access_token": token, "nick": "Another", "roles": []}), json!({"access_token": "unknown"})] {
        let response = add(&base, WORKSHOP, NOOR, &again).await;
        assert_eq!((response.status(), &*response.text().await.unwrap()), (StatusCode::NO_CONTENT, ""));
    }
    let restarted = start_sandbox(Some(file)).await;
    for base in [&base, &restarted] {
        let seen = json_of(bot_get(base, &format!("/guilds/{WORKSHOP}/members/{NOOR}")).await, 200).await;
        assert_eq!(seen, joined);
        let own = get(base, &format!("/users/@me/guilds/{WORKSHOP}/member"), &token).await;
        assert_eq!(json_of(own, 200).await, joined);
        let guilds = json_of(get(base, "/users/@me/guilds", &token).await, 200).await;
        assert_eq!((guilds.as_array().unwrap().len(), &guilds[0]["id"]), (1, &json!(WORKSHOP)));
        // The permissions of @everyone and of the makers' role.
        let rights = (686_956_500_864_577_u64 | 4_398_046_511_104).to_string();
        assert_eq!((&guilds[0]["owner"], &guilds[0]["permissions"]), (&json!(false), &json!(rights)));
    }
    control(&restarted, "guilds/reset", &[]).await;
    assert_eq!(json_of(get(&restarted, "/users/@me/guilds", &token).await, 200).await, json!([]));
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn people_join_and_leave_on_the_control_page() {
    let folder = fresh_folder();
    let file = folder.join("sandbox.json");
    let base = start_sandbox(Some(file.clone())).await;
    let (mira, noor) = (token_of(&base, MIRA).await, token_of(&base, NOOR).await);
    let own = async |base: &str, token: &str| get(base, &format!("/users/@me/guilds/{WORKSHOP}/member"), token).await;
    let is_listed = async |token: &str| {
        let guilds = json_of(get(&base, "/users/@me/guilds", token).await, 200).await;
        guilds.as_array().unwrap().iter().filter(|guild| guild["id"] == WORKSHOP).count()
    };
    let send = async |what: &str, person: &str, roles: &str| {
        let form = [("guild_id", WORKSHOP), ("person_id", person), ("roles", roles)];
        control(&base, &format!("members/{what}"), &form).await.status()
    };

    // Somebody new, with roles.
    assert_eq!(send("join", NOOR, &format!("{MAKER} {NORTHERN_LIGHTS}")).await, StatusCode::SEE_OTHER);
    let member = json_of(own(&base, &noor).await, 200).await;
    assert_eq!((&member["roles"], member["joined_at"].is_string()), (&json!([MAKER, NORTHERN_LIGHTS]), true));
    assert_eq!(is_listed(&noor).await, 1);
    assert_eq!(send("leave", NOOR, "").await, StatusCode::SEE_OTHER);
    assert_eq!((own(&base, &noor).await.status(), is_listed(&noor).await), (StatusCode::NOT_FOUND, 0));
    // A member gets other roles and keeps everything else.
    assert_eq!(send("join", MIRA, NORTHERN_LIGHTS).await, StatusCode::SEE_OTHER);
    let member = json_of(own(&base, &mira).await, 200).await;
    assert_eq!((&member["roles"], &member["nick"]), (&json!([NORTHERN_LIGHTS]), &json!("Mira (verkmästare)")));
    assert_eq!(is_listed(&mira).await, 1);
    assert_eq!(send("leave", MIRA, "").await, StatusCode::SEE_OTHER);
    assert_eq!((own(&base, &mira).await.status(), is_listed(&mira).await), (StatusCode::NOT_FOUND, 0));
    assert_eq!(json_of(bot_get(&base, &format!("/guilds/{WORKSHOP}/members/{MIRA}")).await, 404).await["code"], 10007);
    assert_eq!(
        own(&start_sandbox(Some(file)).await, &mira).await.status(),
        StatusCode::NOT_FOUND,
        "after a restart too"
    );
    // The bot may add somebody who left.
    json_of(add(&base, WORKSHOP, NOOR, &json!({"access_token": noor})).await, 201).await;
    assert_eq!((own(&base, &noor).await.status(), is_listed(&noor).await), (StatusCode::OK, 1));

    for (what, person, roles) in [("join", "1", ""), ("join", NOOR, "1"), ("join", NOOR, WORKSHOP), ("leave", VERA, "")]
    {
        assert_eq!(send(what, person, roles).await, StatusCode::BAD_REQUEST, "{what} {person} {roles}");
    }
    control(&base, "guilds/reset", &[]).await;
    assert_eq!(
        (own(&base, &noor).await.status(), own(&base, &mira).await.status()),
        (StatusCode::NOT_FOUND, StatusCode::OK)
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_list_of_guilds_stays_in_order_when_one_is_joined() {
    let base = start_sandbox(None).await;
    let token = token_of(&base, PIM).await;
    let list = async |query: &str| json_of(get(&base, &format!("/users/@me/guilds{query}"), &token).await, 200).await;
    let before = list("").await;
    json_of(add(&base, WORKSHOP, PIM, &json!({"access_token": token})).await, 201).await;
    let after = list("").await;
    assert_eq!(after[0]["id"], WORKSHOP, "the oldest of them");
    assert_eq!((&after[1], &after[2]), (&before[0], &before[1]));
    assert_eq!(list(&format!("?after={WORKSHOP}")).await, before);
    let somebody_else = token_of(&base, NOOR).await;
    assert_eq!(json_of(get(&base, "/users/@me/guilds", &somebody_else).await, 200).await, json!([]));
}

#[tokio::test]
async fn people_who_may_not_join_are_not_added() {
    let base = start_sandbox(None).await;
    let (noor, nelly) = (token_of(&base, NOOR).await, token_of(&base, NELLY).await);
    let (vera, odalys) = (token_of(&base, VERA).await, token_of(&base, ODALYS).await);
    let without_scope = text(&sign_in_as(&base, PIM, "identify guilds").await, "access_token").to_owned();
    let longest = "n".repeat(33);
    for (guild, person, body, status, code) in [
        (WORKSHOP, NOOR, json!({"access_token": "unknown"}), 403, 50025),
        (WORKSHOP, NOOR, json!({"access_token": nelly}), 403, 50025),
        (WORKSHOP, PIM, json!({"access_token": without_scope}), 403, 50025),
        (WORKSHOP, "1", json!({"access_token": noor}), 403, 50025),
        (WORKSHOP, VERA, json!({"access_token": vera}), 403, 40007),
        (WORKSHOP, ODALYS, json!({"access_token": odalys}), 400, 30001),
        (RUSTACEANS, NOOR, json!({"access_token": noor}), 403, 50001),
        ("1", NOOR, json!({"access_token": noor}), 403, 50001),
        (CINNAMON, NOOR, json!({"access_token": noor}), 403, 50013),
        (WORKSHOP, NOOR, json!({"access_token": noor, "roles": ["1"]}), 404, 10011),
        (WORKSHOP, NOOR, json!({"access_token": noor, "roles": [WORKSHOP]}), 404, 10011),
        // The bot's own role, one as high, one above, and one that only Discord assigns.
        (WORKSHOP, NOOR, json!({"access_token": noor, "roles": ["420904194539652009"]}), 403, 50013),
        (WORKSHOP, NOOR, json!({"access_token": noor, "roles": ["420904194539652008"]}), 403, 50013),
        (WORKSHOP, NOOR, json!({"access_token": noor, "roles": [MAKER, "420904194539652011"]}), 403, 50013),
        (WORKSHOP, NOOR, json!({"access_token": noor, "roles": ["420904194539652005"]}), 403, 50013),
        (WORKSHOP, NOOR, json!({"access_token": noor, "nick": longest}), 400, 50035),
        (WORKSHOP, NOOR, json!({"access_token": noor, "nick": 7}), 400, 50035),
        (WORKSHOP, NOOR, json!({"access_token": noor, "roles": "1"}), 400, 50035),
        (WORKSHOP, NOOR, json!({"access_token": noor, "roles": [1]}), 400, 50035),
        (WORKSHOP, NOOR, json!({"access_token": noor, "roles": ["x"]}), 400, 50035),
        (WORKSHOP, NOOR, json!({"access_token": noor, "mute": "yes"}), 400, 50035),
        (WORKSHOP, NOOR, json!({"access_token": noor, "deaf": 1}), 400, 50035),
        (WORKSHOP, NOOR, json!({"access_token": 1}), 400, 50035),
        (WORKSHOP, NOOR, json!({"access_token": "t".repeat(10_241)}), 400, 50035),
        (WORKSHOP, NOOR, json!({}), 400, 50035),
        (WORKSHOP, NOOR, json!([]), 400, 50035),
        (WORKSHOP, "x", json!({"access_token": noor}), 400, 50035),
        ("x", NOOR, json!({"access_token": noor}), 400, 50035),
    ] {
        let refused = json_of(add(&base, guild, person, &body).await, status).await;
        assert_eq!(refused["code"], code, "{body} {refused}");
    }
    let path = format!("/guilds/{WORKSHOP}/members/{NOOR}");
    let put = || bot(Method::PUT, &base, &path);
    let broken = put().header("content-type", "application/json").body("{").send().await.unwrap();
    assert_eq!(json_of(broken, 400).await["code"], 50109);
    let form = put().form(&[("access_token", &noor)]).send().await.unwrap();
    assert_eq!(json_of(form, 400).await["code"], 50035);
    let own =
        super::client().put(format!("{base}/api/v10{path}")).bearer_auth(&noor).json(&json!({"access_token": noor}));
    assert_eq!(json_of(own.send().await.unwrap(), 401).await, no_token(), "this needs the bot's token");
    assert_eq!(json_of(bot_get(&base, &path).await, 404).await["code"], 10007, "Noor was not added");
}

#[tokio::test]
async fn the_bot_needs_a_permission_for_each_field_of_a_new_member() {
    let base = start_sandbox(None).await;
    let token = token_of(&base, NOOR).await;
    let body = |more: Value| {
        let mut body = json!({"access_token": token});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    for (more, needed) in [
        (json!({}), 0),
        (json!({"nick": "Noor"}), MANAGE_NICKNAMES),
        (json!({"roles": [MAKER]}), MANAGE_ROLES),
        (json!({"mute": false}), 1 << 22),
        (json!({"deaf": true}), 1 << 23),
    ] {
        for lacking in [needed].into_iter().chain((needed != 0).then_some(CREATE_INSTANT_INVITE)) {
            install(&base, MIRA, WORKSHOP, &lacking.to_string()).await;
            let refused = add(&base, WORKSHOP, NOOR, &body(more.clone())).await;
            assert_eq!(json_of(refused, 403).await["code"], 50013, "{more} with {lacking}");
        }
        for enough in [CREATE_INSTANT_INVITE | needed, 8] {
            install(&base, MIRA, WORKSHOP, &enough.to_string()).await;
            json_of(add(&base, WORKSHOP, NOOR, &body(more.clone())).await, 201).await;
            control(&base, "guilds/reset", &[]).await;
        }
    }
}
