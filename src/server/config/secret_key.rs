use std::{fs, io::Write, path::Path};

use super::{
    app_env::AppEnv,
    problem::Problem,
    variables::{Variables, text},
};
use crate::server::{private_file, secret::Vault};

const REMEDY: &str = "Set it to the output of `openssl rand -base64 32`. To rotate keys, put the new key and a comma in \
                      front of the old one.";

pub(super) fn read(
    variables: &Variables,
    app_env: AppEnv,
    data_dir: &Path,
    problems: &mut Vec<Problem>,
) -> Option<Vault> {
    let key = match text(variables, "SECRET_KEY") {
        Some(key) => key.to_owned(),
        None if app_env == AppEnv::Production => {
            problems.push(Problem::new("SECRET_KEY", "is not set", REMEDY));
            return None;
        }
        None => match generated(data_dir) {
            Ok(key) => key,
            Err(error) => {
                problems.push(Problem::new(
                    "SECRET_KEY",
                    format!("is not set, and a new one cannot be kept in the folder {} ({error})", data_dir.display()),
                    "Make that folder writable, set DATA_DIR to another folder, or set SECRET_KEY.",
                ));
                return None;
            }
        },
    };
    Vault::from_text(&key)
        .inspect_err(|malformed| problems.push(Problem::new("SECRET_KEY", format!("is {malformed}"), REMEDY)))
        .ok()
}

/// Returns the development key. It is generated once and then read, so that a restart signs nobody out.
fn generated(data_dir: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let path = data_dir.join("secret.key");
    if let Ok(key) = fs::read_to_string(&path) {
        return Ok(key.trim().to_owned());
    }
    private_file::create_folder(data_dir)?;
    let key = Vault::generate_key()?;
    match private_file::options().write(true).create_new(true).open(&path) {
        Ok(mut file) => {
            file.write_all(key.as_bytes())?;
            Ok(key)
        }
        // Another process was faster, so its key is used.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Ok(fs::read_to_string(&path)?.trim().to_owned())
        }
        Err(error) => Err(error.into()),
    }
}
