//! What other programs see of the app: previews of links, the icons and the manifest, and the rules for search engines.

use std::{fs, path::PathBuf};

use app::{
    brand,
    server::{
        http::{canvas_color::CANVAS_COLOR, router::router},
        state::AppState,
    },
};
use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use leptos::prelude::LeptosOptions;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::test_app::{MIRA, ORIGIN, TestApp};

const WORKSHOP: &str = "/dashboard/guilds/420904194539651073";

fn head(page: &str) -> &str {
    page.split_once("<head>").unwrap().1.split_once("</head>").unwrap().0
}

/// The tags of the preview, as name and content.
fn preview(page: &str) -> Vec<(String, String)> {
    let tags = head(page).split("<meta ").skip(1).map(|rest| rest.split('>').next().unwrap());
    let value = |tag: &str, name: &str| {
        tag.split_once(&format!("{name}=\"")).map(|(_, rest)| rest.split('"').next().unwrap().to_owned())
    };
    let named = tags.filter_map(|tag| {
        let name = value(tag, "property").or_else(|| value(tag, "name").filter(|name| name.starts_with("twitter")));
        Some((name?, value(tag, "content").unwrap()))
    });
    named.collect()
}

/// The content of one tag of the preview.
fn tag<'a>(preview: &'a [(String, String)], name: &str) -> &'a str {
    &preview.iter().find(|(found, _)| found == name).unwrap_or_else(|| panic!("{name} in {preview:?}")).1
}

/// A file of `public/`, by its address.
fn file(address: &str) -> Vec<u8> {
    let path = PathBuf::from(format!("{}/public{address}", env!("CARGO_MANIFEST_DIR")));
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Width and height of a PNG, from its first chunk.
fn size(png: &[u8]) -> (u32, u32) {
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

/// Gets a file from the app as it is after a build, which copies `public/`.
async fn headers_of(app: &TestApp, address: &str) -> HeaderMap {
    let leptos = LeptosOptions::builder().output_name("app").site_root("public").build();
    let features = app::features::migrations();
    let state = AppState::new(app.state.config.clone(), leptos, app.clock.clone(), features).await.unwrap();
    let answer = router(&state).oneshot(Request::get(address).body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{address}");
    answer.headers().clone()
}

#[tokio::test]
async fn the_preview_of_a_link_has_name_tagline_and_absolute_addresses() {
    for origin in [ORIGIN, "https://dashboard.example.org"] {
        let app = TestApp::start_with(&[("PUBLIC_URL", origin)]).await;
        let preview = preview(&app.anonymous().get("/").await.body);
        for (name, content) in [
            ("og:type", "website"),
            ("og:title", brand::NAME),
            ("og:description", brand::TAGLINE),
            ("og:url", &format!("{origin}/")),
            ("og:image", &format!("{origin}/share.png")),
            ("twitter:card", "summary_large_image"),
        ] {
            let escaped =
                content.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
            assert_eq!(tag(&preview, name), escaped);
        }
    }
}

#[tokio::test]
async fn every_page_has_the_same_preview_and_nothing_of_the_person_in_its_head() {
    let app = TestApp::start_with_bot().await;
    let first = preview(&app.anonymous().get("/").await.body);
    assert!(first.len() > 6, "{first:?}");
    let login = app.anonymous().get("/login").await.body;
    assert_eq!(preview(&login), first);
    let mut browser = app.signed_in(MIRA).await;
    for path in
        ["/", "/dashboard", "/dashboard/profile", "/dashboard/guilds", WORKSHOP, "/dashboard/account", "/no-such-page"]
    {
        let page = browser.get(path).await.body;
        assert_eq!(preview(&page), first, "{path}");
        for personal in ["Mira", "Lindqvist", "268473310986240001", "/cdn/"] {
            // The title says which page it is, so the page of a guild has the guild's name there.
            let (before, title) = head(&page).split_once("<title>").unwrap();
            let after = title.split_once("</title>").unwrap().1;
            assert!(![before, after].concat().contains(personal), "{personal} in {path}: {}", head(&page));
        }
        assert!(page.contains("Mira") || path == "/no-such-page" || path == "/", "{path} is personal: {page}");
    }
}

#[tokio::test]
async fn the_picture_of_the_preview_has_the_stated_size_and_other_sites_may_show_it() {
    let app = TestApp::start().await;
    let preview = preview(&app.anonymous().get("/").await.body);
    let address = tag(&preview, "og:image").strip_prefix(ORIGIN).unwrap();
    let picture = file(address);
    let stated = ["og:image:width", "og:image:height"].map(|name| tag(&preview, name).parse().unwrap());
    assert_eq!((size(&picture), stated), ((1200, 630), [1200, 630]));
    assert!(picture.len() <= 60 * 1024, "{} bytes", picture.len());
    let headers = headers_of(&app, address).await;
    for (name, value) in [
        ("content-type", tag(&preview, "og:image:type")),
        ("cache-control", "public, max-age=3600"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(headers[name], value, "{name}");
    }
}

#[tokio::test]
async fn the_manifest_has_the_name_the_colours_and_icons_of_the_stated_sizes() {
    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    let page = browser.get("/").await;
    assert!(head(&page.body).contains("<link rel=\"manifest\" href=\"/manifest.webmanifest\""), "{}", page.body);
    assert!(page.header("content-security-policy").contains("manifest-src 'self'"));
    let answer = browser.get("/manifest.webmanifest").await;
    assert_eq!(answer.header("content-type"), "application/manifest+json");
    assert_eq!(answer.header("cache-control"), "public, max-age=3600");
    let manifest: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(manifest["name"], brand::NAME);
    assert_eq!(manifest["description"], brand::TAGLINE);
    let canvas = CANVAS_COLOR.as_ref().expect("style/tokens.css has a pair of colours for --canvas");
    assert_eq!((&manifest["theme_color"], &manifest["background_color"]), (&canvas.light.into(), &canvas.light.into()));
    let icons = manifest["icons"].as_array().unwrap();
    for icon in icons {
        let address = icon["src"].as_str().unwrap();
        let (width, height) = size(&file(address));
        assert_eq!(icon["sizes"], format!("{width}x{height}"), "{address}");
        assert_eq!(headers_of(&app, address).await["content-type"], icon["type"].as_str().unwrap());
    }
    for (pixels, purpose) in [("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")] {
        assert!(icons.iter().any(|icon| icon["sizes"] == pixels && icon["purpose"] == purpose), "{pixels} {purpose}");
    }
}

#[tokio::test]
async fn a_home_screen_gets_an_icon_without_transparent_parts() {
    let app = TestApp::start().await;
    let page = app.anonymous().get("/").await.body;
    let address =
        head(&page).split_once("<link rel=\"apple-touch-icon\" href=\"").unwrap().1.split('"').next().unwrap();
    let icon = file(address);
    // The colour type of a PNG: 2 is RGB, 6 has an alpha channel.
    assert_eq!((size(&icon), icon[25]), ((180, 180), 2));
    assert_eq!(headers_of(&app, address).await["content-type"], "image/png");
}

#[tokio::test]
async fn the_browsers_bars_have_the_colour_of_the_chosen_theme() {
    let app = TestApp::start().await;
    let canvas = CANVAS_COLOR.as_ref().unwrap();
    // The condition of the tag with each colour.
    for (theme, light, dark) in [
        ("system", Some("(prefers-color-scheme: light)"), Some("(prefers-color-scheme: dark)")),
        ("light", Some(""), None),
        ("dark", None, Some("")),
    ] {
        let mut browser = app.anonymous();
        browser.post("/theme", &[("theme", theme), ("return_to", "/")]).await;
        let page = browser.get("/").await.body;
        let tags = head(&page).split("name=\"theme-color\"").skip(1).map(|rest| rest.split('>').next().unwrap());
        let condition = |color: &str| {
            let tag = tags.clone().find(|tag| tag.contains(color))?;
            Some(tag.split_once("media=\"").map_or("", |(_, rest)| rest.split('"').next().unwrap()))
        };
        assert_eq!((condition(canvas.light), condition(canvas.dark)), (light, dark), "{theme}: {}", head(&page));
    }
}

#[tokio::test]
async fn search_engines_are_kept_out_of_what_needs_a_sign_in_and_of_nothing_else() {
    let app = TestApp::start().await;
    let answer = app.anonymous().get("/robots.txt").await;
    assert!(answer.header("content-type").starts_with("text/plain"), "{}", answer.header("content-type"));
    assert_eq!(answer.header("cache-control"), "public, max-age=3600");
    let (agents, rules) = answer.body.split_once('\n').unwrap();
    assert_eq!(agents, "User-agent: *");
    let closed: Vec<_> = rules.lines().map(|line| line.strip_prefix("Disallow: ").unwrap()).collect();
    let may_visit = |path: &str| !closed.iter().any(|start| path.starts_with(start));
    for path in [
        "/dashboard",
        WORKSHOP,
        "/auth/login",
        "/auth/callback",
        "/api/end_browser",
        "/theme",
        "/setup",
        "/look",
        "/sandbox/oauth2/authorize",
    ] {
        assert!(!may_visit(path), "{path}");
    }
    for path in ["/", "/login", "/share.png", "/assets/favicon.svg", "/pkg/app.css"] {
        assert!(may_visit(path), "{path}");
    }
}
