use std::time::Duration;

use sqlx::{Row as _, any::AnyRow};

use super::{Database, StoreError, from_instant, instant};
use crate::server::clock::to_ms;

const HOUR_MS: u64 = 3_600_000;

/// How often sign-ins failed for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInFailureCount {
    /// The reason's code.
    pub reason: String,
    /// How many failed.
    pub count: u64,
    /// When the last one failed, in milliseconds since 1970 (UTC).
    pub last_at_ms: u64,
}

/// The `sign_in_failures` table: one row for each hour and reason, and nothing about a person.
#[derive(Debug, Clone)]
pub struct SignInFailures {
    database: Database,
}

impl SignInFailures {
    /// How long a row is kept. So there are at most as many rows as this has hours, for each reason.
    pub const KEPT_FOR: Duration = Duration::from_secs(7 * 24 * 3600);

    /// Opens the table of a database.
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    /// Adds a number of failures for one reason.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn add(&self, reason: &str, count: u64, now_ms: u64) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO sign_in_failures (hour, reason, count, last_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (hour, reason) DO UPDATE SET count = sign_in_failures.count + excluded.count, \
             last_at = excluded.last_at",
        )
        .bind(instant(now_ms / HOUR_MS * HOUR_MS))
        .bind(reason)
        .bind(i64::try_from(count).unwrap_or(i64::MAX))
        .bind(instant(now_ms))
        .execute(self.database.pool())
        .await?;
        Ok(())
    }

    /// Returns the counts since a moment by reason, the most recent reason first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn by_reason(&self, since_ms: u64) -> Result<Vec<SignInFailureCount>, StoreError> {
        let rows = sqlx::query(
            // PostgreSQL adds up BIGINT as NUMERIC.
            "SELECT reason, CAST(SUM(count) AS BIGINT) AS count, MAX(last_at) AS last_at FROM sign_in_failures \
             WHERE hour >= $1 GROUP BY reason ORDER BY MAX(last_at) DESC, reason",
        )
        .bind(instant(since_ms))
        .fetch_all(self.database.pool())
        .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Deletes old rows, and returns how many it deleted.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn sweep(&self, now_ms: u64) -> Result<u64, StoreError> {
        let done = sqlx::query("DELETE FROM sign_in_failures WHERE hour < $1")
            .bind(instant(now_ms.saturating_sub(to_ms(Self::KEPT_FOR))))
            .execute(self.database.pool())
            .await?;
        Ok(done.rows_affected())
    }
}

fn read(row: &AnyRow) -> Result<SignInFailureCount, sqlx::Error> {
    Ok(SignInFailureCount {
        reason: row.try_get("reason")?,
        count: from_instant(row.try_get("count")?),
        last_at_ms: from_instant(row.try_get("last_at")?),
    })
}
