use crate::{
    discord::Scopes,
    error::AppError,
    server::{
        discord::rest::DiscordError,
        secret::{Secret, SecretError},
        store::StoreError,
    },
};

/// A valid access token.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// The token.
    pub token: Secret,
    /// The version of its grant. After a 401, a retry helps only if the table has a newer version.
    pub version: i64,
    /// The scopes that it covers. After a refresh they may be fewer than before.
    pub scopes: Scopes,
}

/// Why no token is available.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The login was ended, or Discord no longer accepts its refresh token. Signing in again helps.
    #[error("the grant is gone")]
    Gone,
    /// Discord limited the refresh or failed.
    #[error("the refresh failed: {0}")]
    Refresh(#[source] DiscordError),
    /// Another process has been refreshing for too long.
    #[error("the refresh took too long")]
    TimedOut,
    /// The table failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for TokenError {
    fn from(error: StoreError) -> Self {
        match error {
            // Keep the row, because the old key may come back.
            StoreError::Secret(SecretError::Undecryptable) => {
                tracing::error!("a stored token cannot be decrypted: SECRET_KEY or the token's row was changed");
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
