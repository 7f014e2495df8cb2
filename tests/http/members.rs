//! A site for the members of one guild: `DISCORD_REQUIRED_GUILD_ID` and `DISCORD_REQUIRED_ROLE_IDS`.

use std::time::Duration;

use app::{
    discord::{Scope, Scopes},
    error::AppError,
    server::{
        auth::{CHECK_COUNTS_FOR, CHECK_COUNTS_WITHOUT_DISCORD_FOR},
        http::router::routes,
    },
    server_fns::{current_viewer, list_browsers, list_guilds, show_member, show_profile},
};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use leptos::server_fn;
use sandbox::BOT_TOKEN;

use crate::{
    sign_in::find_login,
    test_app::{Answer, Browser, MIRA, NELLY, NOOR, TestApp, decide},
};

/// Mira owns it, and the bot is in it.
const WORKSHOP: &str = "420904194539651073";
/// Mira does not have this role.
const NEWCOMER: &str = "420904194539652001";
/// Mira has this role.
const MAKER: &str = "420904194539652006";
/// Bobby owns it, and the bot is in it. All its texts are hostile.
const HOSTILE: &str = "154014842880000005";
const MIRAS_ID: &str = "268473310986240001";
const NOORS_ID: &str = "1187654321098765312";

const GUILD: (&str, &str) = ("DISCORD_REQUIRED_GUILD_ID", WORKSHOP);
const CHECK: &str = "GET /users/@me/guilds/{guild_id}/member";
const A_SECOND: Duration = Duration::from_secs(1);

fn roles(ids: &'static str) -> (&'static str, &'static str) {
    ("DISCORD_REQUIRED_ROLE_IDS", ids)
}

async fn join(app: &TestApp, person: &str, roles: &str) {
    app.control("members/join", &[("guild_id", WORKSHOP), ("person_id", person), ("roles", roles)]).await;
}

async fn leave(app: &TestApp, person: &str) {
    app.control("members/leave", &[("guild_id", WORKSHOP), ("person_id", person)]).await;
}

/// Opens the dashboard, and follows the redirect of a person without access. Returns the page without the framework's marks.
async fn open(browser: &mut Browser<'_>) -> Answer {
    let mut page = browser.get("/dashboard").await;
    if page.status == StatusCode::SEE_OTHER {
        assert_eq!(page.location(), "/no-access?return_to=%2Fdashboard");
        page = browser.get("/no-access?return_to=%2Fdashboard").await;
    }
    Answer { body: page.body.replace("<!>", ""), ..page }
}

async fn check_again(browser: &mut Browser<'_>) -> Answer {
    let answer = browser.post("/no-access/check", &[("return_to", "/dashboard")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/dashboard"));
    open(browser).await
}

/// Returns a browser of another app with the cookies of this one.
fn same_browser<'a>(browser: &Browser<'_>, app: &'a TestApp) -> Browser<'a> {
    let mut same = app.anonymous();
    same.cookies = browser.cookies.clone();
    same
}

#[tokio::test]
async fn members_get_in_and_the_sign_in_asks_for_the_scope_of_the_check() {
    let app = TestApp::start_with(&[GUILD]).await;
    let mut browser = app.anonymous();
    let login_page = browser.get("/login").await.body;
    assert!(login_page.contains(Scope::find(Scopes::GUILDS_MEMBERS_READ).unwrap().unlocks), "{login_page}");
    let url = browser.post("/auth/login", &[]).await;
    assert!(url.location().contains("scope=identify+email+guilds+connections+guilds.members.read&"), "{url:?}");
    assert_eq!(browser.sign_in(MIRA, "/dashboard/profile").await.location(), "/dashboard/profile");
    assert_eq!(browser.get("/dashboard/profile").await.status, StatusCode::OK);
    assert_eq!(app.calls(CHECK).await, 1, "in the sign-in");
    let everybody = TestApp::start().await;
    everybody.signed_in(NELLY).await.get("/dashboard").await;
    assert_eq!(everybody.calls(CHECK).await, 0, "a site for everybody does not ask");
}

#[tokio::test]
async fn people_who_are_not_members_reach_no_page_no_function_and_no_form() {
    let app = TestApp::start_with(&[GUILD]).await;
    let mut browser = app.signed_in(NELLY).await;
    let guarded: Vec<String> = routes().iter().map(|route| route.path().replace("{id}", "1")).collect();
    for path in guarded.iter().filter(|path| path.starts_with("/dashboard")) {
        let answer = browser.get(path).await;
        let page = format!("/no-access?return_to={}", path.replace('/', "%2F"));
        assert_eq!((answer.status, answer.location(), &*answer.body), (StatusCode::SEE_OTHER, &*page, ""), "{path}");
    }
    for form in [
        "/dashboard/refresh",
        "/dashboard/join",
        "/dashboard/anything",
        "/auth/install",
        "/api/end_browser",
        "/api/anything",
        "/anything",
    ] {
        let answer = browser.post(form, &[("id", "x")]).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/no-access"), "{form}");
    }
    for (path, _) in server_fn::axum::server_fn_paths() {
        let answer = browser.call(path.trim_start_matches("/api/")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}: {}", answer.body);
        assert_eq!(answer.body, r#"{"code":"not_a_member"}"#, "{path}");
    }
    let none = AppError::NotAMember;
    assert_eq!(browser.in_page(show_profile()).await.map(drop), Err(none.clone()));
    assert_eq!(browser.in_page(list_guilds()).await.map(drop), Err(none.clone()));
    assert_eq!(browser.in_page(list_browsers()).await.map(drop), Err(none.clone()));
    assert_eq!(browser.in_page(show_member("1".into())).await.map(drop), Err(none.clone()));
    assert_eq!(browser.in_page(current_viewer()).await, Err(none));
    let home = browser.get("/").await;
    assert!(home.status == StatusCode::OK && home.body.contains("Open your dashboard"), "{}", home.body);
    assert_eq!(browser.get("/login?return_to=%2Fdashboard%2Fguilds").await.location(), "/dashboard/guilds");
    assert_eq!(app.calls(CHECK).await, 2, "one in the sign-in, one for everything since");
}

#[tokio::test]
async fn the_page_names_the_guild_and_the_ways_on() {
    for (variables, words) in [
        (&[GUILD][..], &["is only for members of one server at Discord.", "for an invitation"][..]),
        (&[GUILD, ("DISCORD_BOT_TOKEN", BOT_TOKEN)], &["<bdi>Lindqvist Workshop</bdi>"]),
    ] {
        let app = TestApp::start_with(variables).await;
        let page = open(&mut app.signed_in(NELLY).await).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        let ways = ["You are not a member yet", "<bdi>Nelly</bdi>", "Check again", "Use another account", "Sign out"];
        for words in words.iter().chain(&ways) {
            assert!(page.body.contains(words), "{words} in {}", page.body);
        }
    }
    let hostile = [("DISCORD_REQUIRED_GUILD_ID", HOSTILE), ("DISCORD_BOT_TOKEN", BOT_TOKEN)];
    let app = TestApp::start_with(&hostile).await;
    let page = open(&mut app.signed_in(NELLY).await).await;
    assert!(page.body.contains("<bdi>&lt;/title&gt;") && !page.body.contains("discord.gg"), "{}", page.body);
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
}

#[tokio::test]
async fn a_member_needs_one_of_the_roles() {
    let (both, one) = ("420904194539652001, 420904194539652006", "420904194539652001");
    let app = TestApp::start_with(&[GUILD, roles(both), ("DISCORD_BOT_TOKEN", BOT_TOKEN)]).await;
    assert_eq!(open(&mut app.signed_in(MIRA).await).await.status, StatusCode::OK, "one of two is enough");
    let app = TestApp::start_with(&[GUILD, roles(one), ("DISCORD_BOT_TOKEN", BOT_TOKEN)]).await;
    let mut browser = app.signed_in(MIRA).await;
    let page = open(&mut browser).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    for words in ["You need a role", "<bdi>Lindqvist Workshop</bdi>", "one of these roles: ", "<bdi>Newcomer</bdi>"] {
        assert!(page.body.contains(words), "{words} in {}", page.body);
    }
    assert!(!page.body.contains("Maker"), "{}", page.body);
    assert_eq!(browser.call("refresh_guilds").await.body, r#"{"code":"no_required_role"}"#);
    join(&app, MIRAS_ID, NEWCOMER).await;
    assert_eq!(check_again(&mut browser).await.status, StatusCode::OK);
    // Without a bot, the person's own list has the guild's name.
    let app = TestApp::start_with(&[GUILD, roles(one)]).await;
    let page = open(&mut app.signed_in(MIRA).await).await;
    assert!(page.body.contains("<bdi>Lindqvist Workshop</bdi>"), "{}", page.body);
    assert!(page.body.contains("who have a certain role."), "{}", page.body);
}

#[tokio::test]
async fn access_ends_five_minutes_after_somebody_left_or_lost_the_role() {
    for (ttl, leaves) in [("60", true), ("60", false), ("86400", true)] {
        let app = TestApp::start_with(&[GUILD, roles(MAKER), ("DISCORD_CACHE_TTL_SECONDS", ttl)]).await;
        let mut browser = app.signed_in(MIRA).await;
        if leaves {
            leave(&app, MIRAS_ID).await
        } else {
            join(&app, MIRAS_ID, NEWCOMER).await
        }
        app.clock.advance(CHECK_COUNTS_FOR - A_SECOND * 5);
        assert_eq!(open(&mut browser).await.status, StatusCode::OK);
        app.clock.advance(A_SECOND * 5);
        let page = open(&mut browser).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{ttl}");
        let reason = if leaves { "You are not a member yet" } else { "You need a role" };
        assert!(page.body.contains(reason), "{}", page.body);
        app.clock.advance(A_SECOND);
        assert_eq!(open(&mut browser).await.status, StatusCode::FORBIDDEN, "and stays over");
    }
}

#[tokio::test]
async fn discord_is_asked_once_in_five_minutes_by_all_copies_together() {
    let app = TestApp::start_with(&[GUILD]).await;
    let other = app.start_another_with(&[GUILD]).await;
    let mut browser = app.signed_in(MIRA).await;
    for round in 1..4 {
        let mut elsewhere = same_browser(&browser, &other);
        for _ in 0..3 {
            assert_eq!(open(&mut browser).await.status, StatusCode::OK);
            assert_eq!(open(&mut elsewhere).await.status, StatusCode::OK);
            browser.post("/dashboard/refresh", &[]).await;
            app.clock.advance(A_SECOND * 60);
            other.clock.advance(A_SECOND * 60);
        }
        assert_eq!(app.calls(CHECK).await, round);
        app.clock.advance(A_SECOND * 121);
        other.clock.advance(A_SECOND * 121);
    }
}

#[tokio::test]
async fn parallel_requests_share_one_check() {
    let app = TestApp::start_with(&[GUILD]).await;
    let browser = app.signed_in(MIRA).await;
    app.clock.advance(CHECK_COUNTS_FOR);
    let [mut one, mut two, mut three] = [(); 3].map(|()| browser.clone());
    let answers =
        tokio::join!(one.get("/dashboard/profile"), two.get("/dashboard/account"), three.get("/dashboard/profile"));
    assert_eq!([answers.0, answers.1, answers.2].map(|answer| answer.status), [StatusCode::OK; 3]);
    assert_eq!(app.calls(CHECK).await, 2, "one in the sign-in, one after five minutes");
}

#[tokio::test]
async fn a_person_who_joins_checks_again_and_gets_to_the_page_they_wanted() {
    let app = TestApp::start_with(&[GUILD]).await;
    let mut browser = app.signed_in(NOOR).await;
    let refused = open(&mut browser).await;
    assert!(refused.body.contains(r#"name="return_to" value="/dashboard""#), "{}", refused.body);
    assert_eq!(check_again(&mut browser).await.status, StatusCode::FORBIDDEN, "nothing has changed");
    let calls = app.calls(CHECK).await;
    open(&mut browser).await;
    assert_eq!(app.calls(CHECK).await, calls, "Discord's refusal is cached");

    join(&app, NOORS_ID, "").await;
    let answer = browser.post("/no-access/check", &[("return_to", "/dashboard/profile")]).await;
    assert_eq!(answer.location(), "/dashboard/profile");
    let page = browser.get("/dashboard/profile").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("We asked Discord again."), "{}", page.body);
    assert_eq!(browser.get("/no-access?return_to=%2Fdashboard%2Fguilds").await.location(), "/dashboard/guilds");
    for evil in ["https://evil.example/", "//evil.example", "/\\evil.example", "/auth/logout", ""] {
        let answer = browser.post("/no-access/check", &[("return_to", evil)]).await;
        assert_eq!(answer.location(), "/dashboard", "{evil}");
    }
}

#[tokio::test]
async fn members_stay_in_for_an_hour_while_discord_does_not_answer() {
    for (fault, status) in [
        (&[("kind", "error"), ("status", "503")][..], StatusCode::SERVICE_UNAVAILABLE),
        (&[("kind", "rate_limit"), ("seconds", "60")], StatusCode::TOO_MANY_REQUESTS),
        (&[("kind", "broken_json")], StatusCode::SERVICE_UNAVAILABLE),
    ] {
        let app = TestApp::start_with(&[GUILD]).await;
        let mut browser = app.signed_in(MIRA).await;
        app.fault(&[&[("route", CHECK)][..], fault].concat()).await;
        app.clock.advance(CHECK_COUNTS_FOR);
        assert_eq!(open(&mut browser).await.status, StatusCode::OK, "{fault:?}");
        app.clock.advance(CHECK_COUNTS_WITHOUT_DISCORD_FOR - CHECK_COUNTS_FOR - A_SECOND * 5);
        assert_eq!(open(&mut browser).await.status, StatusCode::OK, "{fault:?}");
        app.clock.advance(A_SECOND * 5);
        let page = open(&mut browser).await;
        assert_eq!(page.status, status, "{fault:?}");
        assert!(!page.header("retry-after").is_empty(), "{fault:?}");
        for words in ["We could not check whether you are a member", "Check again", "Sign out"] {
            assert!(page.body.contains(words), "{words} in {}", page.body);
        }
        assert_eq!(browser.call("refresh_guilds").await.status, status, "{fault:?}");
    }
}

#[tokio::test]
async fn a_slow_discord_delays_a_member_by_seconds_and_a_visit_after_it_by_nothing() {
    let app = TestApp::start_with(&[GUILD]).await;
    let mut browser = app.signed_in(MIRA).await;
    browser.get("/dashboard/account").await;
    app.fault(&[("route", CHECK), ("kind", "slow"), ("seconds", "20")]).await;
    app.clock.advance(CHECK_COUNTS_FOR);
    let began = std::time::Instant::now();
    assert_eq!(browser.get("/dashboard/account").await.status, StatusCode::OK);
    assert_eq!(browser.get("/dashboard/account").await.status, StatusCode::OK);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert_eq!(app.calls(CHECK).await, 2, "the second visit does not ask again");
}

#[tokio::test]
async fn whoever_was_no_member_does_not_get_in_while_discord_fails() {
    let app = TestApp::start_with(&[GUILD]).await;
    let (mut nelly, mut mira) = (app.signed_in(NELLY).await, app.signed_in(MIRA).await);
    open(&mut nelly).await;
    leave(&app, MIRAS_ID).await;
    app.clock.advance(CHECK_COUNTS_FOR);
    assert_eq!(open(&mut mira).await.status, StatusCode::FORBIDDEN);
    app.fault(&[("route", CHECK), ("kind", "error"), ("status", "503")]).await;
    app.clock.advance(CHECK_COUNTS_FOR);
    // A copy of the server that saw neither of them.
    let other = app.start_another_with(&[GUILD]).await;
    other.clock.advance(CHECK_COUNTS_FOR * 2);
    for browser in [&mut nelly, &mut mira] {
        assert_eq!(open(browser).await.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(open(&mut same_browser(browser, &other)).await.status, StatusCode::SERVICE_UNAVAILABLE);
    }
}

#[tokio::test]
async fn a_repeated_check_without_an_answer_does_not_repeat_an_old_refusal() {
    let app = TestApp::start_with(&[GUILD, roles(NEWCOMER), ("DISCORD_BOT_TOKEN", BOT_TOKEN)]).await;
    let mut browser = app.signed_in(MIRA).await;
    assert_eq!(open(&mut browser).await.status, StatusCode::FORBIDDEN);
    app.fault(&[("route", CHECK), ("kind", "error"), ("status", "503")]).await;
    app.clock.advance(Duration::from_secs(30));
    let page = check_again(&mut browser).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{}", page.body);
    assert!(page.body.contains("We could not check whether you are a member"), "{}", page.body);
}

#[tokio::test]
async fn a_sign_in_that_cannot_be_checked_is_explained_and_can_be_repeated() {
    let app = TestApp::start_with(&[GUILD]).await;
    app.fault(&[("route", CHECK), ("kind", "error"), ("status", "503")]).await;
    let mut browser = app.anonymous();
    let answer = browser.sign_in(MIRA, "/dashboard/guilds").await;
    assert_eq!(answer.location(), "/login?problem=discord_busy&return_to=%2Fdashboard%2Fguilds");
    assert_eq!(app.rows().await, [0, 0, 0], "nobody is signed in");
    app.clear_faults().await;
    assert_eq!(browser.sign_in(MIRA, "/dashboard/guilds").await.location(), "/dashboard/guilds");
    assert_eq!(browser.get("/dashboard/guilds").await.status, StatusCode::OK);
}

#[tokio::test]
async fn signing_out_and_signing_in_as_somebody_else_need_no_access_and_no_answer_from_discord() {
    let app = TestApp::start_with(&[GUILD]).await;
    let mut browser = app.signed_in(NELLY).await;
    let start = browser.post("/auth/login", &[("account", "another"), ("return_to", "/dashboard/profile")]).await;
    assert!(start.location().contains("prompt=consent"), "{}", start.location());
    let callback = decide(start.location(), MIRA, "authorize").await;
    assert_eq!(browser.get(&callback).await.location(), "/dashboard/profile");
    assert_eq!(browser.get("/dashboard/profile").await.status, StatusCode::OK);
    assert_eq!(app.rows().await[1], 1, "the first sign-in has ended");

    let mut browser = app.signed_in(NELLY).await;
    app.fault(&[("route", CHECK), ("kind", "error"), ("status", "503")]).await;
    app.reset_counters().await;
    assert_eq!(
        browser.post("/theme", &[("theme", "dark"), ("return_to", "/no-access")]).await.location(),
        "/no-access"
    );
    assert_eq!(browser.post("/auth/logout", &[]).await.location(), "/");
    assert_eq!(app.calls(CHECK).await, 0);
    assert_eq!(browser.get("/dashboard").await.location(), "/login?return_to=%2Fdashboard");
    assert_eq!(app.rows().await[1], 1, "only Mira is left");
}

#[tokio::test]
async fn a_sign_in_from_before_the_rule_is_asked_for_the_missing_scope() {
    let before = TestApp::start().await;
    let app = before.start_another_with(&[GUILD]).await;
    let mut browser = same_browser(&before.signed_in(MIRA).await, &app);
    let page = open(&mut browser).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.body.contains("We cannot see whether you are a member"), "{}", page.body);
    assert!(page.body.contains(r#"name="scope" value="guilds.members.read""#), "{}", page.body);
    browser.allow(MIRA, "guilds.members.read").await;
    assert_eq!(open(&mut browser).await.status, StatusCode::OK);
}

#[tokio::test]
async fn another_rule_counts_from_the_first_request_on() {
    let app = TestApp::start_with(&[GUILD]).await;
    let mut browser = app.signed_in(MIRA).await;
    assert_eq!(open(&mut browser).await.status, StatusCode::OK);
    let stricter = app.start_another_with(&[GUILD, roles(NEWCOMER)]).await;
    assert_eq!(open(&mut same_browser(&browser, &stricter)).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_prefetched_page_is_not_checked() {
    let app = TestApp::start_with(&[GUILD]).await;
    let mut browser = app.signed_in(MIRA).await;
    open(&mut browser).await;
    app.clock.advance(CHECK_COUNTS_FOR);
    app.reset_counters().await;
    let prefetch = || Request::get("/dashboard").header("accept", "text/html").header("sec-purpose", "prefetch");
    let cold = browser.send(prefetch().body(Body::empty()).unwrap()).await;
    assert_eq!((cold.status, app.all_calls().await), (StatusCode::SERVICE_UNAVAILABLE, 0));
    open(&mut browser).await;
    assert_eq!(browser.send(prefetch().body(Body::empty()).unwrap()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_page_opens_only_for_people_without_access() {
    for variables in [&[][..], &[GUILD]] {
        let app = TestApp::start_with(variables).await;
        let visitor = app.anonymous().get("/no-access").await;
        assert_eq!((visitor.status, visitor.location()), (StatusCode::SEE_OTHER, "/login?return_to=%2Fno-access"));
        let member = app.signed_in(MIRA).await.get("/no-access").await;
        assert_eq!((member.status, member.location()), (StatusCode::SEE_OTHER, "/dashboard"));
    }
}

#[tokio::test]
async fn a_login_that_discord_no_longer_honours_leads_to_the_sign_in() {
    let app = TestApp::start_with(&[GUILD]).await;
    let mut browser = app.signed_in(MIRA).await;
    // A revoke at Discord, of which this site does not hear.
    let login = find_login(&app, &browser).await;
    let token = app.state.tokens.access_token(&login.grant_id).await.unwrap();
    app.state.oauth.revoke(&token.token).await.unwrap();
    app.clock.advance(CHECK_COUNTS_FOR);
    let answer = browser.get("/dashboard").await;
    assert_eq!(answer.location(), "/login?return_to=%2Fdashboard");
    assert!(browser.session().is_none(), "the cookie is removed");
}
