//! Everything a request has to know of its session, in one read: the session, its login and the login's grant.

use sqlx::{Row as _, any::AnyRow};
use tower_sessions::session::Id;

use super::{Database, GrantRow, Login, LoginId, StoreError, grants, instant, login, sessions};
use crate::server::{causes::Causes, clock::Clock};

/// What a session id leads to.
#[derive(Debug)]
pub enum FoundSession {
    /// To nothing: it was invented, has ended, or was deleted.
    Unknown,
    /// To a session whose login was ended elsewhere, or one that cannot be read and was deleted.
    Stale,
    /// To a signed-in browser. Whether the login is over is for the caller to say.
    SignedIn(Box<SignedIn>),
}

/// A signed-in browser with what it stands on.
#[derive(Debug)]
pub struct SignedIn {
    /// The login.
    pub login: Login,
    /// Its tokens and scopes.
    pub grant: GrantRow,
}

/// Reads sessions together with what they lead to.
#[derive(Debug, Clone)]
pub struct SignedInBrowsers {
    database: Database,
    clock: Clock,
}

/// Rows of the version before hold the login in the session's data alone: `{"login_id":"` and 43 characters.
const FIND: &str = "SELECT s.key AS session_key, l.id AS login_id, l.user_id, l.user_agent, l.created_at, l.last_seen_at, \
     g.id AS grant_id, g.version, g.expires_at, g.lease_until, g.scopes, g.tokens FROM sessions s \
     LEFT JOIN logins l ON l.id = COALESCE(s.login_id, SUBSTR(s.data, 14, 43)) LEFT JOIN grants g ON g.id = l.grant_id \
     WHERE s.key = $1 AND s.expires_at > $2";

impl SignedInBrowsers {
    /// Opens the tables of a database.
    pub fn new(database: Database, clock: Clock) -> Self {
        Self { database, clock }
    }

    /// Returns what a session id leads to. A row that cannot be read is deleted: its browser can sign in again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&self, id: &Id) -> Result<FoundSession, StoreError> {
        let key = sessions::key(id);
        let row = sqlx::query(FIND)
            .bind(&key)
            .bind(instant(self.clock.now_ms()))
            .fetch_optional(self.database.pool())
            .await?;
        let Some(row) = row else { return Ok(FoundSession::Unknown) };
        match read(&row) {
            Ok(Some(signed_in)) => Ok(FoundSession::SignedIn(Box::new(signed_in))),
            Ok(None) => Ok(FoundSession::Stale),
            Err(error) => {
                tracing::error!(
                    error = %Causes(&error),
                    "a stored sign-in cannot be read: it is ended"
                );
                self.delete(&key, row.try_get("login_id").ok()).await?;
                Ok(FoundSession::Stale)
            }
        }
    }

    async fn delete(&self, key: &str, login_id: Option<String>) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM sessions WHERE key = $1").bind(key).execute(self.database.pool()).await?;
        if let Some(id) = login_id {
            sqlx::query("DELETE FROM logins WHERE id = $1").bind(id).execute(self.database.pool()).await?;
        }
        Ok(())
    }
}

/// `None` when the login, or its grant, is gone.
fn read(row: &AnyRow) -> Result<Option<SignedIn>, sqlx::Error> {
    let (login, grant): (Option<String>, Option<String>) = (row.try_get("login_id")?, row.try_get("grant_id")?);
    let (Some(login), Some(_)) = (login, grant) else { return Ok(None) };
    Ok(Some(SignedIn { login: login::read(row, LoginId(login))?, grant: grants::read(row, "grant_id")? }))
}
