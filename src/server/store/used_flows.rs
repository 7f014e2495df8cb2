use std::time::Duration;

use sqlx::Row as _;

use super::{Database, StoreError, from_instant, instant};
use crate::server::{
    clock::to_ms,
    secret::{Secret, Vault, sha256},
};

/// A flow whose code was sent to Discord.
#[derive(Debug)]
pub struct UsedFlow {
    /// When its first callback arrived, in milliseconds since 1970 (UTC).
    pub used_at_ms: u64,
    /// Its outcome. `None` while the exchange is running, or if its process died.
    pub outcome: Option<Secret>,
}

/// The `used_flows` table.
#[derive(Debug, Clone)]
pub struct UsedFlows {
    database: Database,
    vault: Vault,
}

impl UsedFlows {
    /// How long a row is kept: much longer than the app accepts a callback of the flow.
    pub const KEPT_FOR: Duration = Duration::from_secs(2 * 3600);
    /// The most rows; the oldest are deleted first. That is safe, because Discord itself refuses a used code.
    pub const MAX_IN_ALL: i64 = 10_000;

    /// Opens the table of a database; the vault encrypts the outcomes.
    pub fn new(database: Database, vault: Vault) -> Self {
        Self { database, vault }
    }

    /// Claims the exchange of a flow's code, which happens only once; `false` if another callback has claimed it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn claim(&self, state: &Secret, now_ms: u64) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO used_flows (state_hash, outcome, used_at) VALUES ($1, '', $2) ON CONFLICT (state_hash) DO NOTHING",
        )
        .bind(sha256(state.expose()))
        .bind(instant(now_ms))
        .execute(self.database.pool())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Stores the outcome of a claimed flow.
    ///
    /// # Errors
    /// If the database or the encryption fails.
    pub async fn finish(&self, state: &Secret, outcome: &str) -> Result<(), StoreError> {
        let state_hash = sha256(state.expose());
        sqlx::query("UPDATE used_flows SET outcome = $1 WHERE state_hash = $2")
            .bind(self.vault.encrypt(outcome, &place(&state_hash))?)
            .bind(&state_hash)
            .execute(self.database.pool())
            .await?;
        Ok(())
    }

    /// Returns a used flow; `None` if its code was never sent to Discord.
    ///
    /// # Errors
    /// If the database fails or the outcome cannot be decrypted.
    pub async fn find(&self, state: &Secret) -> Result<Option<UsedFlow>, StoreError> {
        let state_hash = sha256(state.expose());
        let row = sqlx::query("SELECT outcome, used_at FROM used_flows WHERE state_hash = $1")
            .bind(&state_hash)
            .fetch_optional(self.database.pool())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let outcome = match row.try_get("outcome")? {
            "" => None,
            sealed => Some(self.vault.decrypt(sealed, &place(&state_hash))?),
        };
        Ok(Some(UsedFlow { used_at_ms: from_instant(row.try_get("used_at")?), outcome }))
    }

    /// Deletes rows that are old or too many, and returns how many it deleted.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn sweep(&self, now_ms: u64) -> Result<u64, StoreError> {
        let done = sqlx::query(
            "DELETE FROM used_flows WHERE used_at <= $1 OR state_hash IN (\
             SELECT state_hash FROM used_flows ORDER BY used_at DESC, state_hash DESC LIMIT $2 OFFSET $3)",
        )
        .bind(instant(now_ms.saturating_sub(to_ms(Self::KEPT_FOR))))
        // SQLite has no OFFSET without a LIMIT.
        .bind(i64::MAX)
        .bind(Self::MAX_IN_ALL)
        .execute(self.database.pool())
        .await?;
        Ok(done.rows_affected())
    }
}

fn place(state_hash: &str) -> String {
    format!("used_flows:{state_hash}")
}
