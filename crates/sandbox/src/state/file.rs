//! The file that outlives a restart.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use super::Stored;

/// What the file holds; a file that cannot be read counts as none.
pub(super) fn read(file: &Path) -> Stored {
    let stored = fs::read(file).and_then(|text| Ok(serde_json::from_slice(&text)?));
    stored.unwrap_or_else(|error| {
        // No file is how every sandbox starts.
        if error.kind() != ErrorKind::NotFound {
            tracing::warn!(file = %file.display(), %error, "the sandbox cannot read its state and starts empty");
        }
        Stored::default()
    })
}

/// Writes beside the file and renames: a process that is killed, as under watch, leaves the old state or the new one.
pub(super) fn write(file: &Path, stored: &Stored) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = file.with_extension("new");
    let mut new = private().write(true).create(true).truncate(true).open(&beside)?;
    new.write_all(&serde_json::to_vec_pretty(stored)?)?;
    fs::rename(&beside, file)
}

/// Only the account of the server may read the file: it holds tokens.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
