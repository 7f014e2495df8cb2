//! A bot that is in more guilds than one answer of Discord holds.

use axum::{
    Json,
    http::{StatusCode, request::Parts},
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};

use crate::{
    overridden::{app_with, count, is_bot},
    test_app::TestApp,
};

const GUILDS: &str = "/dashboard/guilds";
const UNCHECKED: &str = "We did not check all your servers for the bot.";
/// How many guilds the person manages. Their ids start at 1,000.
const OWN: u64 = 3;

/// Returns answers of a Discord whose bot is in the guilds `1..=last`. Each page lacks one guild, as if Discord filtered it out. The
/// person owns a few guilds from 1,000 on.
fn discord(last: u64, page: usize) -> impl Fn(&Parts) -> Option<Response> {
    move |parts| {
        if parts.uri.path() != "/api/v10/users/@me/guilds" {
            return None;
        }
        if !is_bot(parts) {
            let own = (0..OWN).map(|number| guild(1_000 + number)).collect::<Vec<_>>();
            return Some(Json(json!(own)).into_response());
        }
        let url = reqwest::Url::parse(&format!("http://x{}", parts.uri)).unwrap();
        let after: u64 = url.query_pairs().find(|(name, _)| name == "after").unwrap().1.parse().unwrap();
        let guilds = (after + 1..=last).take(page).filter(|id| id % 200 != 7).map(guild).collect::<Vec<_>>();
        Some(Json(json!(guilds)).into_response())
    }
}

fn guild(id: u64) -> Value {
    json!({ "id": id.to_string(), "name": format!("Guild {id}"), "owner": true, "permissions": "8", "features": [] })
}

async fn chips(app: &TestApp) -> (usize, bool) {
    let page = app.signed_in(crate::test_app::NELLY).await.get(GUILDS).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    (page.body.matches("Bot added").count(), page.body.contains(UNCHECKED))
}

#[tokio::test]
async fn a_page_that_is_not_full_is_not_the_last() {
    // Four pages, none of them full, and an empty one.
    let answers = discord(1_001, 300);
    let (app, asked) = app_with(move |parts, _| answers(parts)).await;
    assert_eq!(chips(&app).await, (2, false), "1,000 and 1,001, but not 1,002");
    assert_eq!(count(&asked, "/users/@me/guilds?after="), 5);
}

#[tokio::test]
async fn a_list_that_repeats_itself_is_not_read_for_ever() {
    let (app, asked) = app_with(|parts, _| {
        let is_list = parts.uri.path() == "/api/v10/users/@me/guilds";
        is_list.then(|| Json(json!([guild(1_000), guild(1_001)])).into_response())
    })
    .await;
    assert_eq!(chips(&app).await, (2, false));
    assert_eq!(count(&asked, "/users/@me/guilds?after="), 2);
}

#[tokio::test]
async fn odd_elements_do_not_end_the_list() {
    let (app, _) = app_with(|parts, _| {
        if parts.uri.path() != "/api/v10/users/@me/guilds" {
            return None;
        }
        let own = json!([guild(1_000), guild(1_001), guild(1_002)]);
        let answer = match (is_bot(parts), parts.uri.query().unwrap_or_default()) {
            (false, _) => own,
            (true, query) if query.starts_with("after=0&") => json!([{ "id": "500" }, 7, null, { "name": "x" }]),
            (true, query) if query.starts_with("after=500&") => json!([{ "id": 1_001, "name": 8 }]),
            _ => Value::Null,
        };
        Some(Json(answer).into_response())
    })
    .await;
    assert_eq!(chips(&app).await, (1, false));
}

#[tokio::test]
async fn a_bot_in_many_guilds_is_looked_up_only_in_the_persons_guilds() {
    let answers = discord(1_000_000, 200);
    let (app, asked) = app_with(move |parts, _| match parts.uri.path() {
        "/api/v10/guilds/1000" => Some(Json(guild(1_000)).into_response()),
        "/api/v10/guilds/1001" => {
            Some((StatusCode::NOT_FOUND, Json(json!({ "message": "Unknown Guild", "code": 10_004 }))).into_response())
        }
        "/api/v10/guilds/1002" => Some(StatusCode::INTERNAL_SERVER_ERROR.into_response()),
        _ => answers(parts),
    })
    .await;
    // Discord fails for the last guild, so the page must not show it as a guild without the bot.
    assert_eq!(chips(&app).await, (1, true));
    let listed = count(&asked, "/users/@me/guilds?after=");
    assert!(listed <= 5, "{listed}");
    app.clock.advance(std::time::Duration::from_secs(120));
    chips(&app).await;
    assert_eq!(count(&asked, "/users/@me/guilds?after="), listed, "a list that is too long is not fetched again");
    assert_eq!(count(&asked, "/guilds/1000?"), 2, "asked again when it is no longer fresh");
    assert_eq!(count(&asked, "/guilds/1001?"), 1, "the bot's absence is cached for minutes");
}
