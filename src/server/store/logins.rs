use std::cmp::Reverse;

use sqlx::{
    Any, AnyConnection, Row as _,
    any::{AnyArguments, AnyRow},
    query::Query,
};

use super::{
    Database, GrantId, StoreError, instant,
    login::{Login, LoginId, Membership, read},
};
use crate::{
    discord::UserId,
    server::{
        causes::Causes,
        clock::to_ms,
        secret::random_token,
        sign_in_lifetimes::{ABSOLUTE_LIFETIME, IDLE_LIFETIME, TOUCH_EVERY, UNVISITED_LIFETIME},
    },
};

/// The most signed-in browsers of one person; one more sign-in ends the oldest. Few people have so many, and a page can list
/// them all.
pub const MAX_PER_USER: u32 = 20;
/// The most characters of a `User-Agent` that are kept: enough to name the browser.
const MAX_USER_AGENT_CHARS: usize = 200;
/// The most characters of a name that are kept. Discord allows 32.
const MAX_USER_NAME_CHARS: usize = 100;

/// The `logins` table.
#[derive(Debug, Clone)]
pub struct Logins {
    database: Database,
}

impl Logins {
    /// Opens the table of a database.
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    /// Records a new sign-in, in the transaction that stores its grant, and ends the user's oldest ones beyond [`MAX_PER_USER`].
    ///
    /// # Errors
    /// If the database fails.
    pub async fn insert(
        &self,
        connection: &mut AnyConnection,
        user_id: UserId,
        user_name: &str,
        grant_id: &GrantId,
        user_agent: &str,
        now_ms: u64,
    ) -> Result<Login, StoreError> {
        let login = Login {
            id: LoginId(random_token()?),
            user_id,
            grant_id: grant_id.clone(),
            user_agent: user_agent.chars().take(MAX_USER_AGENT_CHARS).collect(),
            created_at_ms: now_ms,
            // With this value, the first visit is recorded.
            last_seen_at_ms: now_ms.saturating_sub(to_ms(TOUCH_EVERY)),
            membership: None,
        };
        sqlx::query(
            "INSERT INTO logins (id, user_id, grant_id, user_agent, created_at, last_seen_at, user_name) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&login.id.0)
        .bind(user_id.to_string())
        .bind(&grant_id.0)
        .bind(&login.user_agent)
        .bind(instant(login.created_at_ms))
        .bind(instant(login.last_seen_at_ms))
        .bind(user_name.chars().take(MAX_USER_NAME_CHARS).collect::<String>())
        .execute(&mut *connection)
        .await?;
        // All logins of a person have the newest name.
        sqlx::query(
            "UPDATE logins SET user_name = (SELECT user_name FROM logins WHERE id = $1) WHERE user_id = $2 AND id <> $1",
        )
        .bind(&login.id.0)
        .bind(user_id.to_string())
        .execute(&mut *connection)
        .await?;
        // The next sweep deletes their grants.
        sqlx::query(
            "DELETE FROM logins WHERE user_id = $1 AND id <> $2 AND id NOT IN \
             (SELECT id FROM logins WHERE user_id = $1 AND id <> $2 ORDER BY created_at DESC, id LIMIT $3)",
        )
        .bind(user_id.to_string())
        .bind(&login.id.0)
        .bind(i64::from(MAX_PER_USER) - 1)
        .execute(connection)
        .await?;
        Ok(login)
    }

    /// Returns the login with an id, expired or not; `None` if it was ended.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find(&self, id: &LoginId) -> Result<Option<Login>, StoreError> {
        let row = sqlx::query(
            "SELECT id, user_id, grant_id, user_agent, created_at, last_seen_at, member_at, member_by FROM logins \
             WHERE id = $1",
        )
        .bind(&id.0)
        .fetch_optional(self.database.pool())
        .await?;
        Ok(row.as_ref().map(read_own).transpose()?)
    }

    /// Returns every login of a user, expired or not, the most recently used first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn of_user(&self, user_id: UserId) -> Result<Vec<Login>, StoreError> {
        let all = "SELECT id, user_id, grant_id, user_agent, created_at, last_seen_at, member_at, member_by FROM logins \
                   WHERE user_id = $1";
        let rows = sqlx::query(all).bind(user_id.to_string()).fetch_all(self.database.pool()).await?;
        let readable = |row: &AnyRow| {
            read_own(row)
                .inspect_err(
                    |error| tracing::error!(error = %Causes(error), "a stored login cannot be read and is left out"),
                )
                .ok()
        };
        let mut logins: Vec<_> = rows.iter().filter_map(readable).collect();
        logins.sort_by_key(|login| Reverse((login.last_used_at_ms(), login.created_at_ms)));
        Ok(logins)
    }

    /// Records a visit if the last recorded one is [`TOUCH_EVERY`] ago, and returns whether it wrote. It only updates, so a
    /// login that has ended in the meantime stays ended.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn touch(&self, login: &Login, now_ms: u64) -> Result<bool, StoreError> {
        if !login.is_visit_due(now_ms) {
            return Ok(false);
        }
        let due_ms = now_ms.saturating_sub(to_ms(TOUCH_EVERY));
        let done = sqlx::query("UPDATE logins SET last_seen_at = $1 WHERE id = $2 AND last_seen_at <= $3")
            .bind(instant(now_ms))
            .bind(&login.id.0)
            .bind(instant(due_ms))
            .execute(self.database.pool())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Stores the result of a check of the required guild; `None` if the person is not a member. A login that has ended in the
    /// meantime stays ended.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn set_membership(&self, id: &LoginId, membership: Option<&Membership>) -> Result<(), StoreError> {
        sqlx::query("UPDATE logins SET member_at = $1, member_by = $2 WHERE id = $3")
            .bind(instant(membership.map_or(0, |membership| membership.at_ms)))
            .bind(membership.map_or("", |membership| membership.rule.as_str()))
            .bind(&id.0)
            .execute(self.database.pool())
            .await?;
        Ok(())
    }

    /// Ends one login, and deletes its grant if no other login uses it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn end(&self, login: &Login) -> Result<(), StoreError> {
        self.end_of_user(login.user_id, &login.id).await.map(drop)
    }

    /// Ends a user's login by an id that may be invented. Returns `false` if the user has no such login: it has already ended,
    /// or belongs to another person.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn end_of_user(&self, user_id: UserId, id: &LoginId) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM logins WHERE id = $1 AND user_id = $2")
            .bind(&id.0)
            .bind(user_id.to_string())
            .execute(self.database.pool())
            .await?;
        self.drop_unused_grants(user_id).await?;
        Ok(done.rows_affected() == 1)
    }

    /// Ends every login of a user, and returns their ids.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn end_all(&self, user_id: UserId) -> Result<Vec<LoginId>, StoreError> {
        let rows = sqlx::query("DELETE FROM logins WHERE user_id = $1 RETURNING id")
            .bind(user_id.to_string())
            .fetch_all(self.database.pool())
            .await?;
        self.drop_unused_grants(user_id).await?;
        Ok(rows.iter().map(|row| row.try_get("id").map(LoginId)).collect::<Result<_, _>>()?)
    }

    /// Ends every login of a user in a transaction of the caller, and returns their ids. The next sweep deletes their tokens, unless the
    /// caller calls [`Logins::drop_unused_grants`] once it has committed.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn end_all_in(
        &self,
        connection: &mut AnyConnection,
        user_id: UserId,
    ) -> Result<Vec<LoginId>, StoreError> {
        let rows = sqlx::query("DELETE FROM logins WHERE user_id = $1 RETURNING id")
            .bind(user_id.to_string())
            .fetch_all(connection)
            .await?;
        Ok(rows.iter().map(|row| row.try_get("id").map(LoginId)).collect::<Result<_, _>>()?)
    }

    /// Ends every login of a user that was made until a moment, and returns their ids.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn end_all_until(&self, user_id: UserId, until_ms: u64) -> Result<Vec<LoginId>, StoreError> {
        let rows = sqlx::query("DELETE FROM logins WHERE user_id = $1 AND created_at <= $2 RETURNING id")
            .bind(user_id.to_string())
            .bind(instant(until_ms))
            .fetch_all(self.database.pool())
            .await?;
        self.drop_unused_grants(user_id).await?;
        Ok(rows.iter().map(|row| row.try_get("id").map(LoginId)).collect::<Result<_, _>>()?)
    }

    /// Ends every login of one version of a grant, whose tokens Discord refuses, and returns their ids. It ends none if the
    /// grant was refreshed since.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn end_by_grant(&self, grant_id: &GrantId, version: i64) -> Result<Vec<LoginId>, StoreError> {
        let rows = sqlx::query(
            "DELETE FROM logins WHERE grant_id = $1 \
             AND EXISTS (SELECT 1 FROM grants WHERE id = $1 AND version = $2) RETURNING id",
        )
        .bind(&grant_id.0)
        .bind(version)
        .fetch_all(self.database.pool())
        .await?;
        let unused = "DELETE FROM grants WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM logins WHERE grant_id = $1)";
        self.drop_grants(sqlx::query(unused).bind(&grant_id.0)).await?;
        Ok(rows.iter().map(|row| row.try_get("id").map(LoginId)).collect::<Result<_, _>>()?)
    }

    /// Deletes logins that have expired or were never visited, and grants that no login uses. Returns how many logins it
    /// deleted. It revokes nothing at Discord, because that would end the user's other logins too.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn sweep(&self, now_ms: u64) -> Result<u64, StoreError> {
        let done = sqlx::query(
            "DELETE FROM logins WHERE last_seen_at <= $1 OR created_at <= $2 OR (last_seen_at < created_at AND created_at <= $3)",
        )
        .bind(instant(now_ms.saturating_sub(to_ms(IDLE_LIFETIME))))
        .bind(instant(now_ms.saturating_sub(to_ms(ABSOLUTE_LIFETIME))))
        .bind(instant(now_ms.saturating_sub(to_ms(UNVISITED_LIFETIME))))
        .execute(self.database.pool())
        .await?;
        let unused = "DELETE FROM grants WHERE NOT EXISTS (SELECT 1 FROM logins WHERE grant_id = grants.id)";
        self.drop_grants(sqlx::query(unused)).await?;
        Ok(done.rows_affected())
    }

    /// Returns how many browsers are signed in: the logins that [`Logins::sweep`] would keep.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn count_signed_in(&self, now_ms: u64) -> Result<u32, StoreError> {
        let row = sqlx::query(
            "SELECT COUNT(*) FROM logins \
             WHERE last_seen_at > $1 AND created_at > $2 AND (last_seen_at >= created_at OR created_at > $3)",
        )
        .bind(instant(now_ms.saturating_sub(to_ms(IDLE_LIFETIME))))
        .bind(instant(now_ms.saturating_sub(to_ms(ABSOLUTE_LIFETIME))))
        .bind(instant(now_ms.saturating_sub(to_ms(UNVISITED_LIFETIME))))
        .fetch_one(self.database.pool())
        .await?;
        Ok(u32::try_from(row.try_get::<i64, _>(0)?).unwrap_or(u32::MAX))
    }

    /// Deletes the tokens of a user that no login uses.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn drop_unused_grants(&self, user_id: UserId) -> Result<(), StoreError> {
        let unused = "DELETE FROM grants WHERE user_id = $1 \
                      AND NOT EXISTS (SELECT 1 FROM logins WHERE grant_id = grants.id)";
        self.drop_grants(sqlx::query(unused).bind(user_id.to_string())).await
    }

    /// Runs a deletion of unused grants. If a sign-in reuses one of them at that moment, PostgreSQL sees the new login too late
    /// and tries to delete the grant. The foreign key then stops the deletion, as it should, because the grant is in use.
    async fn drop_grants(&self, unused: Query<'_, Any, AnyArguments>) -> Result<(), StoreError> {
        match unused.execute(self.database.pool()).await {
            Err(sqlx::Error::Database(error)) if error.is_foreign_key_violation() => Ok(()),
            done => Ok(done.map(drop)?),
        }
    }
}

fn read_own(row: &AnyRow) -> Result<Login, sqlx::Error> {
    read(row, LoginId(row.try_get("id")?))
}
