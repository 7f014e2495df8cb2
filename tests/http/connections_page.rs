//! The connections page without scripts.

use app::discord::SERVICES;
use axum::http::StatusCode;

use crate::{
    profile_page::{props, without_comments},
    scripted::{Scripted, answer},
    test_app::{Answer, BOBBY, KAITO, MIRA, NOOR, TestApp},
};

const CONNECTIONS: &str = "/dashboard/connections";

async fn connections_of(app: &TestApp, person: &str) -> Answer {
    app.signed_in(person).await.get(CONNECTIONS).await
}

/// Returns the HTML of the card of a service.
fn card<'page>(page: &'page str, service: &str) -> &'page str {
    let named = |card: &&str| card.split("</h2>").next().unwrap().contains(&format!(">{service}<"));
    let list = page.split("</main>").next().unwrap();
    list.split("<li class=\"panel card connection-card\">")
        .skip(1)
        .find(named)
        .unwrap_or_else(|| panic!("{service}: {page}"))
}

#[tokio::test]
async fn every_service_is_shown_by_its_name_and_its_icon() {
    let app = TestApp::start().await;
    let page = connections_of(&app, KAITO).await.body;
    for (word, name, _) in SERVICES {
        let icon = if ["amazon-music", "domain", "skype", "xbox"].contains(&word) { "other" } else { word };
        assert!(card(&page, name).contains(&format!("href=\"/assets/services.svg#{icon}\"")), "{name}");
    }
    let unknown = card(&page, "holonet");
    assert!(unknown.contains("services.svg#other") && unknown.contains("<bdi>holo-42"), "{unknown}");
    assert_eq!(page.matches("<h2").count(), SERVICES.len() + 1);
    assert!(page.contains("class=\"connections__count\">27<"), "{page}");
}

#[tokio::test]
async fn each_account_says_what_it_does_and_who_sees_it() {
    let app = TestApp::start().await;
    let page = connections_of(&app, MIRA).await.body;
    let words = [
        "Discord lost its access",
        "Verified as yours",
        "Everyone sees it on your profile",
        "Only you see it",
        "Discord shows it in your status",
        "Discord suggests friends from this service",
        "Linked in both directions",
    ];
    for (service, shown) in [
        ("Reddit", [true, true, false, true, false, false, false]),
        ("GitHub", [false, true, true, false, false, false, false]),
        ("Spotify", [false, true, false, true, true, false, true]),
        ("Steam", [false, true, true, false, true, true, true]),
        ("holonet", [false, false, true, false, false, false, false]),
    ] {
        let card = card(&page, service);
        assert_eq!(words.map(|words| card.contains(words)), shown, "{service}: {card}");
    }
    assert!(card(&page, "Reddit").contains(">Revoked<") && !card(&page, "Steam").contains(">Revoked<"));
}

#[tokio::test]
async fn accounts_that_need_attention_come_first_and_others_keep_discords_order() {
    let app = TestApp::start().await;
    let page = connections_of(&app, MIRA).await.body;
    assert_eq!(services(&page), ["Reddit", "GitHub", "Twitch", "YouTube", "Spotify", "Steam", "Bluesky", "holonet"]);
}

#[tokio::test]
async fn a_link_to_an_account_says_that_it_leaves_the_site() {
    let app = TestApp::start().await;
    let page = connections_of(&app, MIRA).await.body;
    let github = card(&page, "GitHub");
    let link = github.split("<a href=\"https://github.com/mira-lindqvist-example\"").nth(1).unwrap();
    assert!(link.starts_with(" rel=\"noopener noreferrer\""), "{github}");
    assert!(link.split("</a>").next().unwrap().contains("(leaves this site)"), "{github}");
    assert!(!card(&page, "holonet").contains("<a "), "no page to link to");
}

#[tokio::test]
async fn servers_that_use_an_account_are_linked() {
    let app = TestApp::start().await;
    let mira = connections_of(&app, MIRA).await.body;
    let twitch = card(&mira, "Twitch");
    for text in [
        "href=\"/dashboard/guilds/420904194539651073\"",
        "Lindqvist Workshop",
        "href=\"/dashboard/guilds/608621108920451075\"",
        "/icons/608621108920451075/8a9fd7dfda802921fdc4079f9a528ce8.png?size=64",
        "<bdi class=\"muted\">Twitch<",
    ] {
        assert!(twitch.contains(text), "{text} in {twitch}");
    }
    // Animated icons hold still here, as on Discord.
    assert!(!mira.contains("animated=true\" alt=\"\" width=\"24\""), "{mira}");
    let kaito = connections_of(&app, KAITO).await.body;
    let youtube = card(&kaito, "YouTube");
    assert!(youtube.contains("icons.svg#servers") && youtube.contains("森の工房"), "no icon: {youtube}");
    assert!(!card(&mira, "GitHub").contains("Used by"));
}

#[tokio::test]
async fn an_empty_list_says_what_to_do() {
    let app = TestApp::start().await;
    let page = connections_of(&app, NOOR).await.body;
    for text in
        ["No connections yet", "Settings, Connections", "href=\"https://discord.com/app\"", "(leaves this site)"]
    {
        assert!(page.contains(text), "{text} in {page}");
    }
}

/// The services on the cards of a page, in order.
fn services(page: &str) -> Vec<&str> {
    page.split("connection-card__service\"").skip(1).filter_map(|rest| rest.split(['>', '<']).nth(1)).collect()
}

#[tokio::test]
async fn the_address_says_which_accounts_are_shown() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(MIRA).await;
    for (query, shown) in [
        ("?show=attention", &["Reddit"][..]),
        ("?show=me", &["Reddit", "Spotify"]),
        ("?q=+SP", &["Spotify"]),
        ("?q=s&show=everyone", &["GitHub", "Twitch", "YouTube", "Steam", "Bluesky"]),
        ("?show=%3Cb%3E", &["Reddit", "GitHub", "Twitch", "YouTube", "Spotify", "Steam", "Bluesky", "holonet"]),
    ] {
        let page = without_comments(&browser.get(&format!("{CONNECTIONS}{query}")).await.body);
        assert_eq!(services(&page), shown, "{query}");
        assert!(page.contains(&format!("{} of 8 connections", shown.len())), "{query}: {page}");
        assert!(!page.contains("No connection matches"), "{query}");
    }
    let page = without_comments(&browser.get(&format!("{CONNECTIONS}?q=%22%3Ex&show=me")).await.body);
    for text in ["No connection matches", "0 of 8 connections", "value=\"&quot;&gt;x\"", "value=\"me\" selected"] {
        assert!(page.contains(text), "{text} in {page}");
    }
}

#[tokio::test]
async fn a_hostile_name_is_text_in_the_data_for_the_browser_too() {
    const NAME: &str = "</script><img src=x onerror=alert(1)>";
    let discord = Scripted::serve_by(|path| {
        let json = match path.rsplit('/').next() {
            Some("token") => {
                r#"{"access_token":"secret-token","token_type":"Bearer","expires_in":604800,"refresh_token":"r",
                "scope":"identify connections"}"#
                    .to_owned()
            }
            Some("connections") => format!(
                r#"[{{"id":"{NAME}","name":"{NAME}","type":"{NAME}","metadata":"hidden","integrations":
                    [{{"id":"hidden","type":"{NAME}","guild":{{"id":"1","name":"{NAME}"}}}}]}}]"#
            ),
            _ => r#"{"id":"1","username":"a","email":"a@example.com"}"#.to_owned(),
        };
        answer(200, &[("content-type", "application/json")], json)
    })
    .await;
    let app = TestApp::start_with(&[("DISCORD_API_BASE_URL", &discord.url)]).await;
    let page = connections_of(&app, MIRA).await.body;
    assert!(!page.contains("<img src=x") && !page.contains("</script><img"), "{page}");
    let props = props(&page);
    let escaped = "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;";
    assert_eq!(props.matches(escaped).count(), 6, "service, its name, account, id, server and its kind: {props}");
    for secret in ["hidden", "example.com", "secret-token"] {
        assert!(!props.contains(secret), "{secret} in {props}");
    }
}

#[tokio::test]
async fn hostile_names_are_text_and_lead_nowhere_else() {
    let app = TestApp::start().await;
    let page = connections_of(&app, BOBBY).await.body;
    assert!(!page.to_lowercase().contains("<script>alert") && !page.contains("<img src=x"), "{page}");
    let body = page.split("<body").nth(1).unwrap();
    for link in body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(link.starts_with('/') || link.starts_with('#') || link.starts_with("https://"), "{link}");
    }
    assert!(card(&page, "&lt;script&gt;alert(1)&lt;/script&gt;").contains("services.svg#other"));
}

#[tokio::test]
async fn when_discord_fails_the_page_says_so_and_gives_a_remedy() {
    let app = TestApp::start().await;
    app.fault(&[("route", "GET /users/@me/connections"), ("kind", "error"), ("status", "500")]).await;
    let page = connections_of(&app, MIRA).await;
    assert!(page.status.is_server_error() && page.status != StatusCode::INTERNAL_SERVER_ERROR, "{}", page.status);
    assert!(page.body.contains("Try again") && !page.body.contains("connection-card"), "{}", page.body);
}
