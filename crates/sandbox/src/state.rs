//! What the sandbox remembers: consents, codes and tokens (`grants.rs`), changes to guilds, and settings.
//!
//! Every function that depends on time takes it as an argument, in seconds since 1970.

mod authorization_code;
mod file;
mod grants;
mod guild_state;
mod install_choice;
mod settings;
mod token_pair;

use std::{collections::HashMap, path::PathBuf};

pub use authorization_code::AuthorizationCode;
pub use guild_state::GuildState;
pub use install_choice::InstallChoice;
pub use settings::Settings;
pub use token_pair::TokenPair;

use file::StateFile;

/// The state of a sandbox. The file keeps it over a restart, except for the codes.
pub struct State {
    path: Option<PathBuf>,
    file: StateFile,
    /// Codes by their text, each with the time at which it expires.
    codes: HashMap<String, (AuthorizationCode, i64)>,
}

impl State {
    /// Reads the file at `path`; `None` keeps the state in memory only.
    pub fn load(path: Option<PathBuf>) -> Self {
        let file = path.as_deref().map(StateFile::read).unwrap_or_default();
        Self { path, file, codes: HashMap::new() }
    }

    pub fn settings(&self) -> &Settings {
        &self.file.settings
    }

    pub fn set_settings(&mut self, settings: Settings) {
        self.file.settings = settings;
        self.save();
    }

    pub fn guilds(&self) -> &GuildState {
        &self.file.guilds
    }

    pub fn change_guilds(&mut self, change: impl FnOnce(&mut GuildState)) {
        change(&mut self.file.guilds);
        self.save();
    }

    /// Writes the file. The caller holds the sandbox's lock, so an older state never overwrites a newer one.
    fn save(&self) {
        if let Some(path) = &self.path
            && let Err(error) = self.file.write(path)
        {
            tracing::warn!(file = %path.display(), %error, "the sandbox cannot save its state: a restart signs everybody out");
        }
    }
}
