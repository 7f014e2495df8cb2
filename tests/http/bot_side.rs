//! What the bot knows of a guild: who gets to see it, how often Discord is asked, and what a place says without a bot.

use app::server::sandbox::BOT_TOKEN;
use axum::http::StatusCode;

use crate::test_app::{Browser, MIRA, NELLY, PIM, TestApp, VERA, decide};

/// Mira owns it, and the bot is in it.
const WORKSHOP: &str = "420904194539651073";
/// Mira is its administrator, and the bot is not in it.
const RUSTACEANS: &str = "608621108920451075";
/// Nelly owns it, Mira is only a member.
const KREW: &str = "80351110224678912";
/// What the bot asks Discord about guilds.
const BOT_CALLS: [&str; 4] = [
    "GET /guilds/{guild_id}",
    "GET /guilds/{guild_id}/channels",
    "GET /guilds/{guild_id}/integrations",
    "GET /guilds/{guild_id}/roles",
];
/// Every server function about one guild.
const OF_A_GUILD: [&str; 6] =
    ["show_guild", "show_member", "show_bot_guild", "list_channels", "list_integrations", "bot_lacks"];

async fn with_bot() -> TestApp {
    TestApp::start_with(&[("DISCORD_BOT_TOKEN", BOT_TOKEN)]).await
}

fn page_of(guild: &str) -> String {
    format!("/dashboard/guilds/{guild}")
}

async fn bot_calls(app: &TestApp) -> u64 {
    let mut calls = 0;
    for route in BOT_CALLS {
        calls += app.calls(route).await;
    }
    calls
}

async fn allow(browser: &mut Browser<'_>, person: &str, scope: &str) {
    let start = browser.post("/auth/login", &[("scope", scope), ("return_to", "/dashboard")]).await;
    let callback = decide(start.location(), person, "authorize").await;
    assert_eq!(browser.get(&callback).await.location(), "/dashboard");
}

#[tokio::test]
async fn who_may_manage_a_guild_sees_what_the_bot_sees_and_a_second_look_asks_nobody() {
    let app = with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    let page = browser.get(&page_of(WORKSHOP)).await;
    assert_eq!(page.status, StatusCode::OK);
    for text in ["The bot", "Sandbox Helper", "In this server", "Channels", "Roles", "Integrations", "stop-color=\"#"] {
        assert!(page.body.contains(text), "{text} in {}", page.body);
    }
    let cold = app.all_calls().await;
    browser.get(&page_of(WORKSHOP)).await;
    assert_eq!(app.all_calls().await, cold, "warm: nobody is asked");
}

#[tokio::test]
async fn where_the_bot_is_not_it_can_be_added_and_nothing_more_is_asked() {
    let app = with_bot().await;
    let page = app.signed_in(MIRA).await.get(&page_of(RUSTACEANS)).await.body;
    assert!(page.contains("The bot is not in this server") && page.contains("Add the bot"), "{page}");
    assert_eq!(bot_calls(&app).await, 1, "the guild itself says that");
}

#[tokio::test]
async fn without_a_bot_token_the_page_says_what_to_set_and_asks_nothing() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    let page = browser.get(&page_of(WORKSHOP)).await;
    assert_eq!(page.status, StatusCode::OK, "the rest of the page stands");
    assert!(page.body.contains("This site has no bot.") && page.body.contains("DISCORD_BOT_TOKEN"), "{}", page.body);
    assert_eq!(bot_calls(&app).await, 0);
    let channels = browser.ask("list_channels", &[("id", WORKSHOP)]).await;
    assert_eq!((channels.status, channels.body.as_str()), (StatusCode::NOT_IMPLEMENTED, r#"{"code":"no_bot"}"#));
    let list = browser.get("/dashboard/guilds").await.body;
    assert!(!list.contains("Bot added") && !list.contains("Add the bot"), "{list}");
}

#[tokio::test]
async fn a_bot_that_discord_refuses_is_the_sites_trouble_and_signs_nobody_out() {
    let app = TestApp::start_with(&[("DISCORD_BOT_TOKEN", "wrong")]).await;
    let mut browser = app.signed_in(MIRA).await;
    let page = browser.get(&page_of(WORKSHOP)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Discord does not accept this site"), "{}", page.body);
    assert!(!page.body.contains("wrong\""), "no token on a page");
    assert_eq!(browser.get("/dashboard").await.status, StatusCode::OK);
}

#[tokio::test]
async fn somebody_elses_guild_is_the_same_404_in_every_server_function_and_form_and_the_bot_is_not_asked() {
    let app = with_bot().await;
    // Nelly is not in the first; Mira is in the second and may not manage it.
    for (person, guild) in [(NELLY, WORKSHOP), (MIRA, KREW), (NELLY, "1"), (PIM, RUSTACEANS)] {
        let mut browser = app.signed_in(person).await;
        let nowhere = browser.ask("show_bot_guild", &[("id", "7")]).await;
        assert_eq!((nowhere.status, nowhere.body.as_str()), (StatusCode::NOT_FOUND, r#"{"code":"not_found"}"#));
        for function in OF_A_GUILD.into_iter().filter(|it| !["show_guild", "show_member"].contains(it)) {
            let forged =
                [("id", guild), ("guild_id", WORKSHOP), ("owner", "true"), ("permissions", "8"), ("user_id", "1")];
            let answer = browser.ask(function, &forged).await;
            assert_eq!((answer.status, &answer.body), (nowhere.status, &nowhere.body), "{function} {guild}");
        }
        let form = browser.post("/auth/install", &[("guild_id", guild), ("permissions", "8"), ("owner", "true")]).await;
        assert_eq!(form.status, StatusCode::NOT_FOUND, "{guild}: {}", form.body);
        assert!(form.body.contains("There is nothing here."), "{}", form.body);
    }
    assert_eq!(bot_calls(&app).await, 0);
}

#[tokio::test]
async fn what_is_no_id_is_refused_before_anybody_is_asked() {
    let app = with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    app.reset_counters().await;
    for odd in ["x", "", "../@me", "..%2F@me", "1111111111111111111111111", "-1", "1 ", "0x1", "１"] {
        for function in OF_A_GUILD {
            let answer = browser.ask(function, &[("id", odd)]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{function} {odd:?}: {}", answer.body);
        }
        if !odd.is_empty() {
            assert_eq!(
                browser.post("/auth/install", &[("guild_id", odd)]).await.status,
                StatusCode::NOT_FOUND,
                "{odd:?}"
            );
        }
    }
    assert_eq!(app.all_calls().await, 0);
}

#[tokio::test]
async fn the_list_says_where_the_bot_is_only_where_one_may_bring_it() {
    let app = with_bot().await;
    let list = app.signed_in(MIRA).await.get("/dashboard/guilds").await.body;
    assert_eq!(list.matches("Bot added").count(), 2, "{list}");
    assert_eq!(app.calls("GET /users/@me/guilds").await, 2, "one for Mira, one for the bot");
    assert_eq!(app.signed_in(NELLY).await.get("/dashboard/guilds").await.body.matches("Bot added").count(), 0);
    assert_eq!(app.calls("GET /users/@me/guilds").await, 3, "where the bot is, is known already");
}

#[tokio::test]
async fn a_permission_that_the_bot_should_have_and_lacks_is_named() {
    let app =
        TestApp::start_with(&[("DISCORD_BOT_TOKEN", BOT_TOKEN), ("DISCORD_BOT_PERMISSIONS", "1099511627812")]).await;
    let mut browser = app.signed_in(MIRA).await;
    let page = browser.get(&page_of("675300476190851076")).await.body;
    assert!(page.contains("The bot lacks permissions here") && page.contains("Timeout Members"), "{page}");
    let page = browser.get(&page_of(WORKSHOP)).await.body;
    assert!(!page.contains("The bot lacks permissions here"), "an administrator lacks nothing: {page}");
}

#[tokio::test]
async fn ones_own_membership_takes_a_scope_and_names_the_roles_where_the_bot_knows_them() {
    let app = with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    let before = browser.get(&page_of(WORKSHOP)).await.body;
    assert!(before.contains("Your membership") && before.contains("Allow at Discord"), "{before}");
    assert_eq!(app.calls("GET /users/@me/guilds/{guild_id}/member").await, 0, "declared, so not even asked");
    allow(&mut browser, MIRA, "guilds.members.read").await;
    let after = browser.get(&page_of(WORKSHOP)).await.body;
    let membership = after.split("Your membership").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(
        membership.contains("Nickname") && membership.contains("role-name") && membership.contains("<time"),
        "{membership}"
    );
    assert_eq!(app.calls("GET /users/@me/guilds/{guild_id}/member").await, 1);
}

#[tokio::test]
async fn refresh_asks_again_for_what_the_bot_knows() {
    let app = with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    browser.get(&page_of(WORKSHOP)).await;
    let before = bot_calls(&app).await;
    browser.post("/dashboard/refresh", &[("return_to", &page_of(WORKSHOP))]).await;
    assert_eq!(bot_calls(&app).await, 2 * before);
    app.control("bot/leave", &[("guild_id", WORKSHOP)]).await;
    browser.post("/dashboard/refresh", &[("return_to", &page_of(WORKSHOP))]).await;
    let page = browser.get(&page_of(WORKSHOP)).await.body;
    assert!(page.contains("The bot is not in this server"), "{page}");
    browser.post("/dashboard/refresh", &[("return_to", "/dashboard/guilds")]).await;
    assert_eq!(browser.get("/dashboard/guilds").await.body.matches("Bot added").count(), 1);
}

mod joining {
    use super::*;
    use app::{
        discord::{JoinRefusal, RoleId},
        error::AppError,
        server::session::{Confirmed, DiscordSession, GuildAdmin, Joined, NewMember},
    };

    const COMMUNITY: [(&str, &str); 2] = [("DISCORD_BOT_TOKEN", BOT_TOKEN), ("DISCORD_COMMUNITY_GUILD_ID", WORKSHOP)];

    /// The newest login of a person, as a server function would have it.
    async fn session_of(app: &TestApp, id: u64) -> DiscordSession {
        let mut logins = app.state.logins.of_user(app::discord::UserId::new(id)).await.unwrap();
        app.state.discord_session(logins.remove(0))
    }

    #[tokio::test]
    async fn the_overview_offers_the_community_asks_for_the_scope_and_adds() {
        let app = TestApp::start_with(&COMMUNITY).await;
        let mut browser = app.signed_in(PIM).await;
        let page = browser.get("/dashboard").await.body;
        assert!(page.contains("Lindqvist Workshop") && page.contains("Allow at Discord"), "{page}");
        allow(&mut browser, PIM, "guilds.join").await;
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
    async fn a_refusal_is_a_sentence_with_a_way_on() {
        let app = TestApp::start_with(&COMMUNITY).await;
        let mut browser = app.signed_in(VERA).await;
        let refused = browser.post("/dashboard/join", &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.body.contains("guilds.join"), "the scope first: {}", refused.body);
        allow(&mut browser, VERA, "guilds.join").await;
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
        allow(&mut browser, PIM, "guilds.join").await;
        let pim = session_of(&app, 431_544_605_209_788_416).await;
        let role = app.state.bot.guild(*admin, app::server::session::Cache::Use).await.unwrap().value.unwrap().roles;
        let role: RoleId = role.iter().find(|role| !role.managed && role.position == 1).unwrap().id;
        let unknown = NewMember { nick: None, roles: vec![RoleId::new(7)] };
        let refusal = JoinRefusal::UnknownRole;
        assert_eq!(pim.add_to_guild(&admin, &unknown).await, Err(AppError::CannotJoin { refusal }));
        let long = NewMember { nick: Some("x".repeat(33)), roles: vec![] };
        let refusal = JoinRefusal::InvalidForm;
        assert_eq!(pim.add_to_guild(&admin, &long).await, Err(AppError::CannotJoin { refusal }));
        let new = NewMember { nick: Some("Pimmetje".into()), roles: vec![role] };
        let Joined::Added(member) = pim.add_to_guild(&admin, &new).await.unwrap() else { panic!("201") };
        assert_eq!((member.nick.as_deref(), member.roles.as_slice()), (Some("Pimmetje"), &[role][..]));
        assert_eq!(pim.add_to_guild(&admin, &new).await, Ok(Joined::AlreadyThere), "204");
    }

    #[tokio::test]
    async fn a_right_that_is_gone_is_gone_for_changes_at_once() {
        let app = with_bot().await;
        app.signed_in(MIRA).await;
        let mira = session_of(&app, 268_473_310_986_240_001).await;
        GuildAdmin::of(&mira, WORKSHOP).await.unwrap();
        app.reset_counters().await;
        GuildAdmin::of(&mira, WORKSHOP).await.unwrap();
        assert_eq!(app.calls("GET /users/@me/guilds").await, 0, "for showing, a minute old will do");
        GuildAdmin::confirm(&mira, WORKSHOP).await.unwrap();
        assert_eq!(app.calls("GET /users/@me/guilds").await, 1, "for changing, Discord is asked");
        app.fault(&[("kind", "error"), ("route", "GET /users/@me/guilds"), ("status", "500")]).await;
        assert!(GuildAdmin::confirm(&mira, WORKSHOP).await.is_err(), "an old list is no proof");
        GuildAdmin::of(&mira, WORKSHOP).await.unwrap();
        assert!(Confirmed::of_community(&app.state.config.discord).is_none());
    }
}

/// What README promises, counted: the numbers a change of the code must not let grow.
#[tokio::test]
async fn each_page_asks_discord_for_no_more_than_it_shows() {
    let app = with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    let mut asked = async |path: &str| {
        app.reset_counters().await;
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
        app.all_calls().await
    };
    // Her guilds, and the bot's.
    assert_eq!(asked("/dashboard/guilds").await, 2, "first guild list");
    assert_eq!(asked("/dashboard/guilds").await, 0, "warm");
    // What she allowed; the bot, its standing there, the guild, its channels and its integrations.
    assert_eq!(asked(&page_of(WORKSHOP)).await, 6, "guild page, cold");
    assert_eq!(asked(&page_of(WORKSHOP)).await, 0, "warm");
    assert_eq!(asked(&page_of(RUSTACEANS)).await, 1, "a guild that the bot is not in");
    app.reset_counters().await;
    let start = browser.post("/auth/install", &[("guild_id", RUSTACEANS)]).await;
    let callback = decide(start.location(), MIRA, "authorize").await;
    let page = browser.get(&callback).await.location().to_owned();
    assert_eq!(app.all_calls().await, 1, "install round trip: the code");
    browser.get(&page).await;
    // Her guilds again, since she may have made this one just before; the guild, its channels, integrations, the bot's standing.
    assert_eq!(app.all_calls().await, 1 + 5, "and the page it comes back to");
}
