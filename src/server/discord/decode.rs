use serde::de::DeserializeOwned;

use super::rest::DiscordError;
use crate::discord::decode_list;

/// Decodes an answer that is one object.
pub(super) fn one<T: DeserializeOwned>(json: &str) -> Result<T, DiscordError> {
    serde_json::from_str(json).map_err(|error| DiscordError::Undecodable(error.to_string()))
}

/// Decodes an answer that is a list, and leaves out the elements that do not fit. `what` names them in the log.
pub(super) fn list<T: DeserializeOwned>(json: &str, what: &'static str) -> Result<Vec<T>, DiscordError> {
    let (fitting, left_out) = decode_list(json).map_err(|error| DiscordError::Undecodable(error.to_string()))?;
    if left_out > 0 {
        tracing::warn!(what, left_out, "elements of Discord's list were left out, because they cannot be decoded");
    }
    Ok(fitting)
}
