use crate::{
    discord::Scopes,
    error::AppError,
    server::{
        discord::rest::DiscordError,
        secret::{Secret, SecretError},
        store::StoreError,
    },
};

/// An access token that works now.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// The token.
    pub token: Secret,
    /// The version of its grant: after a 401, a retry only helps if the table has a newer one.
    pub version: i64,
    /// The scopes that it covers. After a refresh they may be fewer than before.
    pub scopes: Scopes,
}

/// Why there is no token.
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
            // The row stays, since the key may come back.
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
