//! Finds values that were pasted with quotes, line breaks or other characters that do not belong to them.

use super::{
    problem::Problem,
    variables::{Variables, text},
};

/// Every variable of the app. `.env` files and shells remove quotes; the env file of a container keeps them.
const VARIABLES: &[&str] = &[
    "ADMIN_USER_IDS",
    "APP_ENV",
    "DATABASE_MAX_CONNECTIONS",
    "DATABASE_URL",
    "DATABASE_URL_FILE",
    "DATA_DIR",
    "DISCORD_API_BASE_URL",
    "DISCORD_AUTHORIZE_URL",
    "DISCORD_BOT_PERMISSIONS",
    "DISCORD_BOT_TOKEN",
    "DISCORD_BOT_TOKEN_FILE",
    "DISCORD_CACHE_TTL_SECONDS",
    "DISCORD_CDN_BASE_URL",
    "DISCORD_CLIENT_ID",
    "DISCORD_CLIENT_SECRET",
    "DISCORD_CLIENT_SECRET_FILE",
    "DISCORD_COMMUNITY_GUILD_ID",
    "DISCORD_PUBLIC_KEY",
    "DISCORD_REDIRECT_URI",
    "DISCORD_REQUIRED_GUILD_ID",
    "DISCORD_REQUIRED_ROLE_IDS",
    "DISCORD_SANDBOX",
    "DISCORD_USERS_CACHE_MAX_LIMIT",
    "HSTS_INCLUDE_SUBDOMAINS",
    "LEPTOS_HASH_FILES",
    "LEPTOS_SITE_ADDR",
    "LEPTOS_SITE_ROOT",
    "METRICS_ADDR",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "PORT",
    "PUBLIC_URL",
    "RUST_LOG",
    "SECRET_KEY",
    "SECRET_KEY_FILE",
];

/// Variables whose value may hold a space: the name of a file or folder, or a list with a space after its comma.
const MAY_HOLD_SPACES: &[&str] = &[
    "ADMIN_USER_IDS",
    "DATABASE_URL",
    "DATABASE_URL_FILE",
    "DATA_DIR",
    "DISCORD_BOT_TOKEN_FILE",
    "DISCORD_CLIENT_SECRET_FILE",
    "DISCORD_REQUIRED_ROLE_IDS",
    "LEPTOS_SITE_ROOT",
    "RUST_LOG",
    "SECRET_KEY",
    "SECRET_KEY_FILE",
];

/// Variables whose value is generated, and therefore ASCII.
const ASCII_ONLY: [&str; 4] = ["DISCORD_BOT_TOKEN", "DISCORD_CLIENT_ID", "DISCORD_CLIENT_SECRET", "SECRET_KEY"];

/// Finds damaged values before any of them is read. It never repeats a value, which may be a secret. Spaces and line breaks
/// around a value are accepted, because every reader ignores them.
pub(super) fn check(variables: &Variables, problems: &mut Vec<Problem>) {
    for name in VARIABLES {
        let Some(value) = text(variables, name) else { continue };
        if let Some((what, remedy)) = fault(name, value) {
            problems.push(Problem::new(name, what, remedy));
        }
    }
}

fn fault(name: &str, value: &str) -> Option<(&'static str, &'static str)> {
    let only_value = "Set only the value.";
    if has_quotes_around(value) {
        Some(("has quotes around its value", "Remove the quotes. Some tools treat them as part of the value."))
    } else if value.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('=')) {
        Some(("begins with its own name", only_value))
    } else if name == "DISCORD_BOT_TOKEN" && ["bot ", "bearer "].iter().any(|word| begins_with(value, word)) {
        Some(("begins with `Bot` or `Bearer`", "Set only the token. The app adds `Bot` itself."))
    } else if value.chars().any(is_line_break) {
        Some(("has a line break in its value", "Write it on one line."))
    } else if value.chars().any(is_invisible) {
        Some(("has an invisible character in its value", "Type it, or copy it again."))
    } else if !value.is_ascii() && ASCII_ONLY.contains(&name) {
        Some(("has a character that does not belong there", "Copy it again."))
    } else if value.contains(char::is_whitespace) && !MAY_HOLD_SPACES.contains(&name) {
        Some(("has a space in its value", only_value))
    } else {
        None
    }
}

fn has_quotes_around(value: &str) -> bool {
    let (first, last) = (value.chars().next(), value.chars().next_back());
    let is_quote =
        |letter: Option<char>| letter.is_some_and(|letter| "\"'`\u{201c}\u{201d}\u{2018}\u{2019}".contains(letter));
    is_quote(first) || is_quote(last)
}

fn begins_with(value: &str, word: &str) -> bool {
    value.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

fn is_line_break(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// Returns whether a character is a control character, an invisible one from a web page, or the replacement for undecodable
/// bytes.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn what(name: &str, value: &str) -> Option<String> {
        let mut problems = Vec::new();
        check(&[(name.to_owned(), value.to_owned())].into(), &mut problems);
        assert!(problems.len() < 2, "{problems:?}");
        problems.pop().map(|problem| problem.what)
    }

    #[test]
    fn quotes_spaces_and_line_breaks_are_refused_in_every_variable() {
        for name in VARIABLES {
            for (value, reason) in [
                ("\"value\"", "quotes"),
                ("'value'", "quotes"),
                ("\u{201c}value\u{201d}", "quotes"),
                ("\"\"", "quotes"),
                ("value\"", "quotes"),
                ("va\nlue", "line break"),
                ("va\r\nlue", "line break"),
                ("va\tlue", "invisible"),
                ("va\u{200b}lue", "invisible"),
                ("\u{feff}value", "invisible"),
                ("va\u{fffd}lue", "invisible"),
                (&format!("{name}=value"), "own name"),
            ] {
                assert!(what(name, value).is_some_and(|what| what.contains(reason)), "{name}={value:?}: {reason}");
            }
            assert_eq!(what(name, "va lue").is_some(), !MAY_HOLD_SPACES.contains(name), "{name}");
        }
    }

    #[test]
    fn a_bot_token_with_bot_or_bearer_in_front_is_refused() {
        for (value, is_refused) in [
            ("Bot abc", true),
            ("bot abc", true),
            ("Bearer abc", true),
            ("Botabc.def", false),
            ("MTk4NjIyNDgzNDcx.Cl2FMQ.Zn-VnCrZH7", false),
        ] {
            let found = what("DISCORD_BOT_TOKEN", value);
            assert_eq!(found.is_some_and(|what| what.contains("`Bot` or `Bearer`")), is_refused, "{value}");
        }
    }

    #[test]
    fn generated_values_are_ascii() {
        for name in ASCII_ONLY {
            assert!(what(name, "t\u{f6}ken").is_some_and(|what| what.contains("does not belong")), "{name}");
        }
    }

    #[test]
    fn ordinary_values_pass_with_spaces_around_them() {
        for (name, value) in [
            ("PUBLIC_URL", " https://example.org\n"),
            ("PUBLIC_URL", "https://m\u{fc}ller.example"),
            ("DATABASE_URL", "postgres://app:p%40ss'word@db.example/app?sslmode=require"),
            ("DATABASE_URL", "sqlite://my data/app.db"),
            ("DATA_DIR", "/srv/my data"),
            ("SECRET_KEY", "AAAA=, BBBB="),
            ("DISCORD_BOT_TOKEN", ""),
        ] {
            assert_eq!(what(name, value), None, "{name}={value:?}");
        }
    }

    #[test]
    fn every_variable_of_the_example_file_is_checked() {
        let example = include_str!("../../../.env.example");
        for line in example.lines().filter_map(|line| line.trim_start_matches('#').split_once('=')) {
            let name = line.0;
            let is_name = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
            assert!(!is_name || VARIABLES.contains(&name), "{name}");
        }
    }
}
