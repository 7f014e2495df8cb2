//! The images that the sandbox draws, at every path that Discord's CDN documents.

use reqwest::StatusCode;
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::{MIRA, NELLY, client, start_sandbox};

const STILL: &str = "8342729096ea3675442027381ff50dfe";
const ANIMATED: &str = "a_f6877579c97f5d2a1acce263c16ee78e";
const UNSUPPORTED: StatusCode = StatusCode::UNSUPPORTED_MEDIA_TYPE;

async fn fetch(base: &str, path: &str) -> (StatusCode, String) {
    let response = client().get(format!("{base}/cdn/{path}")).send().await.unwrap();
    let status = response.status();
    if status == StatusCode::OK {
        assert_eq!(response.headers()[CONTENT_TYPE], "image/svg+xml");
        assert_eq!(response.headers()[CACHE_CONTROL], "public, max-age=3600");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    }
    (status, response.text().await.unwrap())
}

/// Fetches an image and returns whether it is animated.
async fn moves(base: &str, path: &str) -> bool {
    let (status, svg) = fetch(base, path).await;
    assert_eq!(status, StatusCode::OK, "{path}");
    assert!(svg.starts_with("<svg xmlns=") && svg.contains("viewBox") && svg.ends_with("</svg>"), "{svg}");
    svg.contains("<animateTransform")
}

#[tokio::test]
async fn every_documented_image_is_drawn_and_moves_only_when_asked_to() {
    let base = start_sandbox(None).await;
    let formats = ["png", "jpg", "webp"];
    for (folder, may_move) in [
        (format!("avatars/{MIRA}"), true),
        (format!("banners/{MIRA}"), true),
        (format!("icons/{NELLY}"), true),
        (format!("guilds/{NELLY}/users/{MIRA}/avatars"), true),
        (format!("guilds/{NELLY}/users/{MIRA}/banners"), true),
        (format!("splashes/{NELLY}"), false),
        (format!("discovery-splashes/{NELLY}"), false),
        (format!("role-icons/{NELLY}"), false),
        (format!("guild-tag-badges/{NELLY}"), false),
        (format!("app-icons/{NELLY}"), false),
        (format!("team-icons/{NELLY}"), false),
        (format!("guild-events/{NELLY}"), false),
    ] {
        for format in formats {
            assert!(!moves(&base, &format!("{folder}/{STILL}.{format}?size=128")).await);
            assert!(!moves(&base, &format!("{folder}/{ANIMATED}.{format}")).await, "a still frame");
        }
        assert!(!moves(&base, &format!("{folder}/{STILL}.webp?animated=true")).await);
        let (gif, still_gif) = (format!("{folder}/{ANIMATED}.gif"), format!("{folder}/{STILL}.gif"));
        if may_move {
            assert!(moves(&base, &gif).await);
            assert!(moves(&base, &format!("{folder}/{ANIMATED}.webp?size=64&animated=true")).await);
            assert_eq!(fetch(&base, &still_gif).await.0, UNSUPPORTED);
        } else {
            assert_eq!(fetch(&base, &gif).await.0, StatusCode::NOT_FOUND, "{gif}");
        }
        assert_eq!(fetch(&base, &format!("{folder}/{STILL}.svg")).await.0, StatusCode::NOT_FOUND);
        assert_ne!(
            fetch(&base, &format!("{folder}/{STILL}.png")).await.1,
            fetch(&base, &format!("{folder}/bb42bdc37653b7cf58c4c8cc622e76cb.png")).await.1,
            "images are told apart"
        );
    }
}

#[tokio::test]
async fn emojis_decorations_and_default_avatars_have_rules_of_their_own() {
    let base = start_sandbox(None).await;
    for (path, expected) in [
        (format!("emojis/{NELLY}.png"), false),
        (format!("emojis/{NELLY}.webp?size=64"), false),
        (format!("emojis/{NELLY}.webp?animated=true"), true),
        (format!("emojis/{NELLY}.gif"), true),
        (format!("avatar-decoration-presets/{STILL}.png"), false),
        // An APNG.
        (format!("avatar-decoration-presets/{ANIMATED}.png?size=128"), true),
        (format!("avatar-decoration-presets/{ANIMATED}.png?passthrough=false"), false),
    ] {
        assert_eq!(moves(&base, &path).await, expected, "{path}");
    }
    for index in 0..6 {
        assert!(!moves(&base, &format!("embed/avatars/{index}.png?size=3")).await, "size is ignored");
    }
    for path in [
        "emojis/nelly.png",
        "emojis/8342729096ea3675442027381ff50dfe.png",
        "avatar-decoration-presets/a_2d399c9a712e81c9e4b4f7f11d17586e.webp",
        "embed/avatars/6.png",
        "embed/avatars/0.webp",
    ] {
        assert_eq!(fetch(&base, path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn paths_and_sizes_that_discord_would_not_make_are_refused() {
    let base = start_sandbox(None).await;
    for (path, status) in [
        (format!("avatars/nelly/{STILL}.png"), StatusCode::NOT_FOUND),
        (format!("avatars/{NELLY}/{STILL}"), StatusCode::NOT_FOUND),
        (format!("avatars/{NELLY}/%3Cscript%3E.png"), StatusCode::NOT_FOUND),
        (format!("guilds/{NELLY}/users/nelly/avatars/{STILL}.png"), StatusCode::NOT_FOUND),
        (format!("guilds/+1/users/{NELLY}/avatars/{STILL}.png"), StatusCode::NOT_FOUND),
        ("nothing".to_owned(), StatusCode::NOT_FOUND),
        (format!("avatars/{NELLY}/{STILL}.png?size=100"), StatusCode::BAD_REQUEST),
        (format!("avatars/{NELLY}/{STILL}.png?size=8"), StatusCode::BAD_REQUEST),
        (format!("avatars/{NELLY}/{STILL}.png?size=8192"), StatusCode::BAD_REQUEST),
        (format!("avatars/{NELLY}/{STILL}.png?size=4096"), StatusCode::OK),
        (format!("avatars/{NELLY}/{STILL}.png?size=16"), StatusCode::OK),
    ] {
        assert_eq!(fetch(&base, &path).await.0, status, "{path}");
    }
}
