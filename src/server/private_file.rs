//! Files and folders that only the server's account may read: the database, the key, the sandbox's state.
//!
//! The mode is set when a file is created, because the umask belongs to the whole process. Existing files keep their mode, because the
//! operator may let a backup group read them. The log warns if everybody can read one.

use std::{
    fs::{DirBuilder, OpenOptions},
    io,
    path::Path,
};

/// Returns options that create a file with mode 0600.
pub fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Creates a missing folder and its missing parents with mode 0700.
///
/// # Errors
/// If it cannot be created.
pub fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Creates an empty file if it is missing. Logs a warning if everybody can read the file.
///
/// # Errors
/// If it cannot be created.
pub fn create(file: &Path) -> io::Result<()> {
    let opened = options().create(true).append(true).open(file)?;
    if is_readable_by_all(&opened)? {
        let file = file.display();
        tracing::warn!(
            "everybody on this machine can read {file}. If that is not what you want, run: chmod 600 {file}*"
        );
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
