use sqlx::{AnyConnection, Row as _, any::AnyRow};

use super::{Database, StoreError, from_instant, instant};
use crate::{discord::UserId, server::secret::random_token};

/// What an admin did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdminAction {
    /// Ended a person's logins.
    SignOut,
    /// Banned a person.
    Ban,
    /// Lifted a ban.
    Unban,
}

impl AdminAction {
    const ALL: [Self; 3] = [Self::SignOut, Self::Ban, Self::Unban];

    /// Returns the word in the table.
    const fn word(self) -> &'static str {
        match self {
            Self::SignOut => "sign_out",
            Self::Ban => "ban",
            Self::Unban => "unban",
        }
    }
}

/// An action of an admin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// When, in milliseconds since 1970 (UTC).
    pub at_ms: u64,
    /// Who.
    pub admin_id: UserId,
    /// The admin's name, if the admin is signed in; otherwise empty. Somebody chose it freely.
    pub admin_name: String,
    /// What. `None` for an action of a later version.
    pub action: Option<AdminAction>,
    /// Whom.
    pub user_id: UserId,
    /// That person's name, if they are signed in; otherwise empty. Somebody chose it freely.
    pub user_name: String,
}

/// The `audit_log` table. It holds ids and no names.
#[derive(Debug, Clone)]
pub struct AuditLog {
    database: Database,
}

impl AuditLog {
    /// The most rows; the oldest are deleted first.
    pub const MAX_IN_ALL: i64 = 10_000;

    /// Opens the table of a database.
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    /// Records an action, in the transaction that does it.
    ///
    /// # Errors
    /// If the database fails, or the system has no randomness.
    pub async fn record(
        &self,
        connection: &mut AnyConnection,
        admin_id: UserId,
        action: AdminAction,
        user_id: UserId,
        now_ms: u64,
    ) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO audit_log (id, at, admin_id, action, user_id) VALUES ($1, $2, $3, $4, $5)")
            .bind(random_token()?)
            .bind(instant(now_ms))
            .bind(admin_id.to_string())
            .bind(action.word())
            .bind(user_id.to_string())
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Returns the newest actions, at most `limit`.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn newest(&self, limit: u32) -> Result<Vec<AuditEntry>, StoreError> {
        let rows = sqlx::query(
            "SELECT a.at, a.admin_id, a.action, a.user_id, \
             COALESCE((SELECT MAX(user_name) FROM logins WHERE user_id = a.admin_id), '') AS admin_name, \
             COALESCE((SELECT MAX(user_name) FROM logins WHERE user_id = a.user_id), '') AS user_name \
             FROM audit_log a ORDER BY a.at DESC, a.id LIMIT $1",
        )
        .bind(i64::from(limit))
        .fetch_all(self.database.pool())
        .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Deletes the oldest rows beyond [`AuditLog::MAX_IN_ALL`], and returns how many it deleted.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn sweep(&self) -> Result<u64, StoreError> {
        let done = sqlx::query(
            "DELETE FROM audit_log WHERE id IN (SELECT id FROM audit_log ORDER BY at DESC, id LIMIT $1 OFFSET $2)",
        )
        // SQLite has no OFFSET without a LIMIT.
        .bind(i64::MAX)
        .bind(Self::MAX_IN_ALL)
        .execute(self.database.pool())
        .await?;
        Ok(done.rows_affected())
    }
}

fn read(row: &AnyRow) -> Result<AuditEntry, sqlx::Error> {
    let word: String = row.try_get("action")?;
    Ok(AuditEntry {
        at_ms: from_instant(row.try_get("at")?),
        admin_id: super::user_id(row, "admin_id")?,
        admin_name: row.try_get("admin_name")?,
        action: AdminAction::ALL.into_iter().find(|action| action.word() == word),
        user_id: super::user_id(row, "user_id")?,
        user_name: row.try_get("user_name")?,
    })
}
