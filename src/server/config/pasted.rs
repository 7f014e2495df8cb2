//! Values that were pasted together with quotes, line ends or other characters.

use super::{
    problem::Problem,
    variables::{Variables, text},
};

/// Every variable of the app. `.env` files and shells take quotes off; a container's env file keeps them.
const VARIABLES: [&str; 22] = [
    "APP_ENV",
    "DATABASE_URL",
    "DATA_DIR",
    "DISCORD_API_BASE_URL",
    "DISCORD_AUTHORIZE_URL",
    "DISCORD_BOT_PERMISSIONS",
    "DISCORD_BOT_TOKEN",
    "DISCORD_CACHE_TTL_SECONDS",
    "DISCORD_CDN_BASE_URL",
    "DISCORD_CLIENT_ID",
    "DISCORD_CLIENT_SECRET",
    "DISCORD_COMMUNITY_GUILD_ID",
    "DISCORD_REDIRECT_URI",
    "DISCORD_SANDBOX",
    "DISCORD_USERS_CACHE_MAX_LIMIT",
    "HSTS_INCLUDE_SUBDOMAINS",
    "LEPTOS_HASH_FILES",
    "LEPTOS_SITE_ADDR",
    "LEPTOS_SITE_ROOT",
    "PUBLIC_URL",
    "RUST_LOG",
    "SECRET_KEY",
];

/// Variables whose value may hold a space: the name of a folder, or a list with a space behind its comma.
const MAY_HOLD_SPACES: [&str; 5] = ["DATABASE_URL", "DATA_DIR", "LEPTOS_SITE_ROOT", "RUST_LOG", "SECRET_KEY"];

/// Variables whose value a machine issued, in plain letters.
const PLAIN: [&str; 4] = ["DISCORD_BOT_TOKEN", "DISCORD_CLIENT_ID", "DISCORD_CLIENT_SECRET", "SECRET_KEY"];

/// Finds values that cannot be meant as they are, before any of them is read. It repeats no value, which may be a secret. Spaces and
/// line ends around a value are ignored everywhere, so they are accepted.
pub(super) fn check(variables: &Variables, problems: &mut Vec<Problem>) {
    for name in VARIABLES {
        let Some(value) = text(variables, name) else { continue };
        if let Some((what, remedy)) = fault(name, value) {
            problems.push(Problem::new(name, what, remedy));
        }
    }
}

fn fault(name: &str, value: &str) -> Option<(&'static str, &'static str)> {
    let value_alone = "Set the value alone.";
    if has_quotes_around(value) {
        Some(("has quotes around its value", "Remove them: not everything that reads variables takes quotes off."))
    } else if value.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('=')) {
        Some(("holds its own name", value_alone))
    } else if name == "DISCORD_BOT_TOKEN" && ["bot ", "bearer "].iter().any(|word| begins_with(value, word)) {
        Some(("begins with the word that is sent in front of it", "Set the token alone; the app adds `Bot` itself."))
    } else if value.chars().any(is_line_end) {
        Some(("has a line end within its value", "Set it in one line."))
    } else if value.chars().any(is_invisible) {
        Some(("has a character in it that cannot be seen", "Type it, or copy it anew."))
    } else if !value.is_ascii() && PLAIN.contains(&name) {
        Some(("has a letter in it that no such value has", "Copy it anew."))
    } else if value.contains(char::is_whitespace) && !MAY_HOLD_SPACES.contains(&name) {
        Some(("has a space within its value", value_alone))
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

fn is_line_end(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// Returns whether a character is a control character, one that web pages put between letters, or the one for undecodable bytes.
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
    fn quotes_spaces_and_line_ends_are_refused_in_every_variable() {
        for name in VARIABLES {
            for (value, reason) in [
                ("\"value\"", "quotes"),
                ("'value'", "quotes"),
                ("\u{201c}value\u{201d}", "quotes"),
                ("\"\"", "quotes"),
                ("value\"", "quotes"),
                ("va\nlue", "line end"),
                ("va\r\nlue", "line end"),
                ("va\tlue", "cannot be seen"),
                ("va\u{200b}lue", "cannot be seen"),
                ("\u{feff}value", "cannot be seen"),
                ("va\u{fffd}lue", "cannot be seen"),
                (&format!("{name}=value"), "own name"),
            ] {
                assert!(what(name, value).is_some_and(|what| what.contains(reason)), "{name}={value:?}: {reason}");
            }
            assert_eq!(what(name, "va lue").is_some(), !MAY_HOLD_SPACES.contains(&name), "{name}");
        }
    }

    #[test]
    fn a_bot_token_is_set_without_the_word_in_front_of_it() {
        for (value, is_refused) in [
            ("Bot abc", true),
            ("bot abc", true),
            ("Bearer abc", true),
            ("Botabc.def", false),
            ("MTk4NjIyNDgzNDcx.Cl2FMQ.Zn-VnCrZH7", false),
        ] {
            let found = what("DISCORD_BOT_TOKEN", value);
            assert_eq!(found.is_some_and(|what| what.contains("in front of it")), is_refused, "{value}");
        }
    }

    #[test]
    fn what_a_machine_issued_has_plain_letters() {
        for name in PLAIN {
            assert!(what(name, "t\u{f6}ken").is_some_and(|what| what.contains("letter")), "{name}");
        }
    }

    #[test]
    fn ordinary_values_pass_and_what_is_around_them_is_no_part_of_them() {
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
    fn no_variable_is_left_out() {
        let example = include_str!("../../../.env.example");
        for line in example.lines().filter_map(|line| line.trim_start_matches('#').split_once('=')) {
            let name = line.0;
            let is_name = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
            assert!(!is_name || VARIABLES.contains(&name), "{name}");
        }
    }
}
