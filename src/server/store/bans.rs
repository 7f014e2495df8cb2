use sqlx::{AnyConnection, Row as _, any::AnyRow};

use super::{Database, StoreError, from_instant, instant};
use crate::discord::UserId;

/// The most characters of a ban's reason that are kept.
pub const MAX_REASON_CHARS: usize = 200;

/// A person who may not sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ban {
    /// The person.
    pub user_id: UserId,
    /// What the admin wrote about it; may be empty. Only admins see it.
    pub reason: String,
    /// The admin.
    pub banned_by: UserId,
    /// When it began, in milliseconds since 1970 (UTC).
    pub banned_at_ms: u64,
}

/// The `bans` table.
#[derive(Debug, Clone)]
pub struct Bans {
    database: Database,
}

impl Bans {
    /// Opens the table of a database.
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    /// Stores a ban; `false` if the person is banned already. The person's sessions keep a note, so that the next page of each browser can
    /// say why its login ended. The caller ends the logins after it has committed.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn insert(&self, connection: &mut AnyConnection, ban: &Ban) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO bans (user_id, reason, banned_by, banned_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (user_id) DO NOTHING",
        )
        .bind(ban.user_id.to_string())
        .bind(ban.reason.chars().take(MAX_REASON_CHARS).collect::<String>())
        .bind(ban.banned_by.to_string())
        .bind(instant(ban.banned_at_ms))
        .execute(&mut *connection)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        // Rows of an earlier version hold the login only in the session's data; see `signed_in.rs`.
        sqlx::query(
            "UPDATE sessions SET banned_user_id = $1 \
             WHERE COALESCE(login_id, SUBSTR(data, 14, 43)) IN (SELECT id FROM logins WHERE user_id = $1)",
        )
        .bind(ban.user_id.to_string())
        .execute(connection)
        .await?;
        Ok(true)
    }

    /// Lifts a ban; `false` if the person is not banned.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn delete(&self, connection: &mut AnyConnection, user_id: UserId) -> Result<bool, StoreError> {
        let done =
            sqlx::query("DELETE FROM bans WHERE user_id = $1").bind(user_id.to_string()).execute(connection).await?;
        Ok(done.rows_affected() == 1)
    }

    /// Returns whether a person is banned, as the transaction that stores a login sees it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn is_banned(&self, connection: &mut AnyConnection, user_id: UserId) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT user_id FROM bans WHERE user_id = $1")
            .bind(user_id.to_string())
            .fetch_optional(connection)
            .await?;
        Ok(row.is_some())
    }

    /// Returns the newest bans, at most `limit`.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn newest(&self, limit: u32) -> Result<Vec<Ban>, StoreError> {
        let newest = "SELECT user_id, reason, banned_by, banned_at FROM bans ORDER BY banned_at DESC, user_id LIMIT $1";
        let rows = sqlx::query(newest).bind(i64::from(limit)).fetch_all(self.database.pool()).await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }
}

fn read(row: &AnyRow) -> Result<Ban, sqlx::Error> {
    Ok(Ban {
        user_id: super::user_id(row, "user_id")?,
        reason: row.try_get("reason")?,
        banned_by: super::user_id(row, "banned_by")?,
        banned_at_ms: from_instant(row.try_get("banned_at")?),
    })
}
