//! The page for admins: what it shows, what its forms do, and that nobody else learns of it.

use std::time::Duration;

use app::server::http::serve::sweep_once;
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};

use crate::test_app::{Answer, BOBBY, Browser, KAITO, MIRA, NELLY, NOOR, ORIGIN, TestApp, decide};

const PAGE: &str = "/admin";
const MIRAS_ID: &str = "268473310986240001";
const NELLYS_ID: &str = "80351110224678912";
const KAITOS_ID: &str = "318624907514118144";
/// Mira and Kaito are admins.
const ADMINS: [(&str, &str); 1] = [("ADMIN_USER_IDS", "268473310986240001, 318624907514118144")];
const BANNED: &str = "/login?problem=banned";

/// Returns the page without the framework's marks between texts.
async fn open(browser: &mut Browser<'_>) -> String {
    let page = browser.get(PAGE).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page.body.replace("<!>", "")
}

/// Sends one of the page's forms, and returns the sentence of the next page.
async fn send(browser: &mut Browser<'_>, form: &str, fields: &[(&str, &str)]) -> String {
    let answer = browser.post(&format!("/admin/{form}"), fields).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, PAGE), "{}", answer.body);
    let page = open(browser).await;
    let toast = page.split("class=\"toast").nth(1).and_then(|rest| rest.split("<p>").nth(1)?.split("</p>").next());
    toast.unwrap_or_default().to_owned()
}

/// Returns the part of the page below a heading.
fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let rest = page.split(&format!("{heading}</h2>")).nth(1).unwrap_or_else(|| panic!("{heading} in {page}"));
    rest.split("<h2").next().unwrap()
}

fn rows(section: &str) -> Vec<&str> {
    section.split("<li class=\"rows__row\">").skip(1).collect()
}

#[tokio::test]
async fn the_page_shows_who_is_signed_in_since_when_and_with_how_many_browsers() {
    let app = TestApp::start_with(&ADMINS).await;
    let _one = app.signed_in(NELLY).await;
    app.clock.advance(Duration::from_secs(3600));
    let mut two = app.signed_in(NELLY).await;
    two.get("/dashboard").await;
    app.clock.advance(Duration::from_secs(3600));
    let mut mira = app.signed_in(MIRA).await;
    let page = open(&mut mira).await;
    let people = rows(section(&page, "Who is signed in"));
    assert_eq!(people.len(), 2, "{page}");
    assert!(people[0].contains("<bdi>Mira Lindqvist</bdi>") && people[0].contains("1 browser,"), "{}", people[0]);
    assert!(people[1].contains("<bdi>Nelly</bdi>") && people[1].contains("2 browsers,"), "{}", people[1]);
    assert!(people[1].contains(&format!("<code>{NELLYS_ID}</code>")), "{}", people[1]);
    let times: Vec<_> = people[1].split("datetime=\"").skip(1).map(|rest| &rest[..16]).collect();
    assert!(times.len() == 2 && times[0] < times[1], "{times:?}");
    assert!(!page.contains("nelly@discord.com"), "{page}");
}

#[tokio::test]
async fn only_admins_have_the_link() {
    let app = TestApp::start_with(&ADMINS).await;
    let link = format!("href=\"{PAGE}\"");
    for (person, has_link) in [(MIRA, true), (KAITO, true), (NELLY, false)] {
        let page = app.signed_in(person).await.get("/dashboard").await.body;
        assert_eq!(page.contains(&link), has_link, "{person}");
    }
    let nobody = TestApp::start().await;
    assert!(!nobody.signed_in(MIRA).await.get("/dashboard").await.body.contains(&link), "without ADMIN_USER_IDS");
}

/// Replaces everything in a page that differs from request to request.
fn without_differences(answer: &Answer, path: &str) -> String {
    let policy = answer.header("content-security-policy");
    let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
    let (id, encoded) = (answer.header("x-request-id"), path.replace('/', "%2F"));
    let mut body = answer.body.replace(nonce, "NONCE").replace(path, "PATH").replace(&encoded, "PATH");
    if !id.is_empty() {
        body = body.replace(id, "ID");
    }
    // A build under `cargo leptos watch` notes in comments which lines of the source made an element.
    let parts = body.split("<!--hot-reload|").enumerate();
    parts.map(|(number, part)| if number == 0 { part } else { part.split_once("-->").unwrap().1 }).collect()
}

#[tokio::test]
async fn everybody_else_gets_the_page_of_an_unknown_address() {
    let app = TestApp::start_with(&ADMINS).await;
    let mut mira = app.signed_in(MIRA).await;
    let bystander = app.signed_in(NOOR).await;
    let rows_before = app.rows().await;
    for mut browser in [app.anonymous(), app.signed_in(NELLY).await] {
        let mut ask = async |method: &Method, path: &str| {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header(header::ACCEPT, "text/html")
                .header(header::ORIGIN, ORIGIN)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            browser.send(request.body(Body::from(format!("user_id={NELLYS_ID}"))).unwrap()).await
        };
        for method in [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
            let unknown = ask(&method, "/nowhere").await;
            for path in ["/admin", "/admin/ban", "/admin/unban", "/admin/sign-out", "/admin/else"] {
                let answer = ask(&method, path).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {path}");
                assert_eq!(
                    without_differences(&answer, path),
                    without_differences(&unknown, "/nowhere"),
                    "{method} {path}"
                );
                let names = |answer: &Answer| {
                    // For a wrong method, axum adds `Allow` outside of all layers.
                    let names = answer.headers.keys().filter(|name| *name != header::ALLOW);
                    let mut names: Vec<_> = names.map(|name| name.as_str().to_owned()).collect();
                    names.sort_unstable();
                    names
                };
                assert_eq!(names(&answer), names(&unknown), "{method} {path}");
            }
        }
    }
    let page = open(&mut mira).await;
    assert!(page.contains("Nobody is banned") && page.contains("No admin has done anything yet"), "{page}");
    assert!(app.rows().await[1] > rows_before[1], "Nelly signed in meanwhile, and nobody was signed out");
    drop(bystander);
}

#[tokio::test]
async fn a_malformed_form_looks_like_an_unknown_address_too() {
    let app = TestApp::start_with(&ADMINS).await;
    let request = || {
        Request::post("/admin/ban")
            .header(header::ACCEPT, "text/html")
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from("{"))
            .unwrap()
    };
    assert_eq!(app.anonymous().send(request()).await.status, StatusCode::NOT_FOUND);
    let admin = app.signed_in(MIRA).await.send(request()).await;
    assert_eq!(admin.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "an admin is told");
}

#[tokio::test]
async fn ending_a_persons_logins_signs_them_out_everywhere_and_is_noted() {
    let app = TestApp::start_with(&ADMINS).await;
    let other = app.start_another_with(&ADMINS).await;
    let (mut one, mut two) = (app.signed_in(NELLY).await, other.signed_in(NELLY).await);
    let mut mira = app.signed_in(MIRA).await;
    let said = send(&mut mira, "sign-out", &[("user_id", NELLYS_ID)]).await;
    assert_eq!(said, "That person is signed out in all browsers.");
    for browser in [&mut one, &mut two] {
        assert_eq!(browser.get("/dashboard").await.location(), "/login?return_to=%2Fdashboard");
    }
    assert_eq!(app.rows().await[1..], [1, 1], "the tokens are gone as well");
    let said = send(&mut mira, "sign-out", &[("user_id", NELLYS_ID)]).await;
    assert_eq!(said, "Nothing changed: that person is not signed in.");
    let page = open(&mut mira).await;
    let audit = rows(section(&page, "What admins did"));
    assert_eq!(audit.len(), 1, "an action that changed nothing is not listed: {page}");
    assert!(audit[0].contains(" ended the logins of ") && audit[0].contains(NELLYS_ID), "{}", audit[0]);
    assert_eq!(one.sign_in(NELLY, "/dashboard").await.location(), "/dashboard", "she may come back");
}

#[tokio::test]
async fn a_banned_person_is_told_on_the_next_request_and_cannot_sign_in_until_unbanned() {
    let app = TestApp::start_with(&ADMINS).await;
    let other = app.start_another_with(&ADMINS).await;
    let (mut here, mut there) = (app.signed_in(NELLY).await, other.signed_in(NELLY).await);
    let mut elsewhere = app.signed_in(NELLY).await;
    let mut mira = app.signed_in(MIRA).await;
    let fields = [("user_id", NELLYS_ID), ("reason", "spam in #general")];
    let said = send(&mut mira, "ban", &fields).await;
    assert_eq!(said, "That person is banned: they are signed out everywhere, and cannot sign in.");
    assert_eq!(app.rows().await[1..], [1, 1], "logins and tokens end with the ban, not with the next request");

    for browser in [&mut here, &mut there] {
        assert_eq!(browser.get("/dashboard/profile").await.location(), BANNED);
        let page = browser.get(BANNED).await;
        assert_eq!(page.status, StatusCode::OK);
        for words in
            ["You are banned from this site", "An admin of this site banned your Discord account", "another account"]
        {
            assert!(page.body.contains(words), "{words} in {}", page.body);
        }
        assert!(!page.body.contains("spam in"), "the reason is for admins");
        assert_eq!(browser.get("/").await.status, StatusCode::OK, "and is a visitor from then on");
        assert_eq!(browser.session(), None);
    }
    assert_eq!(elsewhere.post("/auth/logout", &[]).await.location(), BANNED, "a form is answered in the same way");

    assert_eq!(here.sign_in(NELLY, "/dashboard").await.location(), format!("{BANNED}&return_to=%2Fdashboard"));
    assert_eq!(app.rows().await[1..], [1, 1], "nothing of it is stored");
    assert_eq!(there.sign_in(NOOR, "/dashboard").await.location(), "/dashboard", "another account may use the browser");

    let page = open(&mut mira).await;
    assert_eq!(rows(section(&page, "Who is signed in")).len(), 2, "{page}");
    let bans = rows(section(&page, "Bans"));
    assert!(bans.len() == 1 && bans[0].contains("spam in #general") && bans[0].contains(NELLYS_ID), "{page}");
    assert_eq!(send(&mut mira, "ban", &fields).await, "Nothing changed: that person is banned already.");
    assert_eq!(send(&mut mira, "unban", &[("user_id", NELLYS_ID)]).await, "That person may sign in again.");
    assert_eq!(
        send(&mut mira, "unban", &[("user_id", NELLYS_ID)]).await,
        "Nothing changed: that person is not banned."
    );
    assert_eq!(here.sign_in(NELLY, "/dashboard").await.location(), "/dashboard");

    let page = open(&mut mira).await;
    let audit = rows(section(&page, "What admins did"));
    let did: Vec<_> = audit.iter().map(|row| row.contains(" unbanned ")).collect();
    assert_eq!(did, [true, false], "the newest first: {page}");
    for row in audit {
        assert!(row.contains(MIRAS_ID) && row.contains("Mira Lindqvist") && row.contains("<bdi>Nelly</bdi>"), "{row}");
    }
}

#[tokio::test]
async fn a_sign_in_that_was_under_way_during_the_ban_ends_with_its_next_request() {
    let app = TestApp::start_with(&ADMINS).await;
    let mut nelly = app.signed_in(NELLY).await;
    // The ban of another process, which ended the logins before this one was stored.
    app.run_sql("INSERT INTO bans (user_id, reason, banned_by, banned_at) VALUES ('80351110224678912', '', '1', 1)")
        .await;
    let mut mira = app.signed_in(MIRA).await;
    assert_eq!(rows(section(&open(&mut mira).await, "Who is signed in")).len(), 1, "the list leaves her out");
    assert_eq!(nelly.get("/").await.location(), BANNED);
    assert_eq!(app.rows().await[1..], [1, 1]);
}

#[tokio::test]
async fn a_banned_persons_call_gets_a_typed_refusal() {
    let app = TestApp::start_with(&ADMINS).await;
    let mut nelly = app.signed_in(NELLY).await;
    send(&mut app.signed_in(MIRA).await, "ban", &[("user_id", NELLYS_ID)]).await;
    let call = nelly.call("refresh_guilds").await;
    assert_eq!((call.status, &*call.body), (StatusCode::UNAUTHORIZED, r#"{"code":"unauthenticated"}"#));
}

#[tokio::test]
async fn somebody_who_never_signed_in_can_be_banned() {
    let app = TestApp::start_with(&ADMINS).await;
    let mut mira = app.signed_in(MIRA).await;
    send(&mut mira, "ban", &[("user_id", &format!(" {NELLYS_ID} "))]).await;
    let answer = app.anonymous().sign_in(NELLY, "/dashboard/guilds").await;
    assert_eq!(answer.location(), format!("{BANNED}&return_to=%2Fdashboard%2Fguilds"));
}

#[tokio::test]
async fn admins_cannot_be_banned_and_odd_ids_are_refused_with_a_sentence() {
    let app = TestApp::start_with(&ADMINS).await;
    let mut mira = app.signed_in(MIRA).await;
    let mut kaito = app.signed_in(KAITO).await;
    assert_eq!(send(&mut mira, "ban", &[("user_id", MIRAS_ID)]).await, "Nothing changed: you cannot ban yourself.");
    let said = send(&mut mira, "ban", &[("user_id", KAITOS_ID)]).await;
    assert!(said.starts_with("Nothing changed: that person is an admin."), "{said}");
    assert_eq!(kaito.get(PAGE).await.status, StatusCode::OK);
    for form in ["ban", "unban", "sign-out"] {
        for odd in ["", "nelly", "080351110224678912", "-1", "80351110224678912 OR 1=1", "99999999999999999999"] {
            let said = send(&mut mira, form, &[("user_id", odd)]).await;
            assert!(said.starts_with("Nothing changed: that is not a Discord id."), "{form} {odd}: {said}");
        }
        assert!(send(&mut mira, form, &[]).await.starts_with("Nothing changed"), "{form} without fields");
    }
    let page = open(&mut mira).await;
    assert!(page.contains("Nobody is banned") && page.contains("No admin has done anything yet"), "{page}");
}

#[tokio::test]
async fn an_admin_who_was_banned_before_is_still_banned() {
    let app = TestApp::start_with(&[("ADMIN_USER_IDS", MIRAS_ID)]).await;
    let mut mira = app.signed_in(MIRA).await;
    send(&mut mira, "ban", &[("user_id", KAITOS_ID)]).await;
    let later = app.start_another_with(&ADMINS).await;
    assert_eq!(later.anonymous().sign_in(KAITO, PAGE).await.location(), format!("{BANNED}&return_to=%2Fadmin"));
}

#[tokio::test]
async fn hostile_names_and_reasons_are_text() {
    let app = TestApp::start_with(&ADMINS).await;
    let _bobby = app.signed_in(BOBBY).await;
    let mut mira = app.signed_in(MIRA).await;
    let reason = "</p><script>alert(1)</script>\u{202e}\"'";
    send(&mut mira, "ban", &[("user_id", NELLYS_ID), ("reason", reason)]).await;
    send(&mut mira, "sign-out", &[("user_id", "700000000000000007")]).await;
    let _bobby = app.signed_in(BOBBY).await;
    let page = open(&mut mira).await;
    assert!(page.contains("&lt;svg onload"), "Bobby's name is shown as text: {page}");
    assert!(page.contains("&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;"), "{page}");
    assert!(!page.contains("<svg onload") && !page.contains("<script>alert"), "{page}");
}

#[tokio::test]
async fn failed_sign_ins_are_counted_by_reason_and_nothing_else_is_kept() {
    let app = TestApp::start_with(&ADMINS).await;
    for _ in 0..3 {
        let mut browser = app.anonymous();
        let start = browser.post("/auth/login", &[]).await;
        let callback = decide(start.location(), NELLY, "cancel").await;
        assert!(browser.get(&callback).await.location().contains("problem=denied"));
    }
    let callback = app.anonymous().authorize(NELLY, "/dashboard").await;
    assert!(app.anonymous().get(&callback).await.location().contains("problem=other_browser"));
    app.anonymous().get("/auth/callback?code=hunter2&state=hunter3").await;
    let mut mira = app.signed_in(MIRA).await;
    let failures = async |browser: &mut Browser<'_>| {
        for _ in 0..200 {
            let page = open(browser).await;
            let found: Vec<_> = rows(section(&page, "last seven days")).into_iter().map(str::to_owned).collect();
            if found.len() == 2 && found.iter().any(|row| row.contains("3 times")) {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the failures are never counted");
    };
    let found = failures(&mut mira).await;
    let denied = found.iter().find(|row| row.contains("<code>denied</code>")).unwrap();
    assert!(denied.contains("You cancelled at Discord") && denied.contains("3 times"), "{denied}");
    let other = found.iter().find(|row| row.contains("<code>other_browser</code>")).unwrap();
    assert!(other.contains("Once"), "{other}");
    let dump = app.dump().await;
    assert!(!dump.contains("hunter2") && !dump.contains("hunter3"));
    app.clock.advance(Duration::from_secs(8 * 24 * 3600));
    sweep_once(&app.state).await;
    let page = open(&mut mira).await;
    assert!(page.contains("No sign-in has failed"), "a week later they are gone: {page}");
}

#[tokio::test]
async fn long_lists_are_cut_and_say_so() {
    let app = TestApp::start_with(&ADMINS).await;
    let mut mira = app.signed_in(MIRA).await;
    app.run_sql(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 101) \
         INSERT INTO bans (user_id, reason, banned_by, banned_at) SELECT CAST(n AS TEXT), '', '1', n FROM numbers",
    )
    .await;
    app.run_sql(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 101) \
         INSERT INTO audit_log (id, at, admin_id, action, user_id) SELECT CAST(n AS TEXT), n, '1', 'of_tomorrow', '2' FROM numbers",
    )
    .await;
    app.run_sql(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100) \
         INSERT INTO logins (id, user_id, grant_id, user_agent, created_at, last_seen_at, user_name) \
         SELECT 'login ' || n, CAST(1000 + n AS TEXT), grant_id, '', created_at, created_at - n, 'x' FROM logins, numbers",
    )
    .await;
    let page = open(&mut mira).await;
    for (heading, words) in [
        ("Who is signed in", "More people are signed in. These are the 100 who were here last."),
        ("Bans", "These are the 100 newest bans. To lift an older one, enter the person's id."),
        ("What admins did", "These are the 100 newest actions. The database has the older ones."),
    ] {
        let section = section(&page, heading);
        assert_eq!(rows(section).len(), 100, "{heading}");
        assert!(section.contains(words), "{heading}: {section}");
    }
    assert_eq!(send(&mut mira, "unban", &[("user_id", "1")]).await, "That person may sign in again.", "the oldest ban");
}

#[tokio::test]
async fn a_new_name_replaces_the_old_one_in_all_rows_of_a_person() {
    let app = TestApp::start_with(&ADMINS).await;
    let _old = app.signed_in(NELLY).await;
    app.run_sql("UPDATE logins SET user_name = 'Zzz Nelly of yesterday'").await;
    let _new = app.signed_in(NELLY).await;
    let mut mira = app.signed_in(MIRA).await;
    let page = open(&mut mira).await;
    assert!(page.contains("<bdi>Nelly</bdi>") && !page.contains("yesterday"), "{page}");
}

#[tokio::test]
async fn a_login_of_an_earlier_version_has_no_name_and_is_listed_by_its_id() {
    let app = TestApp::start_with(&ADMINS).await;
    let _nelly = app.signed_in(NELLY).await;
    app.run_sql("UPDATE logins SET user_name = ''").await;
    let mut mira = app.signed_in(MIRA).await;
    let page = open(&mut mira).await;
    assert!(page.contains(&format!("aria-label=\"End logins of {NELLYS_ID}\"")), "{page}");
}
