use async_trait::async_trait;
use sqlx::{Row as _, any::AnyRow};
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

use super::{Database, StoreError};
use crate::server::{causes::Causes, clock::Clock, secret::sha256};

/// The key under which a session's data holds the id of its login.
pub const LOGIN_ID: &str = "login_id";

/// The `sessions` table, as a store for tower-sessions.
///
/// The published stores do not support tower-sessions 0.15, and their `save` inserts missing rows. After a sign-out, a slow
/// request that still has the session would then restore it. Here, `save` only updates.
#[derive(Debug, Clone)]
pub struct SessionTable {
    database: Database,
    clock: Clock,
}

impl SessionTable {
    /// Opens the table of a database.
    pub fn new(database: Database, clock: Clock) -> Self {
        Self { database, clock }
    }

    /// Deletes sessions that have expired, and returns how many there were.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn sweep(&self) -> std::result::Result<u64, StoreError> {
        let now = super::instant(self.clock.now_ms());
        let done =
            sqlx::query("DELETE FROM sessions WHERE expires_at <= $1").bind(now).execute(self.database.pool()).await?;
        Ok(done.rows_affected())
    }
}

#[async_trait]
impl SessionStore for SessionTable {
    async fn create(&self, record: &mut Record) -> Result<()> {
        loop {
            let done = sqlx::query(
                "INSERT INTO sessions (key, data, expires_at, login_id) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (key) DO NOTHING",
            )
            .bind(key(&record.id))
            .bind(encode(record)?)
            .bind(expires_at(record))
            .bind(login_id(record))
            .execute(self.database.pool())
            .await
            .map_err(backend)?;
            if done.rows_affected() == 1 {
                return Ok(());
            }
            // The id is taken. A session must never be shared.
            record.id = Id::default();
        }
    }

    async fn save(&self, record: &Record) -> Result<()> {
        // If there is no row, the session has ended meanwhile and stays ended.
        sqlx::query("UPDATE sessions SET data = $1, expires_at = $2, login_id = $3 WHERE key = $4")
            .bind(encode(record)?)
            .bind(expires_at(record))
            .bind(login_id(record))
            .bind(key(&record.id))
            .execute(self.database.pool())
            .await
            .map(drop)
            .map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let row = sqlx::query("SELECT data, expires_at FROM sessions WHERE key = $1 AND expires_at > $2")
            .bind(key(id))
            .bind(super::instant(self.clock.now_ms()))
            .fetch_optional(self.database.pool())
            .await
            .map_err(backend)?;
        let Some(row) = row else { return Ok(None) };
        match read(&row, id) {
            Ok(record) => Ok(Some(record)),
            // Once the row is gone, the browser can sign in again.
            Err(error) => {
                tracing::error!(error = %Causes(&error), "a stored session cannot be read and is deleted");
                self.delete(id).await.map(|()| None)
            }
        }
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        sqlx::query("DELETE FROM sessions WHERE key = $1")
            .bind(key(id))
            .execute(self.database.pool())
            .await
            .map(drop)
            .map_err(backend)
    }
}

fn read(row: &AnyRow, id: &Id) -> Result<Record> {
    let data: String = row.try_get("data").map_err(backend)?;
    let expires_at: i64 = row.try_get("expires_at").map_err(backend)?;
    Ok(Record {
        id: *id,
        data: serde_json::from_str(&data).map_err(|error| Error::Decode(error.to_string()))?,
        expiry_date: OffsetDateTime::from_unix_timestamp(expires_at / 1000)
            .map_err(|error| Error::Decode(error.to_string()))?,
    })
}

/// Returns the key of a session's row. The id itself is the cookie's value, so only its hash is stored.
pub(super) fn key(id: &Id) -> String {
    sha256(&id.to_string())
}

fn login_id(record: &Record) -> Option<&str> {
    record.data.get(LOGIN_ID)?.as_str()
}

fn encode(record: &Record) -> Result<String> {
    serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))
}

fn expires_at(record: &Record) -> i64 {
    record.expiry_date.unix_timestamp().saturating_mul(1000)
}

fn backend(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}
