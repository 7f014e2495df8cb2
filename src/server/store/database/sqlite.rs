use std::{fs::File, path::Path};

use super::OpenError;

/// Returns the URL of a SQLite file that is created when missing, and creates its folder.
pub(super) fn url(file: &str) -> Result<String, OpenError> {
    if let Some(folder) = path_of(file).parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .map_err(|source| OpenError::Folder { folder: folder.display().to_string(), source })?;
    }
    let separator = if file.contains('?') { '&' } else { '?' };
    Ok(format!("sqlite:{file}{separator}mode=rwc"))
}

/// Takes a lock that lets servers prepare a SQLite file one after the other: two that start together would both make the
/// tables. PostgreSQL has such a lock of its own. `None` where no file can be made; then the database says itself what is
/// wrong.
pub(super) async fn first_come(file: &str) -> Option<File> {
    let mut name = path_of(file).as_os_str().to_owned();
    name.push(".lock");
    // Another server may hold it: waiting for that must not stop the tasks of this thread.
    let take = tokio::task::spawn_blocking(move || {
        let file = File::options().create(true).append(true).open(name)?;
        file.lock().map(|()| file)
    });
    take.await.ok()?.ok()
}

/// The path in what follows `sqlite:`.
fn path_of(file: &str) -> &Path {
    let path = file.trim_start_matches("//");
    Path::new(path.split_once('?').map_or(path, |(path, _)| path))
}
