//! The tables, in SQLite or PostgreSQL, with the same SQL.
//!
//! Both support `$1` parameters, TEXT and BIGINT, `ON CONFLICT` and `RETURNING`.

mod audit_log;
mod bans;
mod database;
mod grants;
mod login;
mod logins;
mod sessions;
mod sign_in_failures;
mod signed_in;
mod signed_in_people;
mod used_flows;

pub use audit_log::{AdminAction, AuditEntry, AuditLog};
pub use bans::{Ban, Bans, MAX_REASON_CHARS};
pub use database::{Database, OpenError, PoolUse};
pub use grants::{GrantId, GrantRow, Grants, NewGrant};
pub use login::{Login, LoginId, Membership};
pub use logins::{Logins, MAX_PER_USER};
pub use sessions::{LOGIN_ID, SessionTable};
pub use sign_in_failures::{SignInFailureCount, SignInFailures};
pub use signed_in::{FoundSession, SignedIn, SignedInBrowsers};
pub use signed_in_people::{SignedInPeople, SignedInPerson};
pub use used_flows::{UsedFlow, UsedFlows};

use sqlx::{Row as _, any::AnyRow};

use super::secret::SecretError;
use crate::discord::UserId;

/// Why a table could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database answered with an error.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// A stored secret could not be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
}

/// Writes an instant as BIGINT, which is signed in both databases.
pub(crate) fn instant(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}

/// Reads an instant. This app never writes a negative number, so one is read as 0.
pub(crate) fn from_instant(ms: i64) -> u64 {
    u64::try_from(ms).unwrap_or(0)
}

/// Reads a user's id, which is stored as text.
fn user_id(row: &AnyRow, column: &str) -> Result<UserId, sqlx::Error> {
    let id: String = row.try_get(column)?;
    id.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))
}
