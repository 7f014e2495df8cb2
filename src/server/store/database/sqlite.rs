use std::{
    fs::File,
    path::{Path, PathBuf},
};

use sqlx::sqlite::SqliteConnectOptions;

use super::OpenError;
use crate::server::private_file;

/// Returns the URL of a SQLite file, and makes the file and its folder when they are missing: SQLite would let everybody read them.
/// The files beside it (`-wal`, `-shm`) get its mode from SQLite.
pub(super) fn url(file: &str) -> Result<String, OpenError> {
    let path = path_of(file);
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        private_file::create_folder(folder)
            .map_err(|source| OpenError::Folder { folder: folder.display().to_string(), source })?;
    }
    // What cannot be made is found again when SQLite opens it, and said there.
    let _ = private_file::create(&path);
    let separator = if file.contains('?') { '&' } else { '?' };
    Ok(format!("sqlite:{file}{separator}mode=rwc"))
}

/// Takes a lock that lets servers prepare a SQLite file one after the other: two that start together would both make the
/// tables. PostgreSQL has such a lock of its own. `None` where no file can be made; then the database says itself what is
/// wrong.
pub(super) async fn first_come(file: &str) -> Option<File> {
    let mut name = path_of(file).into_os_string();
    name.push(".lock");
    // Another server may hold it: waiting for that must not stop the tasks of this thread.
    let take = tokio::task::spawn_blocking(move || {
        let file = private_file::options().create(true).append(true).open(name)?;
        file.lock().map(|()| file)
    });
    take.await.ok()?.ok()
}

/// The path in what follows `sqlite:`, as sqlx reads it.
fn path_of(file: &str) -> PathBuf {
    if let Ok(options) = format!("sqlite:{file}").parse::<SqliteConnectOptions>() {
        return options.get_filename().to_owned();
    }
    // sqlx will say what it does not understand.
    let path = file.trim_start_matches("//");
    Path::new(path.split_once('?').map_or(path, |(path, _)| path)).to_owned()
}
