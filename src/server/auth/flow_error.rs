use crate::server::{discord::rest::AuthorizeError, secret::SecretError};

/// Why a flow could not be started.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// Discord would refuse the request.
    #[error(transparent)]
    Authorize(#[from] AuthorizeError),
    /// The flow's data and return path do not fit into a cookie.
    #[error("the flow's data does not fit into a cookie")]
    TooLarge,
    /// The flow could not be encrypted.
    #[error(transparent)]
    Secret(#[from] SecretError),
}
