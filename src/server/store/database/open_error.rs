use sqlx::{migrate::MigrateError, postgres::PgDatabaseError, sqlite::SqliteError};

/// Why the database could not be made ready. `Display` says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder of a SQLite file cannot be created.
    #[error(
        "The folder {folder} cannot be created ({source}). Make the folder above it writable, or set \
         DATABASE_URL to another database."
    )]
    Folder {
        /// Its path.
        folder: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The connection failed.
    #[error(
        "The database cannot be opened ({0}). Check DATABASE_URL. Check that PostgreSQL runs, or that the SQLite \
         file can be read and written."
    )]
    Connect(#[source] sqlx::Error),
    /// Nothing answers at the address of PostgreSQL.
    #[error(
        "The database does not answer at {address} ({reason}). Check the host and port in DATABASE_URL. Check that PostgreSQL runs \
         and listens there, and that no firewall blocks it."
    )]
    Unreachable {
        /// The URL without user, password and parameters.
        address: String,
        /// The system's reason, or how long the app waited.
        reason: String,
    },
    /// PostgreSQL does not accept the password.
    #[error(
        "The database refuses the password in DATABASE_URL. Check the password and its special characters. Write @ : / ? # and % \
         as %40 %3A %2F %3F %23 and %25. Write $ as %24, because .env replaces $NAME with the variable of that name."
    )]
    Password,
    /// A pooler refuses a setting that sqlx sends when it connects.
    #[error(
        "The pooler in front of the database refuses the setting extra_float_digits, which every connection sends. Set \
         `ignore_startup_parameters = extra_float_digits` in pgbouncer.ini, or set DATABASE_URL to PostgreSQL itself."
    )]
    PoolerSettings,
    /// Another process has locked it.
    #[error("The database is locked by another program. Stop that program, or set DATABASE_URL to another database.")]
    Locked,
    /// It is read-only.
    #[error(
        "The database is read-only. Make the file and its folder writable, or set DATABASE_URL to another database."
    )]
    ReadOnly,
    /// A newer version of the app wrote it.
    #[error(
        "The database comes from a newer version of this app (migration {0} is unknown here). Start that version, or \
         set DATABASE_URL to another database."
    )]
    Newer(i64),
    /// The tables could not be brought up to date.
    #[error(
        "The tables cannot be brought up to date ({0}). Check the newest migration, and that the database \
         user may change tables."
    )]
    Migrate(#[source] MigrateError),
}

impl OpenError {
    /// Finds the cause of an error from opening a connection or from its first use.
    pub(super) fn connecting(error: sqlx::Error) -> Self {
        diagnose(&error).unwrap_or(Self::Connect(error))
    }

    /// Finds the cause of an error from bringing the tables up to date.
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

/// Reads PostgreSQL's codes: 28P01 is a wrong password. All refusals of a pooler have one code (08P01), so the name of the
/// parameter decides.
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
            // The last byte of this number is SQLite's code for a locked database.
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
