use sqlx::Row as _;

use super::{Database, StoreError, from_instant, instant};
use crate::server::secret::{Secret, Vault, sha256};

/// Most sign-ins one browser may have under way: a tab each, and some that were given up.
const MAX_PER_BROWSER: i64 = 10;

/// What a flow is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Somebody signs in.
    SignIn,
    /// Somebody who is signed in lets us see more.
    GrantMore,
    /// Somebody who is signed in adds the bot to a guild. Says nothing about a person.
    Install,
}

impl Purpose {
    const ALL: [Self; 3] = [Self::SignIn, Self::GrantMore, Self::Install];

    const fn word(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::GrantMore => "grant_more",
            Self::Install => "install",
        }
    }

    /// What a word in the table means; a sign-in for one of a newer version.
    fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|purpose| purpose.word() == word).unwrap_or(Self::SignIn)
    }
}

/// A sign-in under way.
#[derive(Debug)]
pub struct PendingLogin {
    /// What it is for.
    pub purpose: Purpose,
    /// PKCE's proof that who finishes the flow has started it.
    pub verifier: Secret,
    /// Where to go afterwards: a path of ours.
    pub return_to: String,
    /// JSON of the caller's own, handed back when the flow is finished.
    pub data: String,
    /// When the flow is over, in milliseconds since 1970 (UTC).
    pub expires_at_ms: u64,
}

/// The `pending_logins` table.
#[derive(Debug, Clone)]
pub struct PendingLogins {
    database: Database,
    vault: Vault,
}

impl PendingLogins {
    /// Most sign-ins that may be under way in all. Starting one needs no account, so the table has to have an end: ten
    /// thousand people at the consent page within ten minutes are more than a dashboard sees, and some ten megabytes.
    pub const MAX_IN_ALL: i64 = 10_000;

    /// The table in a database; the vault encrypts the verifiers.
    pub fn new(database: Database, vault: Vault) -> Self {
        Self { database, vault }
    }

    /// Notes a flow under the hashes of its state and of its browser's key. The oldest make room: of this browser
    /// beyond ten, of all beyond [`PendingLogins::MAX_IN_ALL`].
    ///
    /// # Errors
    /// When the database or the encryption fails.
    pub async fn put(&self, state: &Secret, browser: &Secret, flow: &PendingLogin) -> Result<(), StoreError> {
        let (state_hash, browser_hash) = (sha256(state.expose()), sha256(browser.expose()));
        sqlx::query(
            "INSERT INTO pending_logins (state_hash, browser_hash, verifier, purpose, return_to, data, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&state_hash)
        .bind(&browser_hash)
        .bind(self.vault.encrypt(flow.verifier.expose(), &place(&state_hash))?)
        .bind(flow.purpose.word())
        .bind(&flow.return_to)
        .bind(&flow.data)
        .bind(instant(flow.expires_at_ms))
        .execute(self.database.pool())
        .await?;
        // The flow is noted: where many make room at once, PostgreSQL may break a deadlock, and that refuses nobody.
        if let Err(error) = self.make_room(&browser_hash).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "old flows could not be deleted");
        }
        Ok(())
    }

    /// Deletes what is beyond the bounds: after the new flow is in, and in one order for all, so that however many start
    /// at once, the newest are left.
    async fn make_room(&self, browser_hash: &str) -> Result<(), sqlx::Error> {
        // SQLite has no OFFSET without a LIMIT.
        sqlx::query(
            "DELETE FROM pending_logins WHERE state_hash IN (\
             SELECT state_hash FROM (SELECT state_hash FROM pending_logins WHERE browser_hash = $1 \
             ORDER BY expires_at DESC, state_hash DESC LIMIT $4 OFFSET $2) AS of_browser \
             UNION ALL SELECT state_hash FROM (SELECT state_hash FROM pending_logins \
             ORDER BY expires_at DESC, state_hash DESC LIMIT $4 OFFSET $3) AS of_all)",
        )
        .bind(browser_hash)
        .bind(MAX_PER_BROWSER)
        .bind(Self::MAX_IN_ALL)
        .bind(i64::MAX)
        .execute(self.database.pool())
        .await
        .map(drop)
    }

    /// Takes a flow out of the table, so that a callback's address works once, whoever asks how often.
    ///
    /// `None` when there is no such flow in this browser. A flow of another browser stays where it is.
    ///
    /// # Errors
    /// When the database fails or the verifier cannot be decrypted.
    pub async fn take(&self, state: &Secret, browser: &Secret) -> Result<Option<PendingLogin>, StoreError> {
        let state_hash = sha256(state.expose());
        let row = sqlx::query(
            "DELETE FROM pending_logins WHERE state_hash = $1 AND browser_hash = $2 \
             RETURNING purpose, verifier, return_to, data, expires_at",
        )
        .bind(&state_hash)
        .bind(sha256(browser.expose()))
        .fetch_optional(self.database.pool())
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(PendingLogin {
            purpose: Purpose::from_word(row.try_get("purpose")?),
            verifier: self.vault.decrypt(row.try_get("verifier")?, &place(&state_hash))?,
            return_to: row.try_get("return_to")?,
            data: row.try_get("data")?,
            expires_at_ms: from_instant(row.try_get("expires_at")?),
        }))
    }

    /// Whether a flow with this state is under way in any browser.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn exists(&self, state: &Secret) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT 1 FROM pending_logins WHERE state_hash = $1")
            .bind(sha256(state.expose()))
            .fetch_optional(self.database.pool())
            .await?;
        Ok(row.is_some())
    }

    /// Drops every flow of a browser.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_of(&self, browser: &Secret) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM pending_logins WHERE browser_hash = $1")
            .bind(sha256(browser.expose()))
            .execute(self.database.pool())
            .await?;
        Ok(())
    }

    /// Deletes flows that are over, and answers how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep(&self, now_ms: u64) -> Result<u64, StoreError> {
        let done = sqlx::query("DELETE FROM pending_logins WHERE expires_at <= $1")
            .bind(instant(now_ms))
            .execute(self.database.pool())
            .await?;
        Ok(done.rows_affected())
    }
}

fn place(state_hash: &str) -> String {
    format!("pending_logins:{state_hash}")
}
