//! Adding people to a guild: to the site's community, or to a guild that the user manages.

use app::{
    discord::{JoinRefusal, RoleId},
    error::AppError,
    server::discord::{CacheMode, CommunityGuild, DiscordSession, GuildAdmin, JoinOutcome, NewMember},
};
use axum::http::StatusCode;
use sandbox::BOT_TOKEN;

use crate::test_app::{MIRA, PIM, TestApp, VERA};

/// Mira owns it, and the bot is in it.
const WORKSHOP: &str = "420904194539651073";
/// Mira is an administrator of it, and the bot is not in it.
const RUSTACEANS: &str = "608621108920451075";
const COMMUNITY: [(&str, &str); 2] = [("DISCORD_BOT_TOKEN", BOT_TOKEN), ("DISCORD_COMMUNITY_GUILD_ID", WORKSHOP)];

/// Returns the session of a person's newest login, as a server function would get it.
async fn session_of(app: &TestApp, id: u64) -> DiscordSession {
    let mut logins = app.state.logins.of_user(app::discord::UserId::new(id)).await.unwrap();
    app.state.discord_session(logins.remove(0))
}

#[tokio::test]
async fn the_overview_asks_for_the_scope_and_adds_the_user_to_the_community() {
    let app = TestApp::start_with(&COMMUNITY).await;
    let mut browser = app.signed_in(PIM).await;
    let page = browser.get("/dashboard").await.body;
    assert!(page.contains("Lindqvist Workshop") && page.contains("Allow at Discord"), "{page}");
    browser.allow(PIM, "guilds.join").await;
    let page = browser.get("/dashboard").await.body;
    assert!(page.contains("Join the server"), "{page}");
    assert_eq!(
        browser.post("/dashboard/join", &[("guild_id", RUSTACEANS), ("roles", "1")]).await.location(),
        "/dashboard"
    );
    let page = browser.get("/dashboard").await.body;
    assert!(page.contains("Welcome! You are in the server now.") && !page.contains("Join the server"), "{page}");
    assert!(browser.get("/dashboard/guilds").await.body.contains("Lindqvist Workshop"));
    assert!(!browser.get("/dashboard/guilds").await.body.contains("Nordic Rustaceans"), "a form names no guild");
    browser.post("/dashboard/join", &[]).await;
    assert!(browser.get("/dashboard").await.body.contains("You are in that server already."));
    assert!(!app.signed_in(MIRA).await.get("/dashboard").await.body.contains("Join the server"), "she owns it");
}

#[tokio::test]
async fn a_refusal_is_a_sentence_with_a_remedy() {
    let app = TestApp::start_with(&COMMUNITY).await;
    let mut browser = app.signed_in(VERA).await;
    let refused = browser.post("/dashboard/join", &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("guilds.join"), "the scope first: {}", refused.body);
    browser.allow(VERA, "guilds.join").await;
    let refused = browser.post("/dashboard/join", &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("You are banned from that server."), "{}", refused.body);
    let none = TestApp::start().await;
    let mut browser = none.signed_in(VERA).await;
    assert_eq!(browser.post("/dashboard/join", &[]).await.status, StatusCode::NOT_FOUND, "there is no community");
}

#[tokio::test]
async fn an_admin_may_add_somebody_with_a_name_and_roles() {
    let app = TestApp::start_with(&COMMUNITY).await;
    app.signed_in(MIRA).await;
    let admin = GuildAdmin::confirm(&session_of(&app, 268_473_310_986_240_001).await, WORKSHOP).await.unwrap();
    let mut browser = app.signed_in(PIM).await;
    browser.allow(PIM, "guilds.join").await;
    let pim = session_of(&app, 431_544_605_209_788_416).await;
    let role = app.state.bot.guild(*admin, CacheMode::Use).await.unwrap().value.unwrap().roles;
    let role: RoleId = role.iter().find(|role| !role.managed && role.position == 1).unwrap().id;
    let unknown = NewMember { nick: None, roles: vec![RoleId::new(7)] };
    let refusal = JoinRefusal::UnknownRole;
    assert_eq!(pim.add_to_guild(admin, &unknown).await, Err(AppError::CannotJoin { refusal }));
    let long = NewMember { nick: Some("x".repeat(33)), roles: vec![] };
    let refusal = JoinRefusal::InvalidForm;
    assert_eq!(pim.add_to_guild(admin, &long).await, Err(AppError::CannotJoin { refusal }));
    let new = NewMember { nick: Some("Pimmetje".into()), roles: vec![role] };
    let JoinOutcome::Added(member) = pim.add_to_guild(admin, &new).await.unwrap() else { panic!("201") };
    assert_eq!((member.nick.as_deref(), member.roles.as_slice()), (Some("Pimmetje"), &[role][..]));
    assert_eq!(pim.add_to_guild(admin, &new).await, Ok(JoinOutcome::AlreadyThere), "204");
}

#[tokio::test]
async fn changes_check_the_users_rights_with_discord_first() {
    let app = TestApp::start_with_bot().await;
    app.signed_in(MIRA).await;
    let mira = session_of(&app, 268_473_310_986_240_001).await;
    GuildAdmin::of(&mira, WORKSHOP).await.unwrap();
    app.reset_counters().await;
    GuildAdmin::of(&mira, WORKSHOP).await.unwrap();
    assert_eq!(app.calls("GET /users/@me/guilds").await, 0, "showing a page uses the cache");
    GuildAdmin::confirm(&mira, WORKSHOP).await.unwrap();
    assert_eq!(app.calls("GET /users/@me/guilds").await, 1, "a change asks Discord");
    app.fault(&[("kind", "error"), ("route", "GET /users/@me/guilds"), ("status", "500")]).await;
    assert!(GuildAdmin::confirm(&mira, WORKSHOP).await.is_err(), "an old list is no proof");
    GuildAdmin::of(&mira, WORKSHOP).await.unwrap();
    assert!(CommunityGuild::configured(&app.state.config.discord).is_none());
}
