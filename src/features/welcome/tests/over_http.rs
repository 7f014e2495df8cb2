//! The feature over HTTP. A module of `tests/http/main.rs`.

mod hidden_channels;
mod history;
mod odd_channels;
mod table;
mod unavailable;

use app::server::store::Database;
use axum::http::StatusCode;
use sandbox::BOT_TOKEN;

use self::table::saved_in;
use crate::test_app::{Answer, BOBBY, Browser, MIRA, NELLY, TestApp};

/// Mira owns it, and the bot is in it.
const WORKSHOP: &str = "420904194539651073";
const PAGE: &str = "/dashboard/guilds/420904194539651073/welcome";
/// Bobby owns it, the bot is in it, and its name is hostile.
const HOSTILE: &str = "/dashboard/guilds/154014842880000005/welcome";
/// A channel there.
const HOSTILE_CHANNEL: &str = "154014842880000009";
const GENERAL: &str = "420904194539653003";
const ANNOUNCEMENTS: &str = "420904194539653004";
/// Of another guild that Mira manages.
const ELSEWHERE: &str = "675300476190853001";
const GUILDS_CALL: &str = "GET /users/@me/guilds";
const CHANNELS_CALL: &str = "GET /guilds/{guild_id}/channels";

/// Posts the form of the page with other content.
async fn save(browser: &mut Browser<'_>, page: &str, channel: &str, text: &str, version: &str) -> Answer {
    let fields = [("enabled", "true"), ("channel_id", channel), ("text", text), ("version", version)];
    browser.post(page, &fields).await
}

/// What is in the text field.
fn typed(page: &str) -> &str {
    page.split("</textarea>").next().unwrap().rsplit(">\n").next().unwrap()
}

fn version(page: &str) -> &str {
    page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap()
}

/// The selected channel; empty if there is none.
fn chosen(page: &str) -> &str {
    let option = page.split("<option ").find(|option| option.split('>').next().unwrap().contains("selected"));
    option.and_then(|option| option.split("value=\"").nth(1)?.split('"').next()).unwrap_or_default()
}

/// What the preview shows.
fn preview(page: &str) -> &str {
    let text = page.split("<figure").nth(1).unwrap().split("<p ").nth(1).unwrap();
    text.split_once('>').unwrap().1.split("</p>").next().unwrap().trim_end_matches("<!>")
}

/// How many messages are in the table.
async fn rows(app: &TestApp) -> i64 {
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM welcome_messages");
    let pool = sqlx::AnyPool::connect(app.state.config.database_url.expose()).await.unwrap();
    count.fetch_one(&pool).await.unwrap()
}

#[tokio::test]
async fn a_message_is_saved_without_scripts_and_comes_back() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    let page = browser.get(PAGE).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!((typed(&page.body), version(&page.body), chosen(&page.body)), ("Welcome to {server}, {user}!", "0", ""));
    assert_eq!(preview(&page.body), "Welcome to Lindqvist Workshop, @Mira Lindqvist!");
    let answer = save(&mut browser, PAGE, GENERAL, "  Hello {user} \r\n& <b>welcome</b>", "0").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, PAGE));
    let page = browser.get(PAGE).await.body;
    assert!(page.contains("<p>Saved.") && page.contains("name=\"enabled\" value=\"true\" checked"), "{page}");
    assert_eq!(typed(&page), "Hello {user} \n&amp; &lt;b>welcome&lt;/b>");
    assert_eq!((version(&page), chosen(&page)), ("1", GENERAL));
    // Off: a browser leaves the switch out.
    browser.post(PAGE, &[("channel_id", ANNOUNCEMENTS), ("text", ""), ("version", "1")]).await;
    let page = browser.get(PAGE).await.body;
    assert!(!page.contains("value=\"true\" checked"), "{page}");
    assert_eq!((typed(&page), version(&page), chosen(&page)), ("", "2", ANNOUNCEMENTS));
}

#[tokio::test]
async fn channels_that_take_messages_are_offered_by_category() {
    let app = TestApp::start_with_bot().await;
    let page = app.signed_in(MIRA).await.get(PAGE).await.body;
    let list = page.split("<select").nth(1).unwrap().split("</select>").next().unwrap();
    let workbench = list.split("<optgroup label=\"Workbench\">").nth(1).unwrap();
    for name in ["# general", "# announcements", "# late-night"] {
        assert!(workbench.contains(name), "{name} in {workbench}");
    }
    assert!(list.split("<optgroup").next().unwrap().contains("# rules"), "one without a category: {list}");
    for other in ["project-logs", "Fika corner", "Demo day", "hologram-bay", "Noise"] {
        assert!(!list.contains(other), "{other} in {list}");
    }
}

#[tokio::test]
async fn a_guild_that_one_may_not_manage_looks_like_an_unknown_guild() {
    let app = TestApp::start_with_bot().await;
    let krew = "/dashboard/guilds/80351110224678912/welcome";
    for (person, page) in
        [(MIRA, krew), (NELLY, PAGE), (MIRA, "/dashboard/guilds/0/welcome"), (MIRA, "/dashboard/guilds/x/welcome")]
    {
        let mut browser = app.signed_in(person).await;
        let seen = browser.get(page).await;
        let saved = save(&mut browser, page, GENERAL, "Hello", "0").await;
        for answer in [seen, saved] {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{person} {page}");
            assert!(
                answer.body.contains("There is nothing here.") && !answer.body.contains("textarea"),
                "{}",
                answer.body
            );
        }
    }
    for route in [CHANNELS_CALL, "GET /guilds/{guild_id}"] {
        assert_eq!(app.calls(route).await, 0, "{route}");
    }
    let visitor = save(&mut app.anonymous(), PAGE, GENERAL, "Hello", "0").await;
    assert_eq!((visitor.status, visitor.location()), (StatusCode::SEE_OTHER, "/login"));
    assert_eq!(rows(&app).await, 0);
}

#[tokio::test]
async fn a_refused_draft_comes_back_as_it_was_with_a_sentence_at_the_field() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    let long = "å".repeat(2001);
    let longest = "😀".repeat(2000);
    for (channel, text, sentence) in [
        ("", "Hello", "Choose the channel that the message goes to."),
        (ELSEWHERE, "Hello", "The chosen channel is not available."),
        ("420904194539653009", "Hello", "The chosen channel is not available."),
        (GENERAL, "\r\n ", "Write a message, or switch it off."),
        (GENERAL, long.as_str(), "This is 1 character longer than Discord allows."),
    ] {
        let answer = save(&mut browser, PAGE, channel, text, "0").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{sentence}");
        let (page, kept) = (&answer.body, text.replace("\r\n", "\n"));
        assert!(page.contains(sentence) && page.contains("value=\"true\" checked"), "{sentence} in {page}");
        assert_eq!(typed(page).replace("\r\n", "\n"), kept, "{sentence}");
        assert_eq!(page.matches("aria-invalid=\"true\"").count(), 1, "{sentence}");
        assert_eq!(chosen(page), if channel == GENERAL { GENERAL } else { "" }, "{sentence}");
    }
    assert_eq!(rows(&app).await, 0);
    assert_eq!(save(&mut browser, PAGE, GENERAL, &longest, "0").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_channel_deleted_after_the_page_was_made_is_noticed_and_gone_from_the_list() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    assert!(browser.get(PAGE).await.body.contains("# general"));
    save(&mut browser, PAGE, GENERAL, "Saved before", "0").await;
    app.control("channels/delete", &[("guild_id", WORKSHOP), ("channel_id", GENERAL)]).await;
    let answer = save(&mut browser, PAGE, GENERAL, "My words", "1").await;
    assert_eq!((answer.status, typed(&answer.body)), (StatusCode::UNPROCESSABLE_ENTITY, "My words"));
    assert!(answer.body.contains("The chosen channel is not available."), "{}", answer.body);
    assert!(!answer.body.contains("# general") && answer.body.contains("# announcements"), "{}", answer.body);
    // People who open the page later are told as well.
    let page = browser.get(PAGE).await;
    assert_eq!((page.status, typed(&page.body)), (StatusCode::OK, "Saved before"));
    assert!(page.body.contains("The chosen channel is not available."), "{}", page.body);
}

#[tokio::test]
async fn the_second_of_two_editors_is_told_keeps_their_text_and_can_save_over_it() {
    let app = TestApp::start_with_bot().await;
    let (mut first, mut second) = (app.signed_in(MIRA).await, app.signed_in(MIRA).await);
    let seen = version(&second.get(PAGE).await.body).to_owned();
    assert_eq!(save(&mut first, PAGE, GENERAL, "The first one's <text>", "0").await.status, StatusCode::SEE_OTHER);
    let answer = save(&mut second, PAGE, ANNOUNCEMENTS, "The second one's", &seen).await;
    let page = &answer.body;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!((typed(page), chosen(page), version(page)), ("The second one's", ANNOUNCEMENTS, "1"));
    for part in ["saved this before you", "What is saved now", "The first one's &lt;text&gt;", "# general", "Saved <"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    // A version that was saved in between is not overwritten unseen.
    save(&mut first, PAGE, GENERAL, "The first one's next", "1").await;
    let again = save(&mut second, PAGE, ANNOUNCEMENTS, "The second one's", "1").await;
    assert_eq!((again.status, version(&again.body)), (StatusCode::CONFLICT, "2"));
    assert_eq!(save(&mut second, PAGE, ANNOUNCEMENTS, "The second one's", "2").await.status, StatusCode::SEE_OTHER);
    assert_eq!(typed(&first.get(PAGE).await.body), "The second one's");
}

#[tokio::test]
async fn the_same_draft_sent_twice_is_no_conflict() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    for _ in 0..2 {
        assert_eq!(save(&mut browser, PAGE, GENERAL, "Hello", "0").await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(version(&browser.get(PAGE).await.body), "1");
}

#[tokio::test]
async fn any_other_refusal_keeps_the_version_of_the_draft() {
    let app = TestApp::start_with_bot().await;
    let (mut first, mut second) = (app.signed_in(MIRA).await, app.signed_in(MIRA).await);
    save(&mut first, PAGE, GENERAL, "The first one's", "0").await;
    let refused = save(&mut second, PAGE, GENERAL, "", "0").await;
    assert_eq!((refused.status, version(&refused.body)), (StatusCode::UNPROCESSABLE_ENTITY, "0"));
}

#[tokio::test]
async fn invented_form_fields_change_nothing() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    let invented = [("guild_id", "675300476190851076"), ("user_id", "1"), ("saved_by", "1"), ("text", "Hello")];
    assert_eq!(browser.post(PAGE, &invented).await.status, StatusCode::SEE_OTHER);
    let database = Database::open(&app.state.config.database_url, app::features::migrations()).await.unwrap();
    let found = saved_in(&database, WORKSHOP).await.unwrap();
    assert_eq!((found.saved_by.to_string().as_str(), found.version), ("268473310986240001", 1));
    assert_eq!(rows(&app).await, 1, "and none of another guild");
    for version in ["7", "-1", "9223372036854775807"] {
        assert_eq!(
            save(&mut browser, PAGE, GENERAL, "Forged", version).await.status,
            StatusCode::CONFLICT,
            "{version}"
        );
    }
    for fields in [[("version", "x"), ("text", "a")], [("text", "a"), ("text", "b")]] {
        assert_eq!(browser.post(PAGE, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
    }
    assert_eq!(saved_in(&database, WORKSHOP).await.unwrap(), found);
}

#[tokio::test]
async fn while_discord_is_down_nothing_is_lost() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    browser.get(PAGE).await;
    for route in [CHANNELS_CALL, GUILDS_CALL] {
        app.fault(&[("route", route), ("kind", "error"), ("status", "503")]).await;
        let answer = save(&mut browser, PAGE, GENERAL, "My words", "0").await;
        let page = &answer.body;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{route}: {page}");
        assert!(
            page.contains("Nothing was saved. What you wrote is still here.") && page.contains("Try again"),
            "{page}"
        );
        assert_eq!((typed(page), chosen(page), version(page)), ("My words", GENERAL, "0"), "{route}");
        assert!(page.contains("# announcements"), "the cached channels are there: {page}");
        app.clear_faults().await;
        app.clock.advance(std::time::Duration::from_secs(120));
    }
    // A process with an empty cache.
    app.fault(&[("route", "*"), ("kind", "error"), ("status", "503")]).await;
    let other = app.start_another_with(&[("DISCORD_BOT_TOKEN", BOT_TOKEN)]).await;
    let cookies = browser.cookies;
    let mut browser = other.anonymous();
    browser.cookies = cookies;
    let answer = save(&mut browser, PAGE, GENERAL, "My words", "0").await;
    assert_eq!(
        (answer.status, typed(&answer.body), chosen(&answer.body)),
        (StatusCode::SERVICE_UNAVAILABLE, "My words", GENERAL)
    );
    assert_eq!(browser.get(PAGE).await.status, StatusCode::SERVICE_UNAVAILABLE);
    app.clear_faults().await;
    assert_eq!(rows(&app).await, 0);
    assert_eq!(
        save(&mut app.signed_in(MIRA).await, PAGE, GENERAL, "My words", "0").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn the_page_says_that_the_bot_left_and_keeps_the_draft() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    browser.get(PAGE).await;
    app.control("bot/leave", &[("guild_id", WORKSHOP)]).await;
    let answer = save(&mut browser, PAGE, GENERAL, "My words", "0").await;
    assert_eq!((answer.status, typed(&answer.body)), (StatusCode::CONFLICT, "My words"));
    assert!(answer.body.contains("The bot is not in this server."), "{}", answer.body);
    assert_eq!(rows(&app).await, 0);
}

#[tokio::test]
async fn hostile_words_are_text_everywhere() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(BOBBY).await;
    let text = "</textarea><script>alert('x')</script>&lt;{server}";
    assert_eq!(save(&mut browser, HOSTILE, HOSTILE_CHANNEL, text, "0").await.status, StatusCode::SEE_OTHER);
    let pages = [
        browser.get(HOSTILE).await.body,
        save(&mut browser, HOSTILE, HOSTILE_CHANNEL, &format!("{text}!"), "0").await.body,
    ];
    for page in pages {
        assert!(!page.contains("<script>alert"), "{page}");
        assert!(typed(&page).starts_with("&lt;/textarea>&lt;script>alert('x')&lt;/script>&amp;lt;{server}"), "{page}");
        let sent = "&lt;/textarea&gt;&lt;script&gt;alert('x')&lt;/script&gt;&amp;lt;&lt;/title&gt;&lt;/textarea&gt;&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;";
        assert!(preview(&page).starts_with(sent), "{}", preview(&page));
    }
}

#[tokio::test]
async fn a_guilds_page_leads_here_where_the_bot_is() {
    let app = TestApp::start_with_bot().await;
    let mut browser = app.signed_in(MIRA).await;
    assert!(browser.get("/dashboard/guilds/420904194539651073").await.body.contains(&format!("href=\"{PAGE}\"")));
    let without = browser.get("/dashboard/guilds/531794881413251074").await.body;
    assert!(without.contains("Bot test bench") && !without.contains("/welcome"), "{without}");
}
