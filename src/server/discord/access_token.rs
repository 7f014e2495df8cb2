use crate::{
    discord::Scopes,
    error::AppError,
    server::{
        discord::rest::DiscordError,
        secret::{Secret, SecretError},
        store::StoreError,
    },
};

/// A token to be used now.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// The token.
    pub token: Secret,
    /// The version it belongs to: a 401 is worth a second try only when the table has a newer one.
    pub version: i64,
    /// What it covers. A refresh may cover less than the token before it.
    pub scopes: Scopes,
}

/// There is no token to be had.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The login was ended, or Discord no longer honours its refresh token. Signing in again helps.
    #[error("the grant is gone")]
    Gone,
    /// Discord limits or fails for the moment.
    #[error("the refresh failed: {0}")]
    Refresh(#[source] DiscordError),
    /// Another process has been refreshing for too long.
    #[error("the refresh takes too long")]
    TimedOut,
    /// The table failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for TokenError {
    fn from(error: StoreError) -> Self {
        match error {
            // The key is gone, or somebody changed the table. The row stays: the key may come back.
            StoreError::Secret(SecretError::Undecryptable) => {
                tracing::error!("a stored token cannot be decrypted: SECRET_KEY changed, or the row was tampered with");
                Self::Gone
            }
            other => Self::Store(other),
        }
    }
}

impl From<TokenError> for AppError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Gone => Self::Unauthenticated,
            TokenError::Refresh(error) => error.into(),
            TokenError::TimedOut => Self::DiscordSlow,
            TokenError::Store(error) => error.into(),
        }
    }
}
