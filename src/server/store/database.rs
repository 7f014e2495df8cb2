use std::{fs::File, path::Path, time::Duration};

use sqlx::{
    Any, AnyPool, Executor as _, Transaction,
    any::AnyPoolOptions,
    migrate::{MigrateError, Migrator},
};

use crate::server::secret::Secret;

/// What makes the tables. A feature remembers in a table of its own which of its steps are done: the others do not miss them
/// when it is removed.
fn migrators() -> Vec<Migrator> {
    vec![
        // One to a line: docs/ADD_A_FEATURE.md.
        sqlx::migrate!(),
        crate::samples::welcome::server::migrations(),
    ]
}

/// How long a request waits for a connection, and SQLite for another writer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The database could not be made ready. `Display` says what to do.
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

/// A pool of connections to a database whose tables are up to date.
#[derive(Debug, Clone)]
pub struct Database {
    pool: AnyPool,
    kind: DatabaseKind,
}

/// Which database it is, for the few statements that the two write differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DatabaseKind {
    /// A SQLite file.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

impl Database {
    /// Opens the database at a URL, makes a missing SQLite file, and brings the tables up to date.
    ///
    /// # Errors
    /// When it cannot be opened, is locked, read-only, or from a newer version.
    pub async fn open(url: &Secret) -> Result<Self, OpenError> {
        sqlx::any::install_default_drivers();
        let sqlite = url.expose().strip_prefix("sqlite:");
        let connect_to = match sqlite {
            Some(file) => sqlite_url(file)?,
            None => url.expose().to_owned(),
        };
        let is_sqlite = sqlite.is_some();
        // Until this function returns.
        let _first_come = match sqlite {
            Some(file) => first_come(path_of(file)).await,
            None => None,
        };
        let pool = AnyPoolOptions::new()
            .max_connections(8)
            .acquire_timeout(PATIENCE)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if is_sqlite {
                        // WAL: readers do not wait for the writer.
                        connection
                            .execute(
                                "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; \
                                 PRAGMA foreign_keys = ON;",
                            )
                            .await?;
                    }
                    Ok(())
                })
            })
            .connect(&connect_to)
            .await
            .map_err(|error| diagnose(&error).unwrap_or(OpenError::Connect(error)))?;
        for migrator in migrators() {
            migrator.run(&pool).await.map_err(not_migrated)?;
        }
        let kind = if is_sqlite { DatabaseKind::Sqlite } else { DatabaseKind::Postgres };
        let database = Self { pool, kind };
        database.check_writable().await?;
        Ok(database)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        sqlx::query("SELECT 1").execute(&self.pool).await.map(drop)
    }

    /// Starts a transaction; dropping it undoes it.
    ///
    /// # Errors
    /// When there is no connection.
    pub async fn begin(&self) -> Result<Transaction<'static, Any>, sqlx::Error> {
        self.pool.begin().await
    }

    pub(super) fn kind(&self) -> DatabaseKind {
        self.kind
    }

    pub(crate) fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// A write that changes nothing: a read-only file is found at start-up, not at the first sign-in.
    async fn check_writable(&self) -> Result<(), OpenError> {
        let write = sqlx::query("DELETE FROM sessions WHERE key = $1").bind("").execute(&self.pool).await;
        write.map(drop).map_err(|error| diagnose(&error).unwrap_or(OpenError::Connect(error)))
    }
}

/// The path in what follows `sqlite:`.
fn path_of(file: &str) -> &Path {
    let path = file.trim_start_matches("//");
    Path::new(path.split_once('?').map_or(path, |(path, _)| path))
}

/// A lock that lets servers prepare a SQLite file one after the other: two that start together would both make the tables.
/// PostgreSQL has such a lock of its own. `None` where no file can be made; then the database says itself what is wrong.
async fn first_come(database: &Path) -> Option<File> {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    // Another server may hold it: waiting for that must not stop the tasks of this thread.
    let take = tokio::task::spawn_blocking(move || {
        let file = File::options().create(true).append(true).open(name)?;
        file.lock().map(|()| file)
    });
    take.await.ok()?.ok()
}

/// The URL of a SQLite file that is created when missing, after its folder.
fn sqlite_url(file: &str) -> Result<String, OpenError> {
    if let Some(folder) = path_of(file).parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .map_err(|source| OpenError::Folder { folder: folder.display().to_string(), source })?;
    }
    let separator = if file.contains('?') { '&' } else { '?' };
    Ok(format!("sqlite:{file}{separator}mode=rwc"))
}

fn not_migrated(error: MigrateError) -> OpenError {
    match error {
        MigrateError::VersionMissing(version) => OpenError::Newer(version),
        MigrateError::Execute(ref inner) | MigrateError::ExecuteMigration(ref inner, _) => {
            diagnose(inner).unwrap_or(OpenError::Migrate(error))
        }
        other => OpenError::Migrate(other),
    }
}

/// Reads SQLite's result codes: 5 busy, 6 locked, 8 read-only (the low byte of extended codes).
///
/// Source: <https://www.sqlite.org/rescode.html>.
fn diagnose(error: &sqlx::Error) -> Option<OpenError> {
    let code: u32 = error.as_database_error()?.code()?.parse().ok()?;
    match code & 0xFF {
        5 | 6 => Some(OpenError::Locked),
        8 => Some(OpenError::ReadOnly),
        _ => None,
    }
}
