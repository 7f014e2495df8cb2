//! The profile page without scripts, for people with all kinds of data.

use axum::http::StatusCode;

use crate::{
    scripted::{Scripted, answer},
    test_app::{BOBBY, KAITO, MIRA, NELLY, NOOR, PIM, TestApp, VERA},
};

const PROFILE: &str = "/dashboard/profile";

/// Returns a person's profile page, without the comments that a development build adds.
async fn profile_of(app: &TestApp, person: &str) -> String {
    let answer = app.signed_in(person).await.get(PROFILE).await;
    assert_eq!(answer.status, StatusCode::OK);
    without_comments(&answer.body)
}

/// Removes the comments that a development build adds to a page.
pub fn without_comments(html: &str) -> String {
    let mut parts = html.split("<!--");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once("-->").map_or("", |(_, rest)| rest)).replace("<!>", "")
}

#[tokio::test]
async fn a_profile_shows_what_discord_says_about_the_account() {
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
                "<strong>Avatar</strong><span class=\"muted\">Animated</span>",
                "<strong>Banner</strong><span class=\"muted\">Animated</span>",
                "<strong>Avatar decoration</strong><span class=\"muted\">Animated</span>",
                "<strong>Server tag badge</strong><span class=\"muted\">Still</span>",
                "Still, for accounts without a picture",
            ][..],
        ),
        (
            NELLY,
            &["Nelly#1337", "Old-style name", "Nitro Classic", "<strong>Banner</strong><span class=\"muted\">Still<"],
        ),
        (PIM, &["You have no picture: Discord picks one of six by your ID", "You have no banner.", "Verified"]),
        (NOOR, &["None on this account", "You have no banner.", "French"]),
        (VERA, &["vera.sol@example.com", "Not verified", "Open the link in the mail"]),
        (KAITO, &["fill=\"#5865f2\"", "House Brilliance", "You have no banner."]),
    ] {
        let page = profile_of(&app, person).await;
        for text in texts {
            assert!(page.contains(text), "{person}: {text} in {page}");
        }
    }
}

#[tokio::test]
async fn a_profile_does_not_mention_what_the_account_lacks() {
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
        "Still<",
    ] {
        assert!(!page.contains(text), "{text} in {page}");
    }
    assert!(!profile_of(&app, MIRA).await.contains("Nitro<"), "hidden Nitro is not shown as none");
}

#[tokio::test]
async fn every_picture_is_offered_in_every_size_and_format() {
    let app = TestApp::start().await;
    let page = profile_of(&app, MIRA).await;
    let links: Vec<_> = page
        .split("<a href=\"")
        .skip(1)
        // The picture itself is a link too, but with other attributes.
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
async fn a_gif_that_discord_may_not_have_comes_with_an_alternative() {
    let app = TestApp::start().await;
    for (person, notes) in [(MIRA, 2), (NELLY, 0), (PIM, 0)] {
        let page = profile_of(&app, person).await;
        let moving = page.split("<details class=\"image-files\"").filter(|files| files.contains("gif moving")).count();
        let said = page.matches("Discord has no GIF of a picture that was uploaded as WebP or AVIF").count();
        assert_eq!((moving, said), (notes, notes), "{person}: {page}");
        assert!(said == 0 || page.contains("The moving WebP always works."), "{page}");
    }
}

#[tokio::test]
async fn the_page_stays_small_and_holds_the_payload_once() {
    let app = TestApp::start().await;
    let page = profile_of(&app, MIRA).await;
    assert!(page.len() < 32_000, "{} bytes for the one who has everything", page.len());
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

/// Returns the profile page of a user that is not in the sandbox.
async fn profile_of_json(user: &'static str) -> String {
    let token =
        r#"{"access_token":"a","token_type":"Bearer","expires_in":604800,"refresh_token":"r","scope":"identify"}"#;
    let json = [("content-type", "application/json")];
    let discord = Scripted::serve(vec![answer(200, &json, token), answer(200, &json, user)]).await;
    let app = TestApp::start_with(&[("DISCORD_API_BASE_URL", &discord.url)]).await;
    profile_of(&app, MIRA).await
}

#[tokio::test]
async fn missing_fields_and_old_default_avatars_are_explained() {
    let page =
        profile_of_json(r#"{"id":"80351110224678912","username":"old","discriminator":"0042","premium_type":77}"#)
            .await;
    for text in ["old#0042", "Old-style name", "one of five by the digits of your name", "embed/avatars/2.png"] {
        assert!(page.contains(text), "{text} in {page}");
    }
    assert_eq!(page.matches("Not shared").count(), 3, "address, second factor, language: {page}");
    assert!(page.contains("<dt>Nitro</dt><dd>Unknown</dd>"), "{page}");
}

#[tokio::test]
async fn a_name_in_any_script_and_of_any_length_is_shown_unchanged() {
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
