//! Rules that the compiler does not know. scripts/lint-islands.sh checks what runs where, and circles.mjs finds files that import each
//! other.

use crate::sources::sources;

#[test]
fn only_config_and_the_banner_ask_whether_the_sandbox_is_on() {
    let knows = |path: &str| {
        path.starts_with("src/server/config")
            // These files start and announce the sandbox, or pass the flag to the notices on pages.
            || ["src/server/state.rs", "src/server/http/router.rs", "src/main.rs", "src/page_context.rs", "src/server/http/page_context.rs", "src/server/setup.rs"].contains(&path)
            || ["src/components/sandbox_notice.rs", "src/layouts/frame.rs", "src/pages/login.rs"].contains(&path)
    };
    for (path, text) in sources("src") {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        let asks = code.contains(".sandbox") || code.contains("sandbox:") || code.contains("sandbox::");
        assert!(!asks || knows(&path), "{path} asks about the sandbox");
    }
}

#[test]
fn each_layer_knows_only_what_is_below_it() {
    let rules = [
        ("src/discord", &["crate::server", "leptos", "reqwest", "sqlx"][..]),
        (
            "src/server/discord/rest",
            &["discord::tokens", "discord::cache", "server::auth", "server::http", "server::store", "leptos"],
        ),
        ("src/server/store", &["server::discord::tokens", "server::auth", "server::http", "leptos", "axum"]),
        ("src/server/discord", &["server::auth", "server::http", "leptos"]),
    ];
    for (folder, forbidden) in rules {
        for (path, text) in sources(folder) {
            for word in forbidden {
                assert!(!text.contains(word), "{path} mentions {word}");
            }
        }
    }
}

#[test]
fn every_server_function_is_called_by_an_island() {
    let sources = sources("src");
    let islands = sources.iter().filter(|(path, _)| path.contains("islands")).map(|(_, text)| text.as_str());
    let islands = islands.collect::<Vec<_>>().join("\n");
    let functions = sources.iter().flat_map(|(_, text)| text.split("\n#[server(").skip(1));
    let mut count = 0;
    for function in functions {
        let name = function.split("async fn ").nth(1).unwrap().split('(').next().unwrap();
        let upper = |word: &str| word[..1].to_uppercase() + &word[1..];
        let action = name.split('_').map(upper).collect::<String>();
        assert!(
            islands.contains(&format!("{name}(")) || islands.contains(&format!("<{action}>")),
            "no island calls {name}: it can be a plain function, so that nobody can call it over HTTP"
        );
        count += 1;
    }
    assert!(count > 0);
}
