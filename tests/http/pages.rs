//! The pages without scripts.

use axum::http::StatusCode;

use crate::test_app::{BOBBY, MIRA, NELLY, TestApp};

#[tokio::test]
async fn the_pages_show_discords_documented_sample() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    let profile = browser.get("/dashboard/profile").await.body;
    for text in
        ["Nelly#1337", "80351110224678912", "nelly@discord.com", "House Bravery", "8342729096ea3675442027381ff50dfe"]
    {
        assert!(profile.contains(text), "{text} in {profile}");
    }
    let guilds = browser.get("/dashboard/guilds").await.body;
    assert!(guilds.contains("1337 Krew") && guilds.contains("Owner"), "{guilds}");
    let connections = browser.get("/dashboard/connections").await.body;
    assert!(connections.contains("Twitch"), "{connections}");
}

#[tokio::test]
async fn animated_images_start_as_stills_and_a_zero_discriminator_is_hidden() {
    let app = TestApp::start().await;
    let profile = app.signed_in(MIRA).await.get("/dashboard/profile").await.body;
    assert!(profile.contains("animated=true"), "{profile}");
    assert!(profile.contains("@mira.lindqvist") && !profile.contains("#0<"), "{profile}");
}

#[tokio::test]
async fn a_guild_named_like_a_script_is_text_everywhere() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(BOBBY).await;
    for path in
        ["/dashboard", "/dashboard/guilds", "/dashboard/guilds?q=%3C%2Ftitle%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E"]
    {
        let body = browser.get(path).await.body;
        assert!(!body.to_lowercase().contains("<script>alert"), "{path}: {body}");
        assert!(!body.contains("</title><script"), "{path}");
    }
    let guilds = browser.get("/dashboard/guilds").await.body;
    assert!(guilds.contains("&lt;script&gt;alert(1)"), "it is there, as text: {guilds}");
}

#[tokio::test]
async fn no_page_holds_a_token_or_the_raw_payload_in_its_data() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    for path in ["/", "/dashboard", "/dashboard/guilds", "/dashboard/connections"] {
        let body = browser.get(path).await.body;
        for private in ["access_token", "refresh_token", "collectibles", "__RESOLVED_RESOURCES[0]"] {
            assert!(!body.contains(private), "{path}: {private}");
        }
    }
}

#[tokio::test]
async fn the_webassembly_yields_to_the_style_sheet_and_the_pictures() {
    let app = TestApp::start().await;
    for path in ["/", "/login"] {
        let page = app.anonymous().get(path).await.body;
        let links: Vec<_> = page
            .split("<link ")
            .filter(|link| link.starts_with("rel=\"modulepreload\"") || link.contains(".wasm\""))
            .collect();
        assert_eq!(links.len(), 2, "{path}: the script and the WebAssembly in {page}");
        for link in links {
            assert!(link.split('>').next().unwrap().contains("fetchpriority=\"low\""), "{path}: {link}");
        }
    }
}

#[tokio::test]
async fn searching_works_without_scripts() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    // The page holds every card, and hides those that do not match: the island can widen the search again.
    let found = browser.get("/dashboard/guilds?q=KREW").await.body;
    assert!(found.contains(r#"<li class="panel card linked guild-card">"#) && found.contains(">1337 Krew<"), "{found}");
    let none = browser.get("/dashboard/guilds?q=zzz").await.body;
    assert!(none.contains(r#"<li hidden class="panel card linked guild-card">"#), "{none}");
    assert!(none.contains("No server matches"), "{none}");
}

#[tokio::test]
async fn unknown_paths_are_a_real_404_page() {
    let app = TestApp::start().await;
    for path in ["/no-such-page", "/login/x", "/%00", "/..%2f..%2fetc/passwd"] {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.contains("Page not found"), "{path}: {}", answer.body);
    }
    let guarded = app.signed_in(NELLY).await.get("/dashboard/no-such-page").await;
    assert_eq!(guarded.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_theme_is_in_the_first_html() {
    let app = TestApp::start().await;
    let mut browser = app.anonymous();
    assert!(browser.get("/").await.body.contains("data-theme=\"system\""));
    let answer = browser.post("/theme", &[("theme", "dark"), ("return_to", "/login?problem=denied")]).await;
    assert_eq!(answer.location(), "/login?problem=denied");
    assert!(browser.get("/").await.body.contains("data-theme=\"dark\""));
    let evil = browser.post("/theme", &[("theme", "\"><script>"), ("return_to", "//evil.example")]).await;
    assert_eq!(evil.location(), "/");
    assert!(browser.get("/").await.body.contains("data-theme=\"system\""));
}

#[tokio::test]
async fn only_a_known_problem_is_explained_on_the_sign_in_page() {
    let app = TestApp::start().await;
    let known = app.anonymous().get("/login?problem=denied").await.body;
    assert!(known.contains("You cancelled at Discord"));
    let invented = app.anonymous().get("/login?problem=%3Cb%3ECall+0900%3C%2Fb%3E").await.body;
    assert!(!invented.contains("Call 0900") && !invented.contains("role=\"alert\""), "{invented}");
}

#[tokio::test]
async fn nothing_says_sandbox_when_discord_is_configured() {
    // This app is configured with `DISCORD_*` only, as for the real Discord.
    let app = TestApp::start().await;
    assert!(!app.anonymous().get("/").await.body.to_lowercase().contains("sandbox"));
    let embedded = app.anonymous().get("/sandbox").await;
    assert_eq!(embedded.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn health_and_readiness_answer() {
    let app = TestApp::start().await;
    assert_eq!(app.anonymous().get("/healthz").await.status, StatusCode::OK);
    assert_eq!(app.anonymous().get("/readyz").await.body, "ready\n");
}

#[tokio::test]
async fn every_component_is_shown_in_development_and_nowhere_else() {
    let app = TestApp::start().await;
    let page = app.anonymous().get("/look").await;
    assert_eq!(page.status, StatusCode::OK, "although it shows failures");
    for text in
        ["How everything looks", "data-theme=\"dark\"", "Discord is not answering as it should.", "No servers yet"]
    {
        assert!(page.body.contains(text), "{text}");
    }
    assert!(app.anonymous().get("/").await.body.contains("href=\"/look\""));
    let key = "R3VpbGRoYWxsJ3Mga2V5IGZvciB0ZXN0cyBvbmx5ISE=";
    let live = TestApp::start_with(&[("APP_ENV", "production"), ("SECRET_KEY", key)]).await;
    let page = live.anonymous().get("/look").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.body.contains("Page not found") && !page.body.contains("How everything looks"), "{}", page.body);
    assert!(!live.anonymous().get("/").await.body.contains("href=\"/look\""));
}
