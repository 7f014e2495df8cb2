//! The profile page without scripts, for people whose profiles differ.

use axum::http::StatusCode;

use crate::{
    scripted::{Scripted, answer},
    test_app::{BOBBY, KAITO, MIRA, NELLY, NOOR, PIM, TestApp, VERA},
};

const PROFILE: &str = "/dashboard/profile";

/// Returns a person's profile page without the comments that a development build adds.
async fn profile_of(app: &TestApp, person: &str) -> String {
    let answer = app.signed_in(person).await.get(PROFILE).await;
    assert_eq!(answer.status, StatusCode::OK);
    without_comments(&answer.body)
}

/// Returns a page without the comments that a development build adds.
pub fn without_comments(html: &str) -> String {
    let mut parts = html.split("<!--");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once("-->").map_or("", |(_, rest)| rest)).replace("<!>", "")
}

#[tokio::test]
async fn the_profile_shows_what_discord_tells_about_the_account() {
    let app = TestApp::start().await;
    for (person, texts) in [
        (
            MIRA,
            &[
                "@mira.lindqvist",
                "268473310986240001",
                "Server tag </span>",
                "<bdi>FIKA</bdi>",
                "Early Verified Bot Developer",
                "10 January 2017",
                "years ago",
                "Swedish",
                "fill=\"#1e926a\"",
                "<code>#1e926a</code>",
                "Palette <bdi>cobalt</bdi>",
                "<h3>Avatar <span class=\"muted\">animated</span>",
                "<h3>Banner <span class=\"muted\">animated</span>",
                "<h3>Avatar decoration <span class=\"muted\">animated</span>",
                "<h3>Server tag badge <span class=\"muted\">still</span>",
                "<h3>Default avatar <span class=\"muted\">still</span>",
            ][..],
        ),
        (NELLY, &["Nelly#1337", "Old-style name", "Nitro Classic", "<h3>Banner <span class=\"muted\">still<"]),
        (PIM, &["You have no picture. Discord chose one of six by your ID", "You have no banner.", "Verified"]),
        (NOOR, &["None on this account", "You have no banner.", "French"]),
        (VERA, &["vera.sol@example.com", "Not verified", "Open the link in the email"]),
        (KAITO, &["fill=\"#5865f2\"", "House Brilliance", "You have no banner."]),
    ] {
        let page = profile_of(&app, person).await;
        for text in texts {
            assert!(page.contains(text), "{person}: {text} in {page}");
        }
    }
}

#[tokio::test]
async fn the_profile_leaves_out_what_an_account_does_not_have() {
    let app = TestApp::start().await;
    let page = profile_of(&app, PIM).await;
    for text in [
        "Accent colour",
        "Nitro",
        "Nameplate",
        "Server tag",
        "Avatar decoration",
        "Old-style",
        "Badges",
        ">Avatar<",
        ">Animated<",
    ] {
        assert!(!page.contains(text), "{text} in {page}");
    }
    assert!(!profile_of(&app, MIRA).await.contains("Nitro<"), "hidden Nitro is not shown as none");
}

#[tokio::test]
async fn the_page_links_to_every_picture_in_every_size_and_format() {
    let app = TestApp::start().await;
    let page = profile_of(&app, MIRA).await;
    let links: Vec<_> = page
        .split("<a href=\"")
        .skip(1)
        // The picture at the top is a link too, but it has other attributes.
        .filter_map(|rest| rest.split_once("\" target=\"_blank\">").map(|(href, _)| href.replace("&amp;", "&")))
        .filter(|href| href.starts_with(&app.discord) && !href.contains('"'))
        .collect();
    // Four formats of avatar and banner, three of the badge, one of the decoration, in nine sizes; and the default avatar.
    assert_eq!(links.len(), (4 + 4 + 3 + 1) * 9 + 1, "{links:#?}");
    let moving = links.iter().filter(|link| link.ends_with("size=4096&animated=true"));
    assert_eq!(moving.count(), 2, "{links:#?}");
    let client = reqwest::Client::new();
    for link in &links {
        let answer = client.get(link).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{link}");
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("image/"), "{link}");
    }
}

#[tokio::test]
async fn links_to_gifs_come_with_a_note_that_some_do_not_exist() {
    let app = TestApp::start().await;
    for (person, notes) in [(MIRA, 2), (NELLY, 0), (PIM, 0)] {
        let page = profile_of(&app, person).await;
        let moving = page.split("<div class=\"image-files\"").filter(|files| files.contains("gif moving")).count();
        let said = page.matches("Discord has no GIF of pictures that were uploaded as WebP or AVIF").count();
        assert_eq!((moving, said), (notes, notes), "{person}: {page}");
        assert!(said == 0 || page.contains("The moving WebP always works."), "{page}");
    }
}

/// The URL that the explorer shows, without the CDN.
fn explored(page: &str) -> String {
    let url = page.split("<code id=\"image-url\">").nth(1).unwrap().split("</code>").next().unwrap();
    url.split("/cdn/").nth(1).unwrap().replace("&amp;", "&")
}

#[tokio::test]
async fn the_explorer_shows_what_the_address_asks_for() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    let mut page = async |query: &str| without_comments(&browser.get(&format!("{PROFILE}{query}")).await.body);
    let avatar = "avatars/268473310986240001/a_f6877579c97f5d2a1acce263c16ee78e";
    for (query, url, is_moving) in [
        ("", format!("{avatar}.webp?size=256&animated=true"), true),
        ("?picture=%3Cb%3E&size=7&format=exe", format!("{avatar}.webp?size=256&animated=true"), true),
        ("?size=4096&format=png", format!("{avatar}.png?size=4096"), false),
        ("?picture=Banner&size=512&format=gif", explored(&page("?picture=Banner&size=512&format=gif").await), true),
        ("?picture=Default+avatar&size=512&format=gif", "embed/avatars/4.png".to_owned(), false),
    ] {
        let page = page(query).await;
        assert_eq!(explored(&page), url, "{query}");
        // Nothing moves without scripts, which could stop it.
        let preview = page.split("<div class=\"image-explorer__preview\"><img src=\"").nth(1).unwrap();
        let preview = preview.split('"').next().unwrap().replace("&amp;", "&");
        assert_eq!(preview.ends_with(&url), !is_moving, "{query}: {preview}");
        assert!(!preview.contains("animated=true") && !preview.contains(".gif"), "{query}: {preview}");
    }
    let page = page("?picture=Banner&size=512&format=gif").await;
    assert!(explored(&page).starts_with("banners/268473310986240001/a_") && explored(&page).ends_with(".gif?size=512"));
    for text in ["value=\"Banner\" checked", "value=\"512\" selected", "value=\"gif\" checked", "GIF, 512 pixels"] {
        assert!(page.contains(text), "{text} in {page}");
    }
}

/// What a page hands to its islands.
pub fn props(page: &str) -> String {
    page.split("data-props=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_browser_gets_no_address_of_a_person_with_the_pictures() {
    let app = TestApp::start().await;
    let page = profile_of(&app, MIRA).await;
    let props = props(&page);
    assert!(props.contains("a_f6877579c97f5d2a1acce263c16ee78e") && page.contains("mira.lindqvist@example.com"));
    for secret in ["example.com", "email", "locale", "token"] {
        assert!(!props.contains(secret), "{secret} in {props}");
    }
}

#[tokio::test]
async fn the_page_stays_small_and_holds_the_payload_once() {
    let app = TestApp::start().await;
    let page = profile_of(&app, MIRA).await;
    assert!(page.len() < 38_000, "{} bytes for a profile with everything", page.len());
    assert_eq!(page.matches("COLLECTIBLES_NAMEPLATES_TWILIGHT_A11Y").count(), 1);
}

#[tokio::test]
async fn hostile_names_are_text_and_a_hostile_picture_is_left_out() {
    let app = TestApp::start().await;
    let page = profile_of(&app, BOBBY).await;
    assert!(!page.to_lowercase().contains("<script>alert") && !page.contains("<svg onload"), "{page}");
    for text in
        ["&lt;svg onload=alert(1)&gt;", "@&lt;/b&gt;&lt;script&gt;", "<bdi>&lt;b&gt;\"</bdi>", "fill=\"#000000\""]
    {
        assert!(page.contains(text), "{text} in {page}");
    }
    assert!(!page.contains("avatar-decoration"), "{page}");
}

/// Returns the profile page of a user that only the test knows.
async fn profile_of_json(user: &'static str) -> String {
    let token =
        r#"{"access_token":"a","token_type":"Bearer","expires_in":604800,"refresh_token":"r","scope":"identify"}"#;
    let json = [("content-type", "application/json")];
    let discord = Scripted::serve(vec![answer(200, &json, token), answer(200, &json, user)]).await;
    let app = TestApp::start_with(&[("DISCORD_API_BASE_URL", &discord.url)]).await;
    profile_of(&app, MIRA).await
}

#[tokio::test]
async fn the_page_says_what_was_not_shared_and_explains_old_default_pictures() {
    let page =
        profile_of_json(r#"{"id":"80351110224678912","username":"old","discriminator":"0042","premium_type":77}"#)
            .await;
    for text in ["old#0042", "Old-style name", "one of five by the four digits after your name", "embed/avatars/2.png"]
    {
        assert!(page.contains(text), "{text} in {page}");
    }
    assert_eq!(page.matches("Not shared").count(), 3, "address, second factor, language: {page}");
    assert!(page.contains("<dt>Nitro</dt><dd>Unknown</dd>"), "{page}");
}

#[tokio::test]
async fn a_name_of_any_script_and_length_is_shown_unchanged() {
    for name in ["W".repeat(200), "مرحبا بالعالم".into(), "🏳️‍🌈👩‍👩‍👧‍👦".repeat(8)]
    {
        let user = format!(r#"{{"id":"1","username":"a","discriminator":"0","global_name":"{name}"}}"#);
        let page = profile_of_json(user.leak()).await;
        assert!(page.contains(&format!("<h1 dir=\"auto\">{name}</h1>")), "{page}");
    }
}

#[tokio::test]
async fn an_old_profile_is_shown_and_says_so() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    assert!(!browser.get(PROFILE).await.body.contains("This may be out of date"));
    app.fault(&[("route", "GET /users/@me"), ("kind", "error"), ("status", "500")]).await;
    app.clock.advance(std::time::Duration::from_secs(61));
    let page = browser.get(PROFILE).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("This may be out of date") && page.body.contains("@mira.lindqvist"), "{}", page.body);
}
