//! Files and folders that only the account of the server may read: the database, its key, the sandbox's people.
//!
//! The mode is set where a file is made, since the umask belongs to the whole process. What exists already keeps its mode:
//! somebody may let a backup's group read it. The log tells when everybody may.

use std::{
    fs::{DirBuilder, OpenOptions},
    io,
    path::Path,
};

/// Returns options that make a file with mode 0600.
pub fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a missing folder, and the missing folders around it, with mode 0700.
///
/// # Errors
/// When it cannot be made.
pub fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes a missing file, empty. An existing one that everybody may read is told in the log.
///
/// # Errors
/// When it cannot be made.
pub fn create(file: &Path) -> io::Result<()> {
    let opened = options().create(true).append(true).open(file)?;
    if is_readable_by_all(&opened)? {
        let file = file.display();
        tracing::warn!("everybody on this machine may read {file}. Unless that is meant, run: chmod 600 {file}*");
    }
    Ok(())
}

#[cfg(unix)]
fn is_readable_by_all(file: &std::fs::File) -> io::Result<bool> {
    Ok(std::os::unix::fs::PermissionsExt::mode(&file.metadata()?.permissions()) & 0o004 != 0)
}

#[cfg(not(unix))]
fn is_readable_by_all(_: &std::fs::File) -> io::Result<bool> {
    Ok(false)
}
