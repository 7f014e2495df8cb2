//! A person who manages the guild can neither see nor choose channels that are hidden from them.

use app::server_fns::list_channels;
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};

use crate::{
    overridden::{app_with, count, is_bot},
    test_app::MIRA,
};

const WORKSHOP: &str = "420904194539651073";
const PAGE: &str = "/dashboard/guilds/420904194539651073/welcome";
/// Only for the role 5.
const STAFF: &str = "11";
/// Only for those without the role 6.
const LOUNGE: &str = "12";
const GENERAL: &str = "13";
const VIEW: &str = "1024";
/// Manage Server and View Channels.
const MANAGER: &str = "1056";
/// Without View Channels.
const BLIND_MANAGER: &str = "32";
const ADMINISTRATOR: &str = "8";

fn channels() -> Value {
    let deny = |id: &str| json!({ "id": id, "type": 0, "allow": "0", "deny": VIEW });
    let allow = |id: &str| json!({ "id": id, "type": 0, "allow": VIEW, "deny": "0" });
    json!([
        { "id": STAFF, "type": 0, "name": "staff", "permission_overwrites": [deny(WORKSHOP), allow("5")] },
        { "id": LOUNGE, "type": 0, "name": "lounge", "permission_overwrites": [deny("6")] },
        { "id": GENERAL, "type": 0, "name": "general", "permission_overwrites": [] },
    ])
}

#[tokio::test]
async fn only_channels_that_the_editor_sees_are_listed_and_saved() {
    for (owner, permissions, roles, seen) in [
        (true, "0", json!([]), &[STAFF, LOUNGE, GENERAL][..]),
        (false, ADMINISTRATOR, json!([]), &[STAFF, LOUNGE, GENERAL]),
        (false, MANAGER, json!([]), &[LOUNGE, GENERAL]),
        (false, MANAGER, json!(["6"]), &[GENERAL]),
        (false, MANAGER, json!(["5", "6"]), &[STAFF, GENERAL]),
        (false, BLIND_MANAGER, json!(["5"]), &[STAFF]),
    ] {
        let held = roles.clone();
        let (app, asked) = app_with(move |parts, _| -> Option<Response> {
            let path = parts.uri.path();
            let guild = json!([{ "id": WORKSHOP, "name": "Workshop", "owner": owner, "permissions": permissions }]);
            if is_bot(parts) && path.ends_with("/channels") {
                return Some(Json(channels()).into_response());
            }
            if is_bot(parts) && path.contains("/members/") {
                return Some(Json(json!({ "roles": held })).into_response());
            }
            (!is_bot(parts) && path.ends_with("/users/@me/guilds")).then(|| Json(guild).into_response())
        })
        .await;
        let mut browser = app.signed_in(MIRA).await;
        let list = browser.in_page(list_channels(WORKSHOP.into())).await.unwrap().value;
        let page = browser.get(PAGE).await.body;
        for channel in [STAFF, LOUNGE, GENERAL] {
            let about = format!("{owner} {permissions} {roles} {channel}");
            let is_seen = seen.contains(&channel);
            assert_eq!(list.iter().any(|it| it.id.to_string() == channel), is_seen, "{about}: {list:?}");
            assert_eq!(page.contains(&format!("value=\"{channel}\"")), is_seen, "{about}: {page}");
            let version = app_version(&browser.get(PAGE).await.body);
            let fields = [("enabled", "true"), ("channel_id", channel), ("text", "Hello"), ("version", &*version)];
            let saved = browser.post(PAGE, &fields).await;
            let status = if is_seen { StatusCode::SEE_OTHER } else { StatusCode::UNPROCESSABLE_ENTITY };
            assert_eq!(saved.status, status, "{about}");
            assert!(is_seen || saved.body.contains("The chosen channel is not available."), "{about}: {}", saved.body);
        }
        let sees_all = seen.len() == 3;
        assert_eq!(count(&asked, "/members/") == 0, sees_all, "no question about people who see everything");
    }
}

/// The version that the form on a page saves over.
fn app_version(page: &str) -> String {
    page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}
