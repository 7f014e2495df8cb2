use std::{collections::HashMap, fs, io};

use super::problem::Problem;

/// The environment's variables by name.
pub type Variables = HashMap<String, String>;

/// The secrets, each with the variable that names a file with its value, as containers and systemd hand secrets over.
const IN_FILES: [(&str, &str); 4] = [
    ("DATABASE_URL", "DATABASE_URL_FILE"),
    ("DISCORD_BOT_TOKEN", "DISCORD_BOT_TOKEN_FILE"),
    ("DISCORD_CLIENT_SECRET", "DISCORD_CLIENT_SECRET_FILE"),
    ("SECRET_KEY", "SECRET_KEY_FILE"),
];

/// Returns the variables together with the values that are in files: `SECRET_KEY_FILE` names a file with the value of `SECRET_KEY`.
pub(super) fn with_files(variables: &Variables, problems: &mut Vec<Problem>) -> Variables {
    let mut all = variables.clone();
    for (name, file_name) in IN_FILES {
        let Some(path) = text(variables, file_name) else { continue };
        if text(variables, name).is_some() {
            let remedy = "Keep the one that you mean, and remove the other.";
            problems.push(Problem::new(file_name, format!("is set, and {name} is set too"), remedy));
            continue;
        }
        // The messages leave the path out, because somebody may have put the secret itself there.
        match read_value(path) {
            Ok(value) => {
                all.insert(name.to_owned(), value);
            }
            Err(what) => {
                let remedy =
                    format!("Write only the value of {name} into the file, and let the server's user read it.");
                problems.push(Problem::new(file_name, format!("names a file that {what}"), remedy));
            }
        }
    }
    all
}

fn read_value(path: &str) -> Result<String, String> {
    let content = fs::read_to_string(path).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => "is not text".to_owned(),
        _ => format!("cannot be read ({error})"),
    })?;
    // Editors and `echo` end a file with a line break.
    let value = content.trim_end_matches(['\n', '\r']);
    if value.trim().is_empty() { Err("is empty".to_owned()) } else { Ok(value.to_owned()) }
}

/// Returns the value of a variable; `None` if it is unset or empty, because `.env` files have lines without a value.
pub(super) fn text<'a>(variables: &'a Variables, name: &str) -> Option<&'a str> {
    variables.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
}

/// Reads a whole number above 0.
pub(super) fn number(variables: &Variables, name: &'static str, default: u64, problems: &mut Vec<Problem>) -> u64 {
    let Some(value) = text(variables, name) else {
        return default;
    };
    match value.parse() {
        Ok(number) if number > 0 => number,
        _ => {
            problems.push(Problem::new(
                name,
                "is not a whole number above 0",
                format!("Set a number, or remove the line for the default of {default}."),
            ));
            default
        }
    }
}

/// Reads a variable that is on or off; `None` if it is not set.
pub(super) fn switch(variables: &Variables, name: &'static str, problems: &mut Vec<Problem>) -> Option<bool> {
    match text(variables, name)? {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => {
            problems.push(Problem::new(name, "is neither on nor off", "Set it to 1 or 0."));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::server::config::tests::{config, problem_names};

    /// Writes a file in a new folder and returns its path.
    fn file(name: &str, content: &[u8]) -> String {
        let folder = std::env::temp_dir().join(format!("secret-files-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    #[test]
    fn a_secret_can_be_in_a_file() {
        for (content, value) in [
            ("s3cr3t", "s3cr3t"),
            ("s3cr3t\n", "s3cr3t"),
            ("s3cr3t\r\n", "s3cr3t"),
            (" s3cr3t \n\n", "s3cr3t"),
            ("s3=cr3t$", "s3=cr3t$"),
        ] {
            let secret = file(&format!("value-{}", content.len()), content.as_bytes());
            let config = config(&[
                ("APP_ENV", "development"),
                ("DISCORD_CLIENT_ID", "1"),
                ("DISCORD_CLIENT_SECRET_FILE", &secret),
                ("DISCORD_BOT_TOKEN", ""),
                ("DISCORD_BOT_TOKEN_FILE", &secret),
            ])
            .unwrap();
            assert!(!config.sandbox, "the secret counts as set: {content:?}");
            assert_eq!(config.discord.client_secret.expose(), value, "{content:?}");
            assert_eq!(config.discord.bot_token.unwrap().expose(), value, "{content:?}");
        }
    }

    #[test]
    fn every_secret_can_be_in_a_file() {
        for (name, file_name) in IN_FILES {
            let path = file(file_name, b"value\n");
            let mut problems = Vec::new();
            let all = with_files(&[(file_name.to_owned(), path)].into(), &mut problems);
            assert_eq!((all.get(name).map(String::as_str), problems), (Some("value"), Vec::new()), "{file_name}");
        }
    }

    #[test]
    fn a_file_that_gives_no_value_is_the_only_problem_and_its_path_is_not_shown() {
        let folder = file("hunter2", b"");
        let folder = Path::new(&folder).parent().unwrap().to_str().unwrap();
        for (path, reason) in [
            ("/hunter2/secret", "cannot be read"),
            (folder, "cannot be read"),
            (&file("hunter2-empty", b""), "is empty"),
            (&file("hunter2-lines", b" \n\n"), "is empty"),
            (&file("hunter2-bytes", b"\xff\xfe"), "is not text"),
            ("\"/run/secrets/hunter2\"", "quotes around"),
        ] {
            for (_, file_name) in IN_FILES {
                let error = config(&[
                    ("APP_ENV", "production"),
                    ("PUBLIC_URL", "https://example.org"),
                    ("DISCORD_CLIENT_ID", "1"),
                    // Together with its file, a value would be refused for that.
                    ("SECRET_KEY", if file_name == "SECRET_KEY_FILE" { "" } else { KEY }),
                    ("DISCORD_CLIENT_SECRET", if file_name == "DISCORD_CLIENT_SECRET_FILE" { "" } else { "x" }),
                    (file_name, path),
                ])
                .expect_err(file_name);
                assert_eq!(error.0.iter().map(|problem| problem.variable).collect::<Vec<_>>(), [file_name], "{path}");
                let text = error.to_string();
                assert!(text.contains(reason) && !text.contains("hunter2"), "{file_name}, {path}: {text}");
            }
        }
    }

    #[test]
    fn a_secret_in_two_places_is_refused() {
        for (name, file_name) in IN_FILES {
            let path = file(&format!("two-{file_name}"), KEY.as_bytes());
            let value = if name == "DATABASE_URL" { "sqlite://data/app.db" } else { KEY };
            let mut set = vec![
                ("APP_ENV", "production"),
                ("PUBLIC_URL", "https://example.org"),
                ("DISCORD_CLIENT_ID", "1"),
                ("DISCORD_CLIENT_SECRET", "x"),
            ];
            set.extend([(name, value), (file_name, path.as_str())]);
            assert_eq!(problem_names(&set), [file_name]);
        }
    }

    #[test]
    fn a_damaged_value_in_a_file_is_named_by_its_variable() {
        let path = file("quoted", b"\"hunter2\"\n");
        let set = [("APP_ENV", "development"), ("DISCORD_CLIENT_ID", "1"), ("DISCORD_CLIENT_SECRET_FILE", &path)];
        let text = config(&set).expect_err("quotes").to_string();
        assert!(text.contains("DISCORD_CLIENT_SECRET has quotes around") && !text.contains("hunter2"), "{text}");
    }

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
}
