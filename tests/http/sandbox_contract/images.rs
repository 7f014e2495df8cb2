//! The drawn images.

use reqwest::StatusCode;
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::{MIRA, NELLY, client, start_sandbox};

#[tokio::test]
async fn images_are_svg_and_move_only_when_asked_to() {
    let base = start_sandbox(None).await;
    let fetch = async |path: &str| client().get(format!("{base}/cdn/{path}")).send().await.unwrap();
    let still = "8342729096ea3675442027381ff50dfe";
    let moving = "a_f6877579c97f5d2a1acce263c16ee78e";
    for (path, moves) in [
        (format!("avatars/{NELLY}/{still}.png?size=128"), false),
        (format!("avatars/{MIRA}/{moving}.png"), false),
        (format!("avatars/{MIRA}/{moving}.webp"), false),
        (format!("avatars/{MIRA}/{moving}.gif"), true),
        (format!("avatars/{MIRA}/{moving}.webp?size=64&animated=true"), true),
        (format!("banners/{NELLY}/{still}.webp?animated=true"), false),
        (format!("icons/{NELLY}/{still}.jpg"), false),
        (format!("guild-tag-badges/{NELLY}/{still}.png"), false),
        (format!("avatar-decoration-presets/{moving}.png"), false),
        ("embed/avatars/5.png?size=3".to_owned(), false),
    ] {
        let response = fetch(&path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(response.headers()[CONTENT_TYPE], "image/svg+xml");
        assert_eq!(response.headers()[CACHE_CONTROL], "public, max-age=3600");
        let svg = response.text().await.unwrap();
        assert!(svg.starts_with("<svg xmlns=") && svg.contains("viewBox"), "{svg}");
        assert_eq!(svg.contains("<animate"), moves, "{path}");
    }
    for (path, status) in [
        (format!("avatars/{NELLY}/{still}.svg"), StatusCode::NOT_FOUND),
        (format!("avatars/nelly/{still}.png"), StatusCode::NOT_FOUND),
        (format!("avatars/{NELLY}/{still}"), StatusCode::NOT_FOUND),
        (format!("avatars/{NELLY}/%3Cscript%3E.png"), StatusCode::NOT_FOUND),
        ("embed/avatars/6.png".to_owned(), StatusCode::NOT_FOUND),
        ("embed/avatars/0.webp".to_owned(), StatusCode::NOT_FOUND),
        ("nothing".to_owned(), StatusCode::NOT_FOUND),
        (format!("avatars/{NELLY}/{still}.gif"), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (format!("avatars/{NELLY}/{still}.png?size=100"), StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(fetch(&path).await.status(), status, "{path}");
    }
}
