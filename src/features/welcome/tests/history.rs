//! The history of the message: what it shows, how it is restored, and how long it is kept.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use app::{
    features::welcome::{Editor, MAX_CHANGES, Welcome, WelcomeMessages},
    server::{secret::Secret, store::Database},
};
use axum::{Json, http::StatusCode, response::IntoResponse as _};
use serde_json::json;

use super::{
    ANNOUNCEMENTS, ELSEWHERE, GENERAL, GUILDS_CALL, HOSTILE, HOSTILE_CHANNEL, PAGE, WORKSHOP, chosen, save,
    table::{admin_of, databases, saved_in},
    typed, version,
};
use crate::{
    overridden::{app_with, is_bot},
    store::TestDatabase,
    test_app::{Answer, BOBBY, Browser, MIRA, NELLY, TestApp},
};

const MIRAS_ID: &str = "268473310986240001";
const A_DAY: Duration = Duration::from_secs(24 * 3600);
/// A guild that Mira manages too, with the bot.
const BUN_CLUB: &str = "/dashboard/guilds/675300476190851076/welcome";

/// Sends a form of the history.
async fn restore(browser: &mut Browser<'_>, page: &str, restore: &str, version: &str) -> Answer {
    browser.post(&format!("{page}/restore"), &[("restore", restore), ("version", version)]).await
}

/// The entries of the history on a page, newest first, without the framework's comments.
fn entries(page: &str) -> Vec<String> {
    let history = page.split_once("id=\"welcome-history\"").unwrap().1.split("</section>").next().unwrap();
    let history = history.replace("<!>", "");
    let mut pieces = history.split("<!--");
    let first = pieces.next().unwrap().to_owned();
    let plain = pieces.fold(first, |plain, piece| plain + piece.split_once("-->").unwrap().1);
    plain.split("<li class=\"welcome__change\"").skip(1).map(str::to_owned).collect()
}

/// Returns the message that is saved for the workshop, and the number of changes in its history.
async fn now(app: &TestApp) -> (String, i64, usize) {
    let database = Database::open(&app.state.config.database_url, app::features::migrations()).await.unwrap();
    let saved = saved_in(&database, WORKSHOP).await.unwrap();
    let changes = WelcomeMessages::new(database).history(*admin_of(WORKSHOP).await).await.unwrap();
    assert_eq!(changes[0].saved, saved, "the newest change is what is saved");
    (saved.welcome.text, saved.version, changes.len())
}

#[tokio::test]
async fn every_save_is_listed_with_who_when_and_what_changed() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    let page = browser.get(PAGE).await.body;
    assert!(entries(&page).is_empty() && page.contains("Nobody has saved a message yet."), "{page}");
    save(&mut browser, PAGE, GENERAL, "Hello old friend", "0").await;
    let off = [("channel_id", ANNOUNCEMENTS), ("text", "Hello new friend"), ("version", "1")];
    assert_eq!(browser.post(PAGE, &off).await.status, StatusCode::SEE_OTHER);
    let page = browser.get(PAGE).await.body;
    let listed = entries(&page);
    let [second, first] = &listed[..] else { panic!("two entries in {page}") };
    for entry in [second, first] {
        for part in
            [&*format!("<bdi>{MIRA}</bdi>"), &*format!("<code>{MIRAS_ID}</code>"), "<time datetime=\"20", " UTC"]
        {
            assert!(entry.contains(part), "{part} in {entry}");
        }
    }
    let channel = "Channel: <bdi># announcements</bdi>, before that <bdi># general</bdi>";
    for part in ["Version 2", "Current", "Switched off", channel, "<del>old</del>", "<ins>new</ins>"] {
        assert!(second.contains(part), "{part} in {second}");
    }
    for part in ["Version 1", "Switched on", "# general", "Hello old friend"] {
        assert!(first.contains(part), "{part} in {first}");
    }
    assert!(!first.contains("Current") && !first.contains("<del>") && second.contains(">Undo<"), "{page}");
    // The same content once more.
    let again = [("channel_id", ANNOUNCEMENTS), ("text", "Hello new friend"), ("version", "2")];
    browser.post(PAGE, &again).await;
    let page = browser.get(PAGE).await.body;
    assert!(entries(&page)[0].contains("Saved again without a change."), "{page}");
    assert!(!entries(&page)[0].contains("<form") && !entries(&page)[1].contains("<form"), "nothing to restore: {page}");
}

#[tokio::test]
async fn each_change_has_the_person_who_made_it_and_its_own_time() {
    let (app, _) = app_with(|parts, _| {
        let list = json!([{ "id": WORKSHOP, "name": "Workshop", "owner": true, "permissions": "0" }]);
        let asks = !is_bot(parts) && parts.uri.path().ends_with("/users/@me/guilds");
        asks.then(|| Json(list).into_response())
    })
    .await;
    let (mut mira, mut nelly) = (app.signed_in(MIRA).await, app.signed_in(NELLY).await);
    save(&mut mira, PAGE, GENERAL, "One", "0").await;
    app.clock.advance(A_DAY);
    save(&mut nelly, PAGE, GENERAL, "Two", "1").await;
    app.clock.advance(A_DAY);
    // The person who restores Mira's version made this change, and not Mira.
    assert_eq!(restore(&mut nelly, PAGE, "1", "2").await.status, StatusCode::SEE_OTHER);
    let page = mira.get(PAGE).await.body;
    let part = |start: &str, end: char| {
        let entries = entries(&page).into_iter();
        entries
            .map(|entry| entry.split(start).nth(1).unwrap().split(end).next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(part("<bdi>", '<'), [NELLY, NELLY, MIRA], "{page}");
    let days = part("<time datetime=\"", 'T');
    assert!(days[0] > days[1] && days[1] > days[2], "{days:?}");
}

#[tokio::test]
async fn an_earlier_version_is_restored_as_a_change_of_its_own() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    for (channel, text, seen) in [(GENERAL, "One", "0"), (ANNOUNCEMENTS, "Two", "1"), (GENERAL, "Three", "2")] {
        save(&mut browser, PAGE, channel, text, seen).await;
    }
    // The first change cannot be undone, because nothing was saved before it.
    let forms = |page: &str| {
        let value = |entry: &str, name: &str| {
            let value = entry.split(&format!("name=\"{name}\" value=\"")).nth(1)?.split('"').next()?;
            Some(value.to_owned())
        };
        entries(page).iter().map(|entry| value(entry, "restore").zip(value(entry, "version"))).collect::<Vec<_>>()
    };
    let form = |restore: &str, seen: &str| Some((restore.to_owned(), seen.to_owned()));
    let page = browser.get(PAGE).await.body;
    assert_eq!(forms(&page), [form("2", "3"), form("2", "3"), form("1", "3")], "undo, and two earlier versions");
    let answer = restore(&mut browser, PAGE, "1", "3").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, PAGE));
    let page = browser.get(PAGE).await.body;
    assert!(page.contains("<p>Saved."), "{page}");
    assert_eq!((typed(&page), chosen(&page), version(&page)), ("One", GENERAL, "4"));
    assert_eq!((entries(&page).len(), forms(&page)[3].clone()), (4, None), "the first version is what is saved now");
    // Undo that.
    assert_eq!(restore(&mut browser, PAGE, "3", "4").await.status, StatusCode::SEE_OTHER);
    assert_eq!(now(&app).await, ("Three".to_owned(), 5, 5));
    // Sent twice, it is no conflict and no second change.
    assert_eq!(restore(&mut browser, PAGE, "3", "4").await.status, StatusCode::SEE_OTHER);
    assert_eq!(now(&app).await, ("Three".to_owned(), 5, 5));
}

#[tokio::test]
async fn restoring_needs_the_right_at_that_moment() {
    let owns = Arc::new(AtomicBool::new(true));
    let still = owns.clone();
    let (app, _) = app_with(move |parts, _| {
        let list =
            json!([{ "id": WORKSHOP, "name": "Workshop", "owner": still.load(Ordering::Relaxed), "permissions": "0" }]);
        let asks = !is_bot(parts) && parts.uri.path().ends_with("/users/@me/guilds");
        asks.then(|| Json(list).into_response())
    })
    .await;
    let mut browser = app.signed_in(MIRA).await;
    for (text, seen) in [("One", "0"), ("Two", "1")] {
        assert_eq!(save(&mut browser, PAGE, GENERAL, text, seen).await.status, StatusCode::SEE_OTHER);
    }
    owns.store(false, Ordering::Relaxed);
    assert!(browser.get(PAGE).await.body.contains("welcome-history"), "the cached list still says that Mira owns it");
    let answer = restore(&mut browser, PAGE, "1", "2").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.body);
    assert_eq!(now(&app).await, ("Two".to_owned(), 2, 2));
    let visitor = restore(&mut app.anonymous(), PAGE, "1", "2").await;
    assert_eq!((visitor.status, visitor.location()), (StatusCode::SEE_OTHER, "/login"));
}

#[tokio::test]
async fn a_version_of_another_guild_or_of_nowhere_cannot_be_restored() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    save(&mut browser, PAGE, GENERAL, "In the workshop", "0").await;
    for (text, seen) in [("Buns one", "0"), ("Buns two", "1")] {
        assert_eq!(save(&mut browser, BUN_CLUB, ELSEWHERE, text, seen).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(entries(&browser.get(BUN_CLUB).await.body).len(), 2, "the other guild has a version 2");
    for wrong in ["2", "0", "-1", "9223372036854775807"] {
        let answer = restore(&mut browser, PAGE, wrong, "1").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(answer.body.contains("That version is not in the history any more."), "{}", answer.body);
        assert_eq!(typed(&answer.body), "In the workshop", "the form shows what is saved");
        assert!(answer.body.contains(&format!("action=\"{PAGE}\"")), "{}", answer.body);
    }
    assert_eq!(restore(&mut browser, PAGE, "x", "1").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let stranger = restore(&mut app.signed_in(BOBBY).await, PAGE, "1", "1").await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    assert!(!stranger.body.contains("In the workshop"), "{}", stranger.body);
    assert_eq!(now(&app).await, ("In the workshop".to_owned(), 1, 1));
}

#[tokio::test]
async fn a_version_whose_channel_is_gone_comes_back_in_the_form() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    save(&mut browser, PAGE, GENERAL, "With a channel", "0").await;
    save(&mut browser, PAGE, ANNOUNCEMENTS, "Elsewhere", "1").await;
    app.control("channels/delete", &[("guild_id", WORKSHOP), ("channel_id", GENERAL)]).await;
    let answer = restore(&mut browser, PAGE, "1", "2").await;
    assert_eq!((answer.status, typed(&answer.body)), (StatusCode::UNPROCESSABLE_ENTITY, "With a channel"));
    for part in ["The chosen channel is not available.", "a channel that is gone or hidden from you"] {
        assert!(answer.body.contains(part), "{part} in {}", answer.body);
    }
    assert!(!answer.body.contains(GENERAL), "{}", answer.body);
    // The browser now shows the address of the form. Opened once more, it leads to the page.
    let opened = browser.get(&format!("{PAGE}/restore")).await;
    assert_eq!((opened.status, opened.location()), (StatusCode::SEE_OTHER, PAGE));
    assert_eq!(now(&app).await.1, 2);
}

#[tokio::test]
async fn restoring_over_a_version_that_somebody_just_saved_shows_both() {
    let app = TestApp::start_with_bot().await;
    let (mut first, mut second) = (app.signed_in(MIRA).await, app.signed_in(MIRA).await);
    save(&mut first, PAGE, GENERAL, "One", "0").await;
    save(&mut first, PAGE, GENERAL, "Two", "1").await;
    save(&mut first, PAGE, GENERAL, "Three", "2").await;
    let answer = restore(&mut second, PAGE, "1", "2").await;
    assert_eq!((answer.status, typed(&answer.body), version(&answer.body)), (StatusCode::CONFLICT, "One", "3"));
    for part in ["saved this before you", "What is saved now", "Three", "Overwrite with my version"] {
        assert!(answer.body.contains(part), "{part} in {}", answer.body);
    }
    assert_eq!(now(&app).await, ("Three".to_owned(), 3, 3));
}

#[tokio::test]
async fn while_discord_is_down_nothing_is_restored() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    save(&mut browser, PAGE, GENERAL, "One", "0").await;
    save(&mut browser, PAGE, GENERAL, "Two", "1").await;
    app.fault(&[("route", GUILDS_CALL), ("kind", "error"), ("status", "503")]).await;
    let answer = restore(&mut browser, PAGE, "1", "2").await;
    assert_eq!((answer.status, typed(&answer.body)), (StatusCode::SERVICE_UNAVAILABLE, "One"));
    assert!(answer.body.contains("Nothing was saved."), "{}", answer.body);
    app.clear_faults().await;
    assert_eq!(now(&app).await, ("Two".to_owned(), 2, 2));
}

#[tokio::test]
async fn two_people_who_save_at_once_are_both_in_the_history() {
    let app = TestApp::start_with_bot().await;
    let (first, second) = (app.signed_in(MIRA).await, app.signed_in(MIRA).await);
    let saved = async |mut browser: Browser<'_>, text: &str| {
        let mut seen = "0".to_owned();
        loop {
            let answer = save(&mut browser, PAGE, GENERAL, text, &seen).await;
            if answer.status == StatusCode::SEE_OTHER {
                return;
            }
            assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.body);
            seen = version(&answer.body).to_owned();
        }
    };
    tokio::join!(saved(first, "The one"), saved(second, "The other"));
    assert_eq!(now(&app).await.2, 2);
    let page = app.signed_in(MIRA).await.get(PAGE).await.body;
    for text in ["The one", "The other"] {
        let is_whole_text = |entry: &str| entry.split_once("<details").is_some_and(|(_, whole)| whole.contains(text));
        assert_eq!(entries(&page).iter().filter(|entry| is_whole_text(entry)).count(), 1, "{text} in {page}");
    }
}

#[tokio::test]
async fn names_and_texts_in_the_history_stay_text() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(BOBBY).await;
    for (text, seen) in [("<b>one</b> <i>x</i>", "0"), ("<b>two</b> <i>x</i>", "1")] {
        assert_eq!(save(&mut browser, HOSTILE, HOSTILE_CHANNEL, text, seen).await.status, StatusCode::SEE_OTHER);
    }
    let page = browser.get(HOSTILE).await.body;
    let newest = &entries(&page)[0];
    for part in
        ["<del>&lt;b&gt;one&lt;/b&gt;</del>", "<ins>&lt;b&gt;two&lt;/b&gt;</ins>", "&gt;&lt;svg onload=alert(1)&gt;"]
    {
        assert!(newest.contains(part), "{part} in {newest}");
    }
    assert!(!newest.contains("<svg") && !newest.contains("<b>"), "{newest}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_history_keeps_the_newest_changes_of_each_guild() {
    for test in databases().await.into_iter().chain(TestDatabase::pgbouncer().await) {
        let database = Database::open(&Secret::new(&*test.url), app::features::migrations()).await.unwrap();
        let (one, other) = (admin_of("1").await, admin_of("2").await);
        let messages = WelcomeMessages::new(database.clone());
        let editor = |number: i64| Editor { id: "7".parse().unwrap(), name: format!("Name {number}") };
        let welcome = |number: i64| Welcome { enabled: false, channel_id: None, text: format!("Text {number}") };
        assert!(messages.save(&other, &welcome(0), 0, &editor(0), 1).await.unwrap());
        let last = MAX_CHANGES + 7;
        for number in 1..=last {
            assert!(messages.save(&one, &welcome(number), number - 1, &editor(number), 9).await.unwrap());
            // A person who saw an older version changes nothing, and is not in the history.
            assert!(!messages.save(&one, &welcome(0), number - 1, &editor(0), 9).await.unwrap());
        }
        let history = messages.history(*one).await.unwrap();
        let found: Vec<_> =
            history.iter().map(|change| (change.saved.version, change.saved.welcome.text.clone())).collect();
        let expected: Vec<_> = (8..=last).rev().map(|number| (number, format!("Text {number}"))).collect();
        assert_eq!(found, expected);
        assert_eq!(
            (history[0].saved_by_name.as_str(), &history[0].saved),
            (&*format!("Name {last}"), &saved_in(&database, "1").await.unwrap())
        );
        assert_eq!(messages.history(*other).await.unwrap().len(), 1, "guilds are apart");
        // Somebody deletes the message by hand, and versions begin again.
        test.execute("DELETE FROM welcome_messages WHERE guild_id = '1'").await;
        assert!(messages.save(&one, &welcome(1), 0, &editor(1), 9).await.unwrap());
        assert_eq!(messages.history(*one).await.unwrap().len(), 1);
        test.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_saved_before_there_was_a_history_can_be_restored() {
    for test in databases().await {
        let database = Database::open(&Secret::new(&*test.url), app::features::migrations()).await.unwrap();
        test.execute("DROP TABLE welcome_changes").await;
        test.execute("DELETE FROM _welcome_migrations WHERE version = 2").await;
        test.execute(
            "INSERT INTO welcome_messages (guild_id, enabled, channel_id, text, version, saved_by, saved_at) \
             VALUES ('1', 1, '5', 'Older', 3, '7', 9)",
        )
        .await;
        database.close().await;
        let database = Database::open(&Secret::new(&*test.url), app::features::migrations()).await.unwrap();
        let history = WelcomeMessages::new(database.clone()).history(*admin_of("1").await).await.unwrap();
        let [only] = &history[..] else { panic!("{history:?}") };
        assert_eq!((&only.saved, only.saved_by_name.as_str()), (&saved_in(&database, "1").await.unwrap(), ""));
        test.remove().await;
    }
}
