//! Rules that the compiler does not know. Those about what runs where are in scripts/lint-islands.sh.

use std::{fs, path::Path};

/// Every Rust file below a folder, with its path; not the tests that a sample has in its folder.
pub fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
        let path = entry.unwrap().path();
        let relative = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display().to_string();
        if path.is_dir() && !path.ends_with("tests") {
            found.extend(sources(&relative));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((relative, fs::read_to_string(path).unwrap()));
        }
    }
    found
}

#[test]
fn only_config_and_the_banner_ask_whether_the_sandbox_is_on() {
    let knows = |path: &str| {
        path.starts_with("src/server/sandbox")
            || path.starts_with("src/server/config")
            // Builds it, mounts it, announces it, hands the flag to the banner and to the sign-in page's note.
            || ["src/server/state.rs", "src/server/router.rs", "src/main.rs", "src/server/page_context.rs", "src/server/setup.rs", "src/lib.rs", "src/server.rs"].contains(&path)
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
        ("src/server/rest", &["server::session", "server::auth", "server::store", "leptos"]),
        ("src/server/store", &["server::session", "server::auth", "leptos", "axum"]),
        ("src/server/session", &["server::auth", "leptos", "axum"]),
        ("src/server/sandbox", &["crate::discord", "server::rest", "server::session", "server::store"]),
    ];
    for (folder, forbidden) in rules {
        for (path, text) in sources(folder) {
            for word in forbidden {
                assert!(!text.contains(word), "{path} mentions {word}");
            }
        }
    }
}
