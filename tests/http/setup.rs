//! `/setup`: it says what a developer's own application lacks, and shows no secret.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use sandbox::{CLIENT_ID, CLIENT_SECRET};

use crate::{
    scripted::{Scripted, answer},
    test_app::{Answer, ORIGIN, TestApp},
};

const BOT_TOKEN: &str = "the-bots-token-that-nobody-may-see";
const ISSUED: &str = "the-access-token-that-nobody-may-see";
const TOKEN: &str = "/oauth2/token";
const APPLICATION: &str = "/oauth2/applications/@me";
/// The variables that the sandbox replaces, all empty.
const NOTHING_SET: [(&str, &str); 5] = [
    ("DISCORD_CLIENT_ID", ""),
    ("DISCORD_CLIENT_SECRET", ""),
    ("DISCORD_API_BASE_URL", ""),
    ("DISCORD_AUTHORIZE_URL", ""),
    ("DISCORD_CDN_BASE_URL", ""),
];

fn accepted() -> (u16, String) {
    (200, format!(r#"{{"access_token":"{ISSUED}","token_type":"Bearer","expires_in":604800,"scope":"identify"}}"#))
}

fn application(id: &str, redirect_uris: &[&str]) -> (u16, String) {
    (200, serde_json::json!({ "id": id, "name": "Hall & <b>Co", "redirect_uris": redirect_uris }).to_string())
}

/// Starts an app with a bot's token, and a Discord with these answers to the token request and to the question about the application.
async fn start(token: (u16, String), application: (u16, String)) -> (TestApp, Scripted) {
    let discord = Scripted::serve_by(move |path| match path {
        TOKEN => answer(token.0, &[], token.1.clone()),
        APPLICATION => answer(application.0, &[], application.1.clone()),
        _ => answer(404, &[], "{}"),
    })
    .await;
    let variables = [("DISCORD_API_BASE_URL", discord.url.as_str()), ("DISCORD_BOT_TOKEN", BOT_TOKEN)];
    (TestApp::start_on(discord.url.clone(), &variables).await, discord)
}

/// Opens the page and checks that it holds no secret.
async fn open(app: &TestApp) -> Answer {
    let page = without_marks(app.anonymous().get("/setup").await);
    for secret in [CLIENT_SECRET, BOT_TOKEN, ISSUED] {
        // Not even a part of one.
        for part in [secret, &secret[..12], &secret[secret.len() - 12..]] {
            assert!(!page.body.contains(part), "{part} in {}", page.body);
        }
    }
    page
}

/// Removes the framework's marks between texts.
fn without_marks(page: Answer) -> Answer {
    Answer { body: page.body.replace("<!>", ""), ..page }
}

/// Returns the HTML of one step.
fn step<'a>(page: &'a Answer, name: &str) -> &'a str {
    let rest = page.body.split(&format!("<strong>{name}</strong>")).nth(1).expect("a step of this name");
    rest.split("<strong>").next().unwrap()
}

#[tokio::test]
async fn the_sandbox_says_what_is_missing_and_where_to_get_it() {
    let app = TestApp::start_with(&NOTHING_SET).await;
    let page = open(&app).await;
    assert_eq!(page.status, StatusCode::OK);
    for (name, words) in [
        ("Application", "DISCORD_CLIENT_ID and DISCORD_CLIENT_SECRET are not set"),
        ("Redirect URI", "<code>http://127.0.0.1:3000/auth/callback</code>"),
        ("Id and secret", "Set the id and the secret first."),
        ("Bot token", "DISCORD_BOT_TOKEN is not set."),
    ] {
        let step = step(&page, name);
        assert!(step.contains(">Missing<") && step.contains(words), "{name}: {step}");
        assert!(step.contains(r#"href="https://discord.com/developers/applications""#), "{name}: {step}");
    }
    let example = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/.env.example")).unwrap();
    for line in ["DISCORD_CLIENT_ID=\n", "DISCORD_CLIENT_SECRET=\n", "DISCORD_BOT_TOKEN="] {
        assert!(page.body.contains(line) && example.contains(&format!("\n#{line}")), "{line}");
    }
    assert!(app.anonymous().get("/").await.body.contains(r#"href="/setup""#));
}

#[tokio::test]
async fn webhook_events_are_an_optional_step_with_their_address() {
    let key = [("DISCORD_PUBLIC_KEY", sandbox::PUBLIC_KEY)];
    for (app, state, words) in [
        (TestApp::start_with(&NOTHING_SET).await, ">Optional<", "DISCORD_PUBLIC_KEY is not set"),
        (TestApp::start().await, ">Optional<", "DISCORD_PUBLIC_KEY is not set"),
        (TestApp::start_with(&key).await, ">Done<", "DISCORD_PUBLIC_KEY is set."),
    ] {
        let page = open(&app).await;
        let step = step(&page, "Webhook events");
        assert!(step.contains(state) && step.contains(words), "{step}");
        assert!(step.contains("<code>http://127.0.0.1:3000/webhooks/discord</code>"), "{step}");
    }
}

#[tokio::test]
async fn without_a_bot_token_only_id_and_secret_are_checked() {
    let app = TestApp::start().await;
    let page = open(&app).await;
    assert!(step(&page, "Application").contains(">Done<") && step(&page, "Application").contains(CLIENT_ID));
    assert!(step(&page, "Id and secret").contains("Discord accepts the id and the secret."), "{}", page.body);
    assert!(step(&page, "Redirect URI").contains(">Not checked<"), "{}", page.body);
    assert!(step(&page, "Bot token").contains(">Missing<"), "{}", page.body);
    for place in ["oauth2", "bot"] {
        let link = format!(r#"href="https://discord.com/developers/applications/{CLIENT_ID}/{place}""#);
        assert!(page.body.contains(&link), "{link} in {}", page.body);
    }
    assert_eq!((app.calls("POST /oauth2/token").await, app.calls("POST /oauth2/token/revoke").await), (1, 0));
}

#[tokio::test]
async fn each_step_shows_discords_answer_and_a_remedy() {
    let ours = [format!("{ORIGIN}/auth/callback")];
    let ours = [ours[0].as_str()];
    // Discord's own error text may repeat a secret.
    let echo = format!("{CLIENT_SECRET} {BOT_TOKEN}");
    let invalid = |status: u16| (status, format!(r#"{{"error":"invalid_client","error_description":"{echo}"}}"#));
    let unauthorized = || (401, r#"{"message":"401: Unauthorized","code":0}"#.to_owned());
    let limited = || (429, r#"{"message":"Slow down","retry_after":7.5,"global":false}"#.to_owned());
    let odd = |status: u16| (status, format!(r#"{{"message":"{echo}"}}"#));
    let html = || (200, format!("<html>{echo}</html>"));
    let other = || application("42", &ours);
    let almost = [&format!("{ORIGIN}/auth/callback/")[..], "https://<i>.example/"];
    for (token, owner, name, state, words) in [
        (invalid(401), application(CLIENT_ID, &ours), "Id and secret", "Wrong", "so DISCORD_CLIENT_SECRET is wrong"),
        (invalid(400), unauthorized(), "Id and secret", "Wrong", "Check DISCORD_CLIENT_SECRET first"),
        (invalid(401), other(), "Id and secret", "Wrong", "check DISCORD_CLIENT_ID first"),
        (unauthorized(), other(), "Id and secret", "Wrong", "invalid_client"),
        (limited(), other(), "Id and secret", "Not checked", "Try again in 8 seconds."),
        (html(), other(), "Id and secret", "Not checked", "so this could not be checked"),
        (odd(403), other(), "Id and secret", "Not checked", "with status 403"),
        (accepted(), unauthorized(), "Bot token", "Wrong", "Discord refuses the token"),
        (accepted(), unauthorized(), "Redirect URI", "Not checked", "This page needs DISCORD_BOT_TOKEN"),
        (accepted(), odd(404), "Bot token", "Not checked", "with status 404"),
        (accepted(), limited(), "Bot token", "Not checked", "Discord asked us to slow down."),
        (accepted(), other(), "Bot token", "Wrong", "Hall &amp; &lt;b&gt;Co\u{2069} (42)"),
        (accepted(), other(), "Redirect URI", "Not checked", "This page needs DISCORD_BOT_TOKEN"),
        (accepted(), application(CLIENT_ID, &[]), "Redirect URI", "Wrong", "No redirect is registered"),
        (accepted(), application(CLIENT_ID, &almost), "Redirect URI", "Wrong", "https://&lt;i&gt;.example/"),
        (accepted(), application(CLIENT_ID, &almost), "Bot token", "Done", "Discord accepts the token"),
        (invalid(401), application(CLIENT_ID, &ours), "Redirect URI", "Done", "This exact address is registered"),
    ] {
        let case = format!("{token:?}, {owner:?}");
        let (app, _discord) = start(token, owner).await;
        let page = open(&app).await;
        let step = step(&page, name);
        assert_eq!(page.status, StatusCode::OK, "{case}");
        assert!(step.contains(&format!(">{state}<")) && step.contains(words), "{case}: {step}");
    }
}

#[tokio::test]
async fn the_step_about_members_shows_who_gets_in() {
    const GUILD: &str = "/guilds/42";
    let guild =
        || (200, r#"{"id":"42","name":"Hall & <b>Co","roles":[{"id":"7","name":"Crew"},{"id":"8","name":"Pets"}]}"#);
    let missing = || (404, r#"{"message":"Unknown Guild","code":10004}"#);
    for (answered, roles, state, words) in [
        (guild(), "", "Done", "Only members of \u{2068}Hall &amp; &lt;b&gt;Co\u{2069} get in."),
        (guild(), "7", "Done", "with one of these roles get in: \u{2068}Crew\u{2069}."),
        (guild(), "7,9", "Wrong", "has no role with these ids: 9."),
        (missing(), "7", "Not checked", "The bot is not in it"),
        ((500, "{}"), "7", "Not checked", "with status 500"),
    ] {
        let discord = Scripted::serve_by(move |path| match path {
            TOKEN => answer(accepted().0, &[], accepted().1),
            GUILD => answer(answered.0, &[], answered.1),
            _ => answer(404, &[], "{}"),
        })
        .await;
        let variables = [
            ("DISCORD_API_BASE_URL", discord.url.as_str()),
            ("DISCORD_BOT_TOKEN", BOT_TOKEN),
            ("DISCORD_REQUIRED_GUILD_ID", "42"),
            ("DISCORD_REQUIRED_ROLE_IDS", roles),
        ];
        let app = TestApp::start_on(discord.url.clone(), &variables).await;
        let page = open(&app).await;
        let step = step(&page, "Members only");
        assert!(step.contains(&format!(">{state}<")) && step.contains(words), "{answered:?} {roles}: {step}");
    }
    let app = TestApp::start_with(&[("DISCORD_REQUIRED_GUILD_ID", "42")]).await;
    let page = open(&app).await;
    assert!(step(&page, "Members only").contains("needs DISCORD_BOT_TOKEN to check the ids"), "{}", page.body);
    assert!(!open(&TestApp::start().await).await.body.contains("Members only"), "a site for everybody");
}

#[tokio::test]
async fn a_rule_that_cannot_be_checked_does_not_hold_the_setup_up_but_a_wrong_one_does() {
    let redirect = format!("{ORIGIN}/auth/callback");
    for (guild, status) in
        [((404, r#"{"code":10004}"#), StatusCode::SEE_OTHER), ((200, r#"{"id":"42","name":"Hall"}"#), StatusCode::OK)]
    {
        let owner = application(CLIENT_ID, &[redirect.as_str()]);
        let discord = Scripted::serve_by(move |path| match path {
            TOKEN => answer(accepted().0, &[], accepted().1),
            APPLICATION => answer(owner.0, &[], owner.1.clone()),
            _ => answer(guild.0, &[], guild.1),
        })
        .await;
        let variables = [
            ("DISCORD_API_BASE_URL", discord.url.as_str()),
            ("DISCORD_BOT_TOKEN", BOT_TOKEN),
            ("DISCORD_REQUIRED_GUILD_ID", "42"),
            ("DISCORD_REQUIRED_ROLE_IDS", "9"),
        ];
        let app = TestApp::start_on(discord.url.clone(), &variables).await;
        assert_eq!(app.anonymous().get("/setup").await.status, status, "{guild:?}");
    }
}

#[tokio::test]
async fn an_unreachable_discord_leaves_the_steps_not_checked() {
    let nobody = [("DISCORD_API_BASE_URL", "http://127.0.0.1:1/api"), ("DISCORD_BOT_TOKEN", BOT_TOKEN)];
    let app = TestApp::start_with(&nobody).await;
    let page = open(&app).await;
    for name in ["Id and secret", "Bot token"] {
        let step = step(&page, name);
        assert!(step.contains(">Not checked<") && step.contains("Discord cannot be reached."), "{step}");
    }
}

#[tokio::test]
async fn a_complete_setup_leads_home_says_so_once_and_calls_discord_no_more() {
    let redirects = ["https://elsewhere.example/", &format!("{ORIGIN}/auth/callback")];
    let (app, discord) = start(accepted(), application(CLIENT_ID, &redirects)).await;
    let mut browser = app.anonymous();
    assert!(browser.get("/").await.body.contains(r#"href="/setup""#));
    for _ in 0..2 {
        let answer = browser.get("/setup").await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"));
        let home = browser.get("/").await.body;
        assert!(home.contains("Setup is complete") && !home.contains(r#"href="/setup""#), "{home}");
        assert!(!browser.get("/").await.body.contains("Setup is complete"));
    }
    let mut asked = discord.asked();
    asked.sort_by_key(|asked| asked.line.clone());
    let lines: Vec<_> = asked.iter().map(|asked| asked.line.as_str()).collect();
    assert_eq!(lines, [format!("GET {APPLICATION}"), format!("POST {TOKEN}")], "each once, and nothing is revoked");
    assert_eq!(asked[0].headers["authorization"], format!("Bot {BOT_TOKEN}"));
    assert_eq!(asked[1].body, "grant_type=client_credentials&scope=identify");
}

#[tokio::test]
async fn production_has_no_setup_page_and_calls_nobody() {
    let key = "R3VpbGRoYWxsJ3Mga2V5IGZvciB0ZXN0cyBvbmx5ISE=";
    let app = TestApp::start_with(&[("APP_ENV", "production"), ("SECRET_KEY", key)]).await;
    let page = open(&app).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.body.contains("Page not found") && !page.body.contains("DISCORD_"), "{}", page.body);
    assert_eq!(page.body.matches("<main").count(), 1, "{}", page.body);
    assert_eq!(app.calls("POST /oauth2/token").await, 0);
    assert!(!app.anonymous().get("/").await.body.contains(r#"href="/setup""#));
}

#[tokio::test]
async fn an_unexpected_address_is_reported_and_never_trusted() {
    let app = TestApp::start_with(&NOTHING_SET).await;
    let open_with = async |headers: &[(&str, &str)]| {
        let mut request = Request::get("/setup").header("accept", "text/html");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        without_marks(app.request(request.body(Body::empty()).unwrap()).await)
    };
    for fits in [&[("host", "127.0.0.1:3000")][..], &[("host", "10.0.0.9"), ("x-forwarded-host", "127.0.0.1:3000")]] {
        assert!(!open_with(fits).await.body.contains("You opened"), "{fits:?}");
    }
    let hostile = "\"><script>alert(1)</script>";
    for (headers, opened) in [
        (&[("host", "127.0.0.1:3000"), ("x-forwarded-host", "192.168.1.5:3000")][..], "http://192.168.1.5:3000"),
        (&[("host", "127.0.0.1:3000"), ("x-forwarded-proto", "https")], "https://127.0.0.1:3000"),
        (&[("host", "127.0.0.1:3000"), ("x-forwarded-host", hostile)], "http://\"&gt;&lt;script&gt;alert(1)"),
        (&[("host", "127.0.0.1:3000"), ("x-forwarded-host", &"a".repeat(4000))], &"a".repeat(80)),
    ] {
        let page = open_with(headers).await;
        assert_eq!(page.status, StatusCode::OK, "{headers:?}");
        let notice = page.body.split("You opened").nth(1).expect("a notice about it").split("<ol").next().unwrap();
        assert!(notice.contains(opened) && notice.contains("<code>http://127.0.0.1:3000</code>"), "{notice}");
        assert!(notice.contains("PUBLIC_URL"), "{notice}");
        assert!(!page.body.contains("<script>alert") && !page.body.contains(&"a".repeat(81)), "{}", page.body);
        let uri = "<code>http://127.0.0.1:3000/auth/callback</code>";
        assert!(step(&page, "Redirect URI").contains(uri), "the configured address is the one to register");
    }
}
