use sqlx::{Row as _, any::AnyRow};

use super::{Database, StoreError, from_instant, instant};
use crate::{
    discord::UserId,
    server::{
        causes::Causes,
        clock::to_ms,
        sign_in_lifetimes::{ABSOLUTE_LIFETIME, IDLE_LIFETIME},
    },
};

/// A person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedInPerson {
    /// Who.
    pub user_id: UserId,
    /// Their name at a sign-in; may be empty. They chose it freely.
    pub name: String,
    /// How many browsers they are signed in with.
    pub browsers: u64,
    /// When the oldest of these signed in, in milliseconds since 1970 (UTC).
    pub since_ms: u64,
    /// When they were last here, in milliseconds since 1970 (UTC).
    pub last_seen_at_ms: u64,
}

/// Reads the `logins` table by person, for admins.
#[derive(Debug, Clone)]
pub struct SignedInPeople {
    database: Database,
}

impl SignedInPeople {
    /// Opens the table of a database.
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    /// Returns the people who are signed in, those who were here last first, at most `limit`.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn last_seen(&self, limit: u32, now_ms: u64) -> Result<Vec<SignedInPerson>, StoreError> {
        // A sign-in counts as a visit. Both databases have CASE, and each has another function for the larger number.
        let rows = sqlx::query(
            "SELECT user_id, COUNT(*) AS browsers, MIN(created_at) AS since, MAX(used_at) AS last_seen_at, \
             MAX(user_name) AS name FROM (\
             SELECT user_id, user_name, created_at, \
             CASE WHEN last_seen_at > created_at THEN last_seen_at ELSE created_at END AS used_at FROM logins\
             ) AS used WHERE used_at > $1 AND created_at > $2 \
             AND NOT EXISTS (SELECT 1 FROM bans WHERE bans.user_id = used.user_id) \
             GROUP BY user_id ORDER BY MAX(used_at) DESC, user_id LIMIT $3",
        )
        .bind(instant(now_ms.saturating_sub(to_ms(IDLE_LIFETIME))))
        .bind(instant(now_ms.saturating_sub(to_ms(ABSOLUTE_LIFETIME))))
        .bind(i64::from(limit))
        .fetch_all(self.database.pool())
        .await?;
        let readable = |row: &AnyRow| {
            read(row)
                .inspect_err(
                    |error| tracing::error!(error = %Causes(error), "a stored login cannot be read and is left out"),
                )
                .ok()
        };
        Ok(rows.iter().filter_map(readable).collect())
    }
}

fn read(row: &AnyRow) -> Result<SignedInPerson, sqlx::Error> {
    Ok(SignedInPerson {
        user_id: super::user_id(row, "user_id")?,
        name: row.try_get("name")?,
        browsers: from_instant(row.try_get("browsers")?),
        since_ms: from_instant(row.try_get("since")?),
        last_seen_at_ms: from_instant(row.try_get("last_seen_at")?),
    })
}
