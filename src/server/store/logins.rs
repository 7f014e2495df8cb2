use sqlx::{AnyConnection, Row as _, any::AnyRow};

use super::{Database, GrantId, StoreError};
use crate::{discord::UserId, server::secret::random_token};

/// Names one signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LoginId(pub String);

/// One signed-in browser.
#[derive(Debug, Clone)]
pub struct Login {
    /// Its name; what the session holds.
    pub id: LoginId,
    /// Who signed in.
    pub user_id: UserId,
    /// The tokens it stands on.
    pub grant_id: GrantId,
}

/// The `logins` table.
#[derive(Debug, Clone)]
pub struct Logins {
    database: Database,
}

/// How much of a `User-Agent` is kept: enough to name the browser.
const USER_AGENT_MAX_CHARS: usize = 200;

impl Logins {
    /// The table in a database.
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    /// Notes a new sign-in, in the transaction that stores its grant.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert(
        &self,
        connection: &mut AnyConnection,
        user_id: UserId,
        grant_id: &GrantId,
        user_agent: &str,
        now_ms: u64,
    ) -> Result<Login, StoreError> {
        let login = Login { id: LoginId(random_token()?), user_id, grant_id: grant_id.clone() };
        sqlx::query(
            "INSERT INTO logins (id, user_id, grant_id, user_agent, created_at, last_seen_at) \
             VALUES ($1, $2, $3, $4, $5, $5)",
        )
        .bind(&login.id.0)
        .bind(user_id.to_string())
        .bind(&grant_id.0)
        .bind(user_agent.chars().take(USER_AGENT_MAX_CHARS).collect::<String>())
        .bind(super::instant(now_ms))
        .execute(connection)
        .await?;
        Ok(login)
    }

    /// The login with an id; `None` when it was ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&self, id: &LoginId) -> Result<Option<Login>, StoreError> {
        let row = sqlx::query("SELECT id, user_id, grant_id FROM logins WHERE id = $1")
            .bind(&id.0)
            .fetch_optional(self.database.pool())
            .await?;
        Ok(row.as_ref().map(read).transpose()?)
    }

    /// Ends one login, and drops its grant when no other login stands on it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end(&self, login: &Login) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM logins WHERE id = $1").bind(&login.id.0).execute(self.database.pool()).await?;
        self.drop_unused_grants(login.user_id).await
    }

    /// Ends every login of a user, and answers which they were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_all(&self, user_id: UserId) -> Result<Vec<LoginId>, StoreError> {
        let rows = sqlx::query("DELETE FROM logins WHERE user_id = $1 RETURNING id")
            .bind(user_id.to_string())
            .fetch_all(self.database.pool())
            .await?;
        self.drop_unused_grants(user_id).await?;
        Ok(rows.iter().map(|row| row.try_get("id").map(LoginId)).collect::<Result<_, _>>()?)
    }

    /// Ends every login that stands on a grant, and answers which they were: Discord no longer honours its tokens.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_by_grant(&self, grant_id: &GrantId) -> Result<Vec<LoginId>, StoreError> {
        let rows = sqlx::query("DELETE FROM logins WHERE grant_id = $1 RETURNING id")
            .bind(&grant_id.0)
            .fetch_all(self.database.pool())
            .await?;
        sqlx::query("DELETE FROM grants WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM logins WHERE grant_id = $1)")
            .bind(&grant_id.0)
            .execute(self.database.pool())
            .await?;
        Ok(rows.iter().map(|row| row.try_get("id").map(LoginId)).collect::<Result<_, _>>()?)
    }

    async fn drop_unused_grants(&self, user_id: UserId) -> Result<(), StoreError> {
        sqlx::query(
            "DELETE FROM grants WHERE user_id = $1 AND NOT EXISTS (SELECT 1 FROM logins WHERE logins.grant_id = grants.id)",
        )
        .bind(user_id.to_string())
        .execute(self.database.pool())
        .await?;
        Ok(())
    }
}

fn read(row: &AnyRow) -> Result<Login, sqlx::Error> {
    let user_id: String = row.try_get("user_id")?;
    Ok(Login {
        id: LoginId(row.try_get("id")?),
        user_id: user_id.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
        grant_id: GrantId(row.try_get("grant_id")?),
    })
}
