//! Pictures from Discord's CDN: they hold no page up, move nothing on it, and fit the screen.

use crate::test_app::{MIRA, TestApp};

const PAGES: [&str; 4] = ["/dashboard", "/dashboard/profile", "/dashboard/guilds", "/dashboard/account"];

/// Returns the attributes of every picture on a page.
fn pictures(page: &str) -> Vec<&str> {
    page.split("<img ").skip(1).map(|rest| rest.split('>').next().unwrap()).collect()
}

#[tokio::test]
async fn every_picture_has_its_size_and_is_decoded_beside_the_page() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    for path in PAGES {
        let page = browser.get(path).await.body;
        for picture in pictures(&page) {
            for attribute in ["width=\"", "height=\"", "decoding=\"async\"", "alt=\""] {
                assert!(picture.contains(attribute), "{path}: {attribute} in {picture}");
            }
        }
    }
    let page = browser.get("/dashboard/guilds").await.body;
    let icons: Vec<_> = pictures(&page).into_iter().filter(|picture| picture.contains("/icons/")).collect();
    assert!(!icons.is_empty() && icons.iter().all(|icon| icon.contains("loading=\"lazy\"")), "{icons:?}");
}

#[tokio::test]
async fn an_avatar_and_a_banner_have_files_for_several_screens() {
    let app = TestApp::start().await;
    let page = app.signed_in(MIRA).await.get("/dashboard/profile").await.body;
    let of = |class: &str| pictures(&page).into_iter().find(|picture| picture.contains(class)).unwrap().to_owned();
    let (avatar, banner) = (of("class=\"avatar\""), of("class=\"banner\""));
    assert!(avatar.contains("?size=64 1x, ") && avatar.contains("?size=128 2x"), "{avatar}");
    assert!(banner.contains("?size=512 512w, ") && banner.contains("sizes=\""), "{banner}");
    assert!(banner.contains("fetchpriority=\"high\""), "{banner}");
}

#[tokio::test]
async fn a_signed_in_page_connects_early_to_the_origin_of_the_pictures() {
    let app = TestApp::start().await;
    let hint = format!("<link rel=\"preconnect\" href=\"{}\">", app.discord);
    let mut browser = app.signed_in(MIRA).await;
    for path in PAGES {
        assert!(browser.get(path).await.body.contains(&hint), "{path}");
    }
    for path in ["/", "/login"] {
        assert!(!app.anonymous().get(path).await.body.contains("preconnect"), "{path} has no pictures of Discord");
    }
}

#[tokio::test]
async fn pictures_of_this_site_need_no_early_connection() {
    let app = TestApp::start_with(&[("DISCORD_CDN_BASE_URL", "http://127.0.0.1:3000/sandbox/cdn")]).await;
    assert!(!app.signed_in(MIRA).await.get("/dashboard").await.body.contains("preconnect"));
}
