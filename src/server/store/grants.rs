use std::time::Duration;

use sqlx::{AnyConnection, Row as _, any::AnyRow};

use super::{Database, StoreError, database::DatabaseKind, from_instant, instant};
use crate::{
    discord::{Scopes, UserId},
    server::{
        clock::to_ms,
        discord::rest::TokenPair,
        secret::{Secret, Vault, random_token},
    },
};

/// The id of a grant: the scopes that a user allowed at Discord, with their tokens.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GrantId(pub String);

/// A grant to be stored.
#[derive(Debug)]
pub struct NewGrant<'a> {
    /// The user who allowed it.
    pub user_id: UserId,
    /// The tokens that Discord issued.
    pub tokens: &'a TokenPair,
    /// When the access token expires, in milliseconds since 1970 (UTC).
    pub expires_at_ms: u64,
}

/// A row of the table.
#[derive(Debug, Clone)]
pub struct GrantRow {
    /// Its id.
    pub id: GrantId,
    /// Grows with each refresh.
    pub version: i64,
    /// When the access token expires, in milliseconds since 1970 (UTC).
    pub expires_at_ms: u64,
    /// Until when a process has claimed its refresh, in milliseconds since 1970 (UTC); 0 if none has.
    pub lease_until_ms: u64,
    /// The scopes that it covers.
    pub scopes: Scopes,
    sealed: String,
}

/// The `grants` table.
#[derive(Debug, Clone)]
pub struct Grants {
    database: Database,
    vault: Vault,
}

impl Grants {
    /// Opens the table of a database; the vault encrypts the tokens.
    pub fn new(database: Database, vault: Vault) -> Self {
        Self { database, vault }
    }

    /// Stores a grant, or reuses the row with the same refresh token, because Discord may issue one twice.
    ///
    /// Call it in the transaction that stores the login, because the user's next sign-out deletes a grant without a login.
    ///
    /// # Errors
    /// If the database or the encryption fails.
    pub async fn put(&self, connection: &mut AnyConnection, new: &NewGrant<'_>) -> Result<GrantId, StoreError> {
        let id = GrantId(random_token()?);
        let token = identifying(new.tokens);
        let hash = self.vault.lookup_hash(token);
        for older in self.vault.older_lookup_hashes(token) {
            // This hash was made with an older key of SECRET_KEY. Replace it by the hash of the current key.
            sqlx::query("UPDATE grants SET refresh_hash = $1 WHERE refresh_hash = $2")
                .bind(&hash)
                .bind(older)
                .execute(&mut *connection)
                .await?;
        }
        let row = sqlx::query(
            "INSERT INTO grants (id, user_id, scopes, tokens, refresh_hash, expires_at, version, lease_until) \
             VALUES ($1, $2, $3, $4, $5, $6, 1, 0) \
             ON CONFLICT (refresh_hash) DO UPDATE SET scopes = excluded.scopes RETURNING id",
        )
        .bind(&id.0)
        .bind(new.user_id.to_string())
        .bind(new.tokens.scopes.to_string())
        .bind(self.seal(&id, new.tokens)?)
        .bind(hash)
        .bind(instant(new.expires_at_ms))
        .fetch_one(connection)
        .await?;
        Ok(GrantId(row.try_get("id")?))
    }

    /// Returns the grant with an id; `None` if its last login was ended.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find(&self, id: &GrantId) -> Result<Option<GrantRow>, StoreError> {
        let row = sqlx::query("SELECT id, version, expires_at, lease_until, scopes, tokens FROM grants WHERE id = $1")
            .bind(&id.0)
            .fetch_optional(self.database.pool())
            .await?;
        Ok(row.as_ref().map(|row| read(row, "id")).transpose()?)
    }

    /// Returns the access token of a row, and its refresh token if it has one.
    ///
    /// # Errors
    /// If they cannot be decrypted, because `SECRET_KEY` changed or the text comes from another row.
    pub fn open(&self, row: &GrantRow) -> Result<(Secret, Option<Secret>), StoreError> {
        let plain = self.vault.decrypt(&row.sealed, &place(&row.id))?;
        let (access, refresh) =
            plain.expose().split_once('\n').ok_or(crate::server::secret::SecretError::Undecryptable)?;
        Ok((Secret::new(access), (!refresh.is_empty()).then(|| Secret::new(refresh))))
    }

    /// Claims the refresh of one version for some time; `false` if another process has claimed it. The database's clock
    /// decides, because the clocks of two servers may differ.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn claim(&self, row: &GrantRow, lease: Duration) -> Result<bool, StoreError> {
        let claim = match self.database.kind() {
            DatabaseKind::Sqlite => {
                "UPDATE grants SET lease_until = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) + $1 \
                 WHERE id = $2 AND version = $3 \
                 AND lease_until <= CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
            }
            DatabaseKind::Postgres => {
                "UPDATE grants SET lease_until = CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) + $1 \
                 WHERE id = $2 AND version = $3 \
                 AND lease_until <= CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
            }
        };
        let done = sqlx::query(claim)
            .bind(instant(to_ms(lease)))
            .bind(&row.id.0)
            .bind(row.version)
            .execute(self.database.pool())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Writes the refreshed tokens as the next version and frees the lease; `false` if the row is gone, or another process has refreshed
    /// it.
    ///
    /// If another row already holds the new tokens, the logins of this row move to that row.
    ///
    /// # Errors
    /// If the database or the encryption fails.
    pub async fn renew(&self, row: &GrantRow, tokens: &TokenPair, expires_at_ms: u64) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE grants SET tokens = $1, refresh_hash = $2, scopes = $3, expires_at = $4, version = version + 1, \
             lease_until = 0 WHERE id = $5 AND version = $6",
        )
        .bind(self.seal(&row.id, tokens)?)
        .bind(self.vault.lookup_hash(identifying(tokens)))
        .bind(tokens.scopes.to_string())
        .bind(instant(expires_at_ms))
        .bind(&row.id.0)
        .bind(row.version)
        .execute(self.database.pool())
        .await;
        match done {
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                self.merge(row, tokens, expires_at_ms).await
            }
            done => Ok(done?.rows_affected() == 1),
        }
    }

    /// Moves the logins of a row to the row that holds the same refresh token.
    async fn merge(&self, row: &GrantRow, tokens: &TokenPair, expires_at_ms: u64) -> Result<bool, StoreError> {
        let mut transaction = self.database.begin().await?;
        let other = sqlx::query("SELECT id FROM grants WHERE refresh_hash = $1")
            .bind(self.vault.lookup_hash(identifying(tokens)))
            .fetch_one(&mut *transaction)
            .await?;
        let other = GrantId(other.try_get("id")?);
        sqlx::query(
            "UPDATE grants SET tokens = $1, scopes = $2, expires_at = $3, version = version + 1, lease_until = 0 WHERE id = $4",
        )
        .bind(self.seal(&other, tokens)?)
        .bind(tokens.scopes.to_string())
        .bind(instant(expires_at_ms))
        .bind(&other.0)
        .execute(&mut *transaction)
        .await?;
        let moved = sqlx::query("UPDATE logins SET grant_id = $1 WHERE grant_id = $2")
            .bind(&other.0)
            .bind(&row.id.0)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM grants WHERE id = $1").bind(&row.id.0).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(moved.rows_affected() > 0)
    }

    /// Frees a lease after a refresh that failed for the moment.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn release(&self, row: &GrantRow) -> Result<(), StoreError> {
        sqlx::query("UPDATE grants SET lease_until = 0 WHERE id = $1 AND version = $2")
            .bind(&row.id.0)
            .bind(row.version)
            .execute(self.database.pool())
            .await?;
        Ok(())
    }

    fn seal(&self, id: &GrantId, tokens: &TokenPair) -> Result<String, StoreError> {
        // Tokens are header values, so a line break cannot be part of one.
        let refresh = tokens.refresh.as_ref().map_or("", Secret::expose);
        let plain = format!("{}\n{refresh}", tokens.access.expose());
        Ok(self.vault.encrypt(&plain, &place(id))?)
    }
}

/// Returns the token that identifies a pair if Discord issues it twice.
fn identifying(tokens: &TokenPair) -> &Secret {
    tokens.refresh.as_ref().unwrap_or(&tokens.access)
}

fn place(id: &GrantId) -> String {
    format!("grants:{}", id.0)
}

/// Reads a grant from a row with the table's column names, except for `id`, the name of the id column.
pub(super) fn read(row: &AnyRow, id: &str) -> Result<GrantRow, sqlx::Error> {
    Ok(GrantRow {
        id: GrantId(row.try_get(id)?),
        version: row.try_get("version")?,
        expires_at_ms: from_instant(row.try_get("expires_at")?),
        lease_until_ms: from_instant(row.try_get("lease_until")?),
        scopes: Scopes::parse(row.try_get("scopes")?),
        sealed: row.try_get("tokens")?,
    })
}
