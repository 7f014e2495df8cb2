use sqlx::{Row as _, any::AnyRow};
use tower_sessions::session::Id;

use super::{Database, GrantRow, Login, LoginId, StoreError, grants, instant, login, sessions};
use crate::server::{causes::Causes, clock::Clock};

/// The result of looking up a session id.
#[derive(Debug)]
pub enum FoundSession {
    /// There is no such session: the id was invented, or the session has expired or was deleted.
    Unknown,
    /// The session's login was ended elsewhere, or the session could not be read and was deleted.
    Stale,
    /// The session of a person who is banned. `None` if the ban has ended the login already.
    Banned(Option<Login>),
    /// The session of a signed-in browser. The caller checks whether the login has expired.
    SignedIn(Box<SignedIn>),
}

/// The login of a signed-in browser, with its grant.
#[derive(Debug)]
pub struct SignedIn {
    /// The login.
    pub login: Login,
    /// Its tokens and scopes.
    pub grant: GrantRow,
}

/// Reads a session, its login, the login's grant and a ban in one query.
#[derive(Debug, Clone)]
pub struct SignedInBrowsers {
    database: Database,
    clock: Clock,
}

/// Rows of an earlier version hold the login only in the session's data: `{"login_id":"` and 43 characters.
const FIND: &str = "SELECT s.key AS session_key, l.id AS login_id, l.user_id, l.user_agent, l.created_at, l.last_seen_at, l.member_at, \
     l.member_by, g.id AS grant_id, g.version, g.expires_at, g.lease_until, g.scopes, g.tokens, b.user_id AS banned FROM sessions s \
     LEFT JOIN logins l ON l.id = COALESCE(s.login_id, SUBSTR(s.data, 14, 43)) LEFT JOIN grants g ON g.id = l.grant_id \
     LEFT JOIN bans b ON b.user_id = COALESCE(l.user_id, s.banned_user_id) \
     WHERE s.key = $1 AND s.expires_at > $2";

impl SignedInBrowsers {
    /// Opens the tables of a database.
    pub fn new(database: Database, clock: Clock) -> Self {
        Self { database, clock }
    }

    /// Looks up a session id. It deletes a row that cannot be read, so that its browser can sign in again.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find(&self, id: &Id) -> Result<FoundSession, StoreError> {
        let key = sessions::key(id);
        let row = sqlx::query(FIND)
            .bind(&key)
            .bind(instant(self.clock.now_ms()))
            .fetch_optional(self.database.pool())
            .await?;
        let Some(row) = row else { return Ok(FoundSession::Unknown) };
        match read(&row) {
            Ok(found) => Ok(found),
            Err(error) => {
                tracing::error!(
                    error = %Causes(&error),
                    "a stored sign-in cannot be read and is ended"
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

fn read(row: &AnyRow) -> Result<FoundSession, sqlx::Error> {
    let text = |column: &str| row.try_get::<Option<String>, _>(column);
    let (login, grant, banned) = (text("login_id")?, text("grant_id")?, text("banned")?);
    let login = login.map(|id| login::read(row, LoginId(id))).transpose()?;
    Ok(match (login, grant) {
        (login, _) if banned.is_some() => FoundSession::Banned(login),
        (Some(login), Some(_)) => {
            FoundSession::SignedIn(Box::new(SignedIn { login, grant: grants::read(row, "grant_id")? }))
        }
        // The login or its grant is gone.
        _ => FoundSession::Stale,
    })
}
