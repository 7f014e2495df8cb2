mod open_error;
mod postgres;
mod sqlite;
mod statements;

use std::time::Duration;

use sqlx::{Any, Executor as _, Transaction, any::AnyPoolOptions, migrate::Migrator};

pub use open_error::OpenError;
use statements::Statements;

use crate::server::secret::Secret;

/// How long a request waits for a connection.
const WAIT_TIMEOUT: Duration = Duration::from_secs(5);

/// The most connections to a SQLite file. Each has a thread of its own, and only one of them can write at a time.
const MAX_SQLITE_CONNECTIONS: u32 = 8;

/// A pool of connections to a database whose tables are up to date.
#[derive(Debug, Clone)]
pub struct Database {
    statements: Statements,
    kind: DatabaseKind,
}

/// The kind of database, for the few statements that differ between the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DatabaseKind {
    /// A SQLite file.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// How many connections are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolUse {
    /// Connections that wait for a statement.
    pub idle: u32,
    /// Connections that run one.
    pub used: u32,
}

impl Database {
    /// Opens the database at a URL, and creates a missing SQLite file. Brings the tables up to date: the app's own, then those
    /// of the features.
    ///
    /// # Errors
    /// If it cannot be opened, is locked, read-only, or from a newer version.
    pub async fn open(url: &Secret, features: Vec<Migrator>) -> Result<Self, OpenError> {
        Self::open_with(url, MAX_SQLITE_CONNECTIONS, features).await
    }

    /// Opens the database as [`Database::open`] does, with at most this many connections.
    ///
    /// # Errors
    /// As [`Database::open`].
    pub async fn open_with(url: &Secret, max_connections: u32, features: Vec<Migrator>) -> Result<Self, OpenError> {
        let migrators = std::iter::once(sqlx::migrate!()).chain(features).collect();
        sqlx::any::install_default_drivers();
        let (statements, kind) = match url.expose().strip_prefix("sqlite:") {
            Some(file) => (
                Self::open_sqlite(file, max_connections.min(MAX_SQLITE_CONNECTIONS), migrators).await?,
                DatabaseKind::Sqlite,
            ),
            None => (Self::open_postgres(url.expose(), max_connections, migrators).await?, DatabaseKind::Postgres),
        };
        let database = Self { statements, kind };
        database.check_writable().await?;
        Ok(database)
    }

    async fn open_sqlite(file: &str, max_connections: u32, migrators: Vec<Migrator>) -> Result<Statements, OpenError> {
        let url = sqlite::url(file)?;
        // Held until this function returns.
        let _lock = sqlite::lock_file(file).await;
        let pool = pool_options(max_connections)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    // WAL: readers do not wait for the writer.
                    let settings = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; \
                                    PRAGMA foreign_keys = ON;";
                    connection.execute(settings).await.map(drop)
                })
            })
            .connect(&url)
            .await
            .map_err(OpenError::connecting)?;
        for migrator in migrators {
            migrator.run(&pool).await.map_err(OpenError::migrating)?;
        }
        Ok(Statements::direct(pool))
    }

    async fn open_postgres(url: &str, max_connections: u32, migrators: Vec<Migrator>) -> Result<Statements, OpenError> {
        let connect = async {
            let address = postgres::Address::find(url).await?;
            let pool = pool_options(max_connections).connect(&address.url).await?;
            Ok(if address.is_pooler { Statements::behind_pooler(pool) } else { Statements::direct(pool) })
        };
        let statements = postgres::reached(url, WAIT_TIMEOUT, connect).await?;
        postgres::migrate(&statements, migrators).await?;
        Ok(statements)
    }

    /// Checks whether the database answers.
    ///
    /// # Errors
    /// If it does not.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        sqlx::query("SELECT 1").execute(self.pool()).await.map(drop)
    }

    /// Starts a transaction. Dropping it rolls it back.
    ///
    /// # Errors
    /// If there is no connection.
    pub async fn begin(&self) -> Result<Transaction<'static, Any>, sqlx::Error> {
        self.statements.begin().await
    }

    /// Returns how many connections are open.
    pub fn pool_use(&self) -> PoolUse {
        let (open, idle) = self.statements.connections();
        PoolUse { idle, used: open - idle }
    }

    /// Closes all connections. Waits for connections that are in use.
    pub async fn close(&self) {
        self.statements.close().await;
    }

    pub(super) fn kind(&self) -> DatabaseKind {
        self.kind
    }

    /// Returns the executor of single statements.
    pub(crate) fn pool(&self) -> &Statements {
        &self.statements
    }

    /// Runs a write that changes nothing, so that a read-only file is found at the start and not at the first sign-in.
    async fn check_writable(&self) -> Result<(), OpenError> {
        let write = sqlx::query("DELETE FROM sessions WHERE key = $1").bind("").execute(self.pool()).await;
        write.map(drop).map_err(OpenError::connecting)
    }
}

fn pool_options(max_connections: u32) -> AnyPoolOptions {
    AnyPoolOptions::new().max_connections(max_connections).acquire_timeout(WAIT_TIMEOUT)
}
