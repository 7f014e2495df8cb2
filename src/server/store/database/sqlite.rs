use std::{
    fs::File,
    path::{Path, PathBuf},
};

use sqlx::sqlite::SqliteConnectOptions;

use super::OpenError;
use crate::server::private_file;

/// Returns the URL of a SQLite file. Creates the file and its folder if they are missing, because SQLite would let everybody
/// read them. SQLite gives the files beside it (`-wal`, `-shm`) the same mode.
pub(super) fn url(file: &str) -> Result<String, OpenError> {
    let path = path_of(file);
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        private_file::create_folder(folder)
            .map_err(|source| OpenError::Folder { folder: folder.display().to_string(), source })?;
    }
    // If this fails, SQLite fails to open the file too and says why.
    let _ = private_file::create(&path);
    let separator = if file.contains('?') { '&' } else { '?' };
    Ok(format!("sqlite:{file}{separator}mode=rwc"))
}

/// Takes the lock for preparing a SQLite file. Without it, two servers that start together would both create the tables.
/// PostgreSQL has its own lock for this. `None` if the lock file cannot be created; opening the database then reports the
/// cause.
pub(super) async fn lock_file(file: &str) -> Option<File> {
    let mut name = path_of(file).into_os_string();
    name.push(".lock");
    // Another server may hold the lock. Waiting for it must not block the tasks of this thread.
    let take = tokio::task::spawn_blocking(move || {
        let file = private_file::options().create(true).append(true).open(name)?;
        file.lock().map(|()| file)
    });
    take.await.ok()?.ok()
}

/// Returns the path in the text after `sqlite:`, as sqlx reads it.
fn path_of(file: &str) -> PathBuf {
    if let Ok(options) = format!("sqlite:{file}").parse::<SqliteConnectOptions>() {
        return options.get_filename().to_owned();
    }
    // Opening the database will fail, and sqlx says why.
    let path = file.trim_start_matches("//");
    Path::new(path.split_once('?').map_or(path, |(path, _)| path)).to_owned()
}
