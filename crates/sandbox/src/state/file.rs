use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io::{self, ErrorKind, Write},
    path::Path,
};

use serde::{Deserialize, Serialize};

use super::{guild_state::GuildState, settings::Settings, token_pair::TokenPair};

/// The content of the file that keeps the sandbox's state over a restart, as JSON.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StateFile {
    pub settings: Settings,
    /// The scopes by person. They add up until the person or a revoke removes the application.
    pub authorized: BTreeMap<String, Vec<String>>,
    /// In the order they were issued.
    pub pairs: Vec<TokenPair>,
    pub guilds: GuildState,
}

impl StateFile {
    /// Reads the file. If that fails, the state is empty, because an old file should not stop a development server.
    pub fn read(path: &Path) -> Self {
        let state = fs::read(path).and_then(|text| Ok(serde_json::from_slice(&text)?));
        state.unwrap_or_else(|error| {
            // There is no file at the first start.
            if error.kind() != ErrorKind::NotFound {
                tracing::warn!(file = %path.display(), %error, "the sandbox cannot read its state and starts empty");
            }
            Self::default()
        })
    }

    /// Writes a new file and renames it over the old one, so that a killed process leaves one complete file.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let new_path = path.with_extension("new");
        let mut file = private().write(true).create(true).truncate(true).open(&new_path)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        fs::rename(&new_path, path)
    }
}

/// Returns options that let only the server's account read the file, because it holds tokens.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
