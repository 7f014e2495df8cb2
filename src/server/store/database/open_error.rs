use sqlx::{migrate::MigrateError, postgres::PgDatabaseError, sqlite::SqliteError};

/// Why the database could not be made ready. `Display` says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder of a SQLite file cannot be made.
    #[error("The folder {folder} cannot be created ({source}). Make it writable, or point DATABASE_URL elsewhere.")]
    Folder {
        /// Its path.
        folder: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// No connection.
    #[error(
        "The database cannot be opened ({0}). Check DATABASE_URL, and that the server runs or the file may be read and written."
    )]
    Connect(#[source] sqlx::Error),
    /// Nothing answers where PostgreSQL should.
    #[error(
        "The database does not answer ({reason}). Tried: {address}. Check the host and port in DATABASE_URL, that PostgreSQL runs \
         and listens there, and that no firewall is between."
    )]
    Unreachable {
        /// The URL without user, password and parameters.
        address: String,
        /// The system's reason, or how long the app waited.
        reason: String,
    },
    /// PostgreSQL does not accept the password.
    #[error(
        "The database refuses the password in DATABASE_URL. In .env a $ and the name behind it are replaced by a variable: write \
         %24 for $. In any password, @ : / ? # and % are written %40 %3A %2F %3F %23 and %25."
    )]
    Password,
    /// A pooler does not accept what sqlx says when it connects.
    #[error(
        "The pooler in front of the database refuses a setting that every connection starts with. Set \
         `ignore_startup_parameters = extra_float_digits` in pgbouncer.ini, or point DATABASE_URL at PostgreSQL itself."
    )]
    PoolerSettings,
    /// Another process holds it.
    #[error("The database is locked by another program. Stop that one, or point DATABASE_URL elsewhere.")]
    Locked,
    /// It may not be written.
    #[error(
        "The database cannot be written: it is read-only. Make the file and its folder writable, or point DATABASE_URL elsewhere."
    )]
    ReadOnly,
    /// A newer version of the app wrote it.
    #[error(
        "The database comes from a newer version of this app (migration {0} is unknown here). Start that version, or point DATABASE_URL elsewhere."
    )]
    Newer(i64),
    /// The tables could not be made.
    #[error("The tables cannot be brought up to date ({0}).")]
    Migrate(#[source] MigrateError),
}

impl OpenError {
    /// Names the cause of an error where a connection was opened or first used.
    pub(super) fn connecting(error: sqlx::Error) -> Self {
        diagnose(&error).unwrap_or(Self::Connect(error))
    }

    /// Names the cause of an error while tables were made.
    pub(super) fn migrating(error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(version) => Self::Newer(version),
            MigrateError::Execute(ref inner) | MigrateError::ExecuteMigration(ref inner, _) => {
                diagnose(inner).unwrap_or(Self::Migrate(error))
            }
            other => Self::Migrate(other),
        }
    }
}

fn diagnose(error: &sqlx::Error) -> Option<OpenError> {
    let error = error.as_database_error()?;
    if error.try_downcast_ref::<SqliteError>().is_some() {
        return of_sqlite(error.code()?.parse().ok()?);
    }
    let error = error.try_downcast_ref::<PgDatabaseError>()?;
    of_postgres(error.code(), error.message())
}

/// Reads SQLite's result codes: 5 busy, 6 locked, 8 read-only (the low byte of extended codes).
///
/// Source: <https://www.sqlite.org/rescode.html>.
fn of_sqlite(code: u32) -> Option<OpenError> {
    match code & 0xFF {
        5 | 6 => Some(OpenError::Locked),
        8 => Some(OpenError::ReadOnly),
        _ => None,
    }
}

/// Reads PostgreSQL's codes: 28P01 is a wrong password. A pooler's own refusals have the code of the protocol (08P01), so the
/// parameter's name tells.
///
/// Source: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
fn of_postgres(code: &str, message: &str) -> Option<OpenError> {
    match code {
        "28P01" => Some(OpenError::Password),
        _ if message.contains("extra_float_digits") => Some(OpenError::PoolerSettings),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_to_set() {
        for (code, message, words) in [
            ("28P01", "password authentication failed for user \"app\"", Some("%24")),
            ("08P01", "unsupported startup parameter: extra_float_digits", Some("ignore_startup_parameters")),
            // The last byte of this number is what SQLite says for a locked table.
            ("42501", "permission denied for schema public", None),
            ("3D000", "database \"app\" does not exist", None),
        ] {
            let said = of_postgres(code, message).map(|error| error.to_string());
            assert_eq!(said.is_some(), words.is_some(), "{code}: {said:?}");
            assert!(said.unwrap_or_default().contains(words.unwrap_or_default()), "{code}");
        }
        for (code, words) in [(5, "locked"), (261, "locked"), (6, "locked"), (8, "read-only"), (1032, "read-only")] {
            assert!(of_sqlite(code).is_some_and(|error| error.to_string().contains(words)), "{code}");
        }
        assert!(of_sqlite(1).is_none());
    }
}
