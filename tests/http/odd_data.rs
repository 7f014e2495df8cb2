//! Invisible names, and values of other types than Discord documents: pages show what they can.

use app::discord::visible;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    profile_page::without_comments,
    scripted::{Scripted, answer},
    test_app::{BOBBY, Browser, MIRA, TestApp},
};

/// The pages of a person who owns guild 7, which the bot is in.
const PAGES: [&str; 6] = [
    "/dashboard",
    "/dashboard/profile",
    "/dashboard/guilds",
    "/dashboard/connections",
    "/dashboard/account",
    "/dashboard/guilds/7",
];

/// Starts a Discord with one answer for each route. Every name in it is `name`, and every id that is no snowflake is `id`.
pub async fn discord_with(name: Value, id: Value, integrations: usize) -> Scripted {
    let user = json!({"id": "5", "username": name, "global_name": name, "discriminator": "0",
        "primary_guild": {"identity_guild_id": "7", "identity_enabled": true, "tag": name}});
    let guild = json!({"id": "7", "name": name, "owner": true, "permissions": "8"});
    let integration =
        json!({"id": id, "name": name, "type": "twitch", "account": {"id": id, "name": name}, "guild": guild});
    let scopes = ["identify", "email", "guilds", "connections", "guilds.members.read"];
    let token = json!({"access_token": "a", "token_type": "Bearer", "expires_in": 604_800, "refresh_token": "r",
        "scope": scopes.join(" ")});
    let role = |id: &str| json!({"id": id, "name": name, "position": 1, "permissions": "8"});
    let channel =
        |id: &str, kind: i64, parent: Option<&str>| json!({"id": id, "type": kind, "name": name, "parent_id": parent});
    let answers = [
        ("/oauth2/token", token),
        ("/oauth2/@me", json!({"scopes": scopes})),
        ("/users/@me", user),
        ("/users/@me/guilds", json!([guild])),
        ("/users/@me/guilds/7/member", json!({"nick": name, "roles": ["8"]})),
        (
            "/users/@me/connections",
            json!([
                {"id": id, "name": name, "type": "github", "integrations": [integration]},
                {"id": id, "name": name, "type": "steam"},
                {"id": id, "name": name, "type": name}
            ]),
        ),
        ("/guilds/7", json!({"id": "7", "name": name, "owner_id": "5", "roles": [role("7"), role("8")]})),
        ("/guilds/7/channels", json!([channel("1", 4, None), channel("2", 0, Some("1")), channel("3", 0, None)])),
        ("/guilds/7/integrations", Value::from(vec![integration; integrations])),
    ];
    Scripted::serve_by(move |path| match answers.iter().find(|(route, _)| *route == path) {
        Some((_, body)) => answer(200, &[("content-type", "application/json")], body.to_string()),
        None => answer(404, &[], "{}"),
    })
    .await
}

pub async fn app_on(discord: &Scripted) -> TestApp {
    TestApp::start_with(&[("DISCORD_API_BASE_URL", &discord.url), ("DISCORD_BOT_TOKEN", "bot")]).await
}

pub async fn page(browser: &mut Browser<'_>, path: &str) -> String {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    without_comments(&page.body)
}

/// Returns the elements that should show a name or be clicked, and that have no visible text.
fn empty_elements(page: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for tag in ["a", "button", "h1", "h2", "h3", "title", "bdi", "strong", "code", "option", "summary"] {
        let (open, close) = (format!("<{tag}"), format!("</{tag}>"));
        for rest in page.split(&open).skip(1).filter(|rest| rest.starts_with([' ', '>'])) {
            let (attributes, rest) = rest.split_once('>').unwrap();
            let content = rest.split(&close).next().unwrap();
            let text: String = content.split('<').map(|part| part.rsplit('>').next().unwrap()).collect();
            if visible(&text).is_none() && !attributes.contains("aria-label=") {
                found.push(&rest[..content.len()]);
            }
        }
    }
    for label in ["label=\"", "data-name=\""] {
        let values = page.split(label).skip(1).map(|rest| rest.split('"').next().unwrap());
        found.extend(values.filter(|value| visible(value).is_none()));
    }
    found
}

#[test]
fn an_element_without_a_visible_letter_is_found() {
    for (html, count) in [
        ("<a href=\"/\">Home</a> <article></article>", 0),
        ("<a href=\"/\"><svg></svg><bdi>\u{3164}</bdi></a>", 2),
        ("<a href=\"/\" aria-label=\"Picture\"><img/></a>", 0),
        ("<h1>\u{200b}<!></h1><optgroup label=\"\"></optgroup>", 2),
    ] {
        assert_eq!(empty_elements(html).len(), count, "{html}");
    }
}

#[tokio::test]
async fn an_invisible_name_leaves_no_heading_or_link_empty() {
    for name in [json!("\u{3164}"), json!("\u{200b}\u{2060}"), json!("\u{301}"), json!(""), json!(null), json!(["odd"])]
    {
        let discord = discord_with(name.clone(), json!("\u{3164}"), 1).await;
        let app = app_on(&discord).await;
        let mut browser = app.signed_in(MIRA).await;
        for path in PAGES {
            let page = page(&mut browser, path).await;
            let empty = empty_elements(&page);
            assert!(empty.is_empty(), "{name} on {path}: {empty:?} in {page}");
        }
        for (path, shown) in [
            ("/dashboard", &["Hello, <bdi>Unnamed user 5<", ">Unnamed server 7<"][..]),
            ("/dashboard/profile", &["<title>Unnamed user 5", ">Unnamed user 5<"]),
            ("/dashboard/guilds", &["data-name=\"unnamed server 7\"", ">Unnamed server 7<", ">?<"]),
            ("/dashboard/guilds?q=unnamed", &["data-name=\"unnamed server 7\" data-id=\"7\" data-rank=\"0\" class"]),
            ("/dashboard/connections", &[">Unnamed account<", ">Unnamed server 7<"]),
            (
                "/dashboard/guilds/7",
                &[
                    "<title>Unnamed server 7",
                    ">Unnamed server 7<",
                    "<dt>Nickname</dt><dd><bdi>None<",
                    ">Unnamed role 8<",
                    ">Unnamed channel 2<",
                    ">Unnamed integration<",
                    ">Unnamed user 5<",
                ],
            ),
        ] {
            let page = page(&mut browser, path).await;
            for text in shown {
                assert!(page.contains(text), "{name} on {path}: {text} in {page}");
            }
        }
        let profile = page(&mut browser, "/dashboard/profile").await;
        assert!(!profile.contains("Server tag "), "an invisible server tag is not shown: {profile}");
    }
}

#[tokio::test]
async fn a_number_in_place_of_text_is_shown_and_costs_nothing() {
    let discord = discord_with(json!(1337), json!(7_340_021), 1).await;
    let app = app_on(&discord).await;
    let mut browser = app.signed_in(MIRA).await;
    for path in PAGES {
        assert!(page(&mut browser, path).await.contains(">1337<") || path.ends_with("account"), "{path}");
    }
    let connections = page(&mut browser, "/dashboard/connections").await;
    assert!(connections.contains("class=\"connections__count\">3<"), "{connections}");
    for text in ["<code>7340021<", "https://github.com/1337", "https://steamcommunity.com/profiles/7340021"] {
        assert!(connections.contains(text), "{text} in {connections}");
    }
}

#[tokio::test]
async fn a_count_that_reaches_discords_limit_says_that_there_may_be_more() {
    for (listed, count) in [(49, "49"), (50, "50 or more")] {
        let discord = discord_with(json!("Twitch"), json!("1"), listed).await;
        let app = app_on(&discord).await;
        let page = page(&mut app.signed_in(MIRA).await, "/dashboard/guilds/7").await;
        let fold = page.split("<h3>Integrations</h3>").nth(1).unwrap();
        let heading = fold.split("</summary>").next().unwrap();
        assert!(heading.contains(&format!(">{count}<")), "{heading}");
        let note = fold.split("</details>").next().unwrap().contains("Discord lists at most 50 integrations.");
        assert_eq!(note, listed == 50, "{fold}");
    }
}

#[tokio::test]
async fn hostile_names_leave_no_heading_or_link_empty() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(BOBBY).await;
    for path in PAGES.into_iter().filter(|path| !path.contains("/7")) {
        let page = page(&mut browser, path).await;
        let empty = empty_elements(&page);
        assert!(empty.is_empty(), "{path}: {empty:?}");
    }
    let guild = page(&mut browser, "/dashboard/guilds/1412306053197990465").await;
    assert!(guild.contains("<title>Unnamed server 1412306053197990465"), "{guild}");
    let used_by = page(&mut browser, "/dashboard/connections").await;
    assert!(used_by.contains(">Unnamed server 1412306053197990465<"), "{used_by}");
}
