//! The list of guilds and the page of one guild, without scripts.

use axum::http::StatusCode;

use crate::test_app::{Answer, BOBBY, MIRA, NELLY, TestApp};

const GUILDS_CALL: &str = "GET /users/@me/guilds";
/// Mira is an administrator of it.
const RUSTACEANS: &str = "/dashboard/guilds/608621108920451075";
/// Mira is a member of it, Nelly owns it.
const KREW: &str = "/dashboard/guilds/80351110224678912";

/// Returns the names on the visible cards, in order.
fn shown(page: &Answer) -> Vec<String> {
    let cards = page.body.split("<li").filter(|card| {
        let tag = card.split('>').next().unwrap();
        tag.contains("guild-card\"") && !tag.contains(" hidden")
    });
    cards.map(|card| text_of(card.split("linked__link\">").nth(1).unwrap().split("</a>").next().unwrap())).collect()
}

fn text_of(html: &str) -> String {
    html.trim_end_matches("<!>").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[tokio::test]
async fn the_query_string_selects_and_sorts_the_guilds() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    let mut names = async |query: &str| shown(&browser.get(&format!("/dashboard/guilds{query}")).await);
    assert_eq!(names("").await.len(), 12);
    assert_eq!(names("?show=owned").await, ["Bot test bench", "Lindqvist Workshop"]);
    assert_eq!(names("?show=owned&sort=oldest").await, ["Lindqvist Workshop", "Bot test bench"]);
    assert_eq!(names("?show=manageable&q=workshop").await, ["Lindqvist Workshop"]);
    assert_eq!(names("?show=manageable").await.len(), 6);
    assert_eq!(names("?sort=newest").await[0], "Kvällskören");
    assert_eq!(names("?sort=role").await[..3], ["Bot test bench", "Lindqvist Workshop", "Cinnamon Bun Club"]);
    assert_eq!(names("?show=everything&sort=%3Cb%3E").await, names("").await, "other words mean the default");
}

#[tokio::test]
async fn the_form_keeps_the_chosen_values() {
    let app = TestApp::start().await;
    let page = app.signed_in(NELLY).await.get("/dashboard/guilds?q=kr%22%3E&show=owned&sort=newest").await.body;
    for part in [r#"value="owned" selected"#, r#"value="newest" selected"#, r#"value="kr&quot;&gt;""#] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains(r#"value="all" selected"#), "{page}");
}

#[tokio::test]
async fn a_guild_page_shows_the_users_role_and_explains_every_permission() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    let page = browser.get(RUSTACEANS).await;
    assert_eq!(page.status, StatusCode::OK);
    for text in [
        "<title>Nordic Rustaceans",
        "Administrator",
        "You can manage this server",
        "includes all the others",
        "608621108920451075",
        "Partnered",
        "Remove members and keep them from coming back.",
    ] {
        assert!(page.body.contains(text), "{text} in {}", page.body);
    }
    assert!(!page.body.contains("Not granted: "), "an administrator may do everything");
    let member = browser.get(KREW).await.body;
    assert!(
        member.contains("Why can&#x27;t I manage this server?") || member.contains("Why can't I manage this server?"),
        "{member}"
    );
    assert!(member.contains("Not granted: ") && member.contains("Granted: "), "{member}");
    let owner = app.signed_in(NELLY).await.get(KREW).await.body;
    assert!(owner.contains("You own it") && !owner.contains("Not granted: "), "{owner}");
}

#[tokio::test]
async fn somebody_elses_guild_looks_like_one_that_does_not_exist() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    // Remove what differs from page to page: the nonce, the address in the forms, and the time.
    let mut page_of = async |id: &str| {
        let page = browser.get(&format!("/dashboard/guilds/{id}")).await;
        let main = page.body.split("<main").nth(1).unwrap().split("</main>").next().unwrap().to_owned();
        (page.status, main)
    };
    let somebody_elses = page_of("608621108920451075").await;
    assert_eq!(somebody_elses.0, StatusCode::NOT_FOUND);
    assert!(somebody_elses.1.contains("There is nothing here."), "{}", somebody_elses.1);
    for odd in ["1", "1111111111111111111111111", "x", "-1", "%3Cscript%3E", "608621108920451075x", "0"] {
        assert_eq!(page_of(odd).await, somebody_elses, "{odd}");
    }
}

#[tokio::test]
async fn an_invalid_id_is_refused_before_discord_is_called() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(NELLY).await;
    for odd in ["x", "1111111111111111111111111", "..%2F@me", "1%00"] {
        let page = browser.get(&format!("/dashboard/guilds/{odd}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{odd}");
    }
    assert_eq!(app.calls(GUILDS_CALL).await, 0);
    browser.get("/dashboard/guilds/1").await;
    assert_eq!(app.calls(GUILDS_CALL).await, 1, "a well-formed id is looked up");
}

#[tokio::test]
async fn hostile_names_are_text_on_a_guilds_page() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(BOBBY).await;
    let list = browser.get("/dashboard/guilds").await.body;
    let links: Vec<_> =
        list.split("href=\"/dashboard/guilds/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(links.len() > 3, "{links:?}");
    for id in links {
        let page = browser.get(&format!("/dashboard/guilds/{id}")).await;
        assert_eq!(page.status, StatusCode::OK, "{id}");
        // Every script carries the nonce, so no name brought one.
        let ours =
            page.body.matches("<script nonce=").count() + page.body.matches("<script type=\"module\" nonce=").count();
        assert_eq!(page.body.matches("<script").count(), ours, "{id}: {}", page.body);
        for tag in ["<img src=x", "<svg onload", "<iframe", "href=\"javascript:"] {
            assert!(!page.body.contains(tag), "{tag} on {id}");
        }
    }
}
