//! The tables, in SQLite or PostgreSQL, with the same SQL.
//!
//! Both support `$1` parameters, TEXT and BIGINT, `ON CONFLICT` and `RETURNING`.

mod database;
mod grants;
mod login;
mod logins;
mod sessions;
mod signed_in;
mod used_flows;

pub use database::{Database, OpenError};
pub use grants::{GrantId, GrantRow, Grants, NewGrant};
pub use login::{Login, LoginId, Membership};
pub use logins::{Logins, MAX_PER_USER};
pub use sessions::{LOGIN_ID, SessionTable};
pub use signed_in::{FoundSession, SignedIn, SignedInBrowsers};
pub use used_flows::{UsedFlow, UsedFlows};

use super::secret::SecretError;

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
