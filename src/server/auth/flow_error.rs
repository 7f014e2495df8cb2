use crate::server::{discord::rest::AuthorizeError, secret::SecretError};

/// A flow could not be started.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// Discord would refuse what it asks for.
    #[error(transparent)]
    Authorize(#[from] AuthorizeError),
    /// Its own data and its way back do not fit into a cookie.
    #[error("the flow's data does not fit into a cookie")]
    TooLarge,
    /// It could not be encrypted.
    #[error(transparent)]
    Secret(#[from] SecretError),
}
