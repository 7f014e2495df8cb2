//! The web app manifest: name, colours and icons for people who put the app on their home screen.

use axum::{http::header, response::IntoResponse};
use serde_json::{Value, json};

use super::canvas_color::CANVAS_COLOR;
use crate::{brand, paths};

/// The icons: file, size in pixels, and purpose. A system may cut a `maskable` one into any shape. `make images` draws them.
const ICONS: [(&str, u16, &str); 3] = [
    ("/assets/icon-192.png", 192, "any"),
    ("/assets/icon-512.png", 512, "any"),
    ("/assets/icon-maskable-512.png", 512, "maskable"),
];

/// `GET /manifest.webmanifest`
pub async fn manifest() -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, "application/manifest+json"), (header::CACHE_CONTROL, "public, max-age=3600")];
    (headers, content().to_string())
}

fn content() -> Value {
    let icons = ICONS.map(|(src, size, purpose)| {
        json!({ "src": src, "sizes": format!("{size}x{size}"), "type": "image/png", "purpose": purpose })
    });
    let mut manifest = json!({
        "name": brand::NAME,
        "description": brand::TAGLINE,
        "id": paths::HOME,
        "scope": paths::HOME,
        "start_url": paths::DASHBOARD,
        // With a Back button: after a link to Discord, an app without one leads nowhere.
        "display": "minimal-ui",
        "icons": icons,
    });
    // A manifest has no dark colours.
    if let Some(color) = &*CANVAS_COLOR {
        manifest["theme_color"] = color.light.into();
        manifest["background_color"] = color.light.into();
    }
    manifest
}
