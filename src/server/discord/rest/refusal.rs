use axum::http::HeaderMap;
use serde_json::Value;

/// An answer of status 300 or above.
#[derive(Debug, Clone, PartialEq, Default, thiserror::Error)]
#[error("{status}, code {code}: {message}")]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// Discord's own code; 0 if there was none.
    pub code: u64,
    /// Discord's message; empty if there was none.
    pub message: String,
    /// The body; `None` if it was not JSON.
    pub json: Option<Value>,
    /// The headers.
    pub headers: HeaderMap,
}

/// The code of an answer about a guild that the token's owner is not in. Discord has changed the code before, so both count.
///
/// Source: <https://github.com/discord/discord-api-docs/issues/5840>.
const MISSING_ACCESS: u64 = 50001;

impl Refusal {
    /// Returns whether the object does not exist, or the token's owner may not know about it.
    pub fn is_not_found(&self) -> bool {
        self.status == 404 || self.code == MISSING_ACCESS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guild_that_somebody_is_not_in_is_not_found_with_either_code() {
        for (status, code, is_not_found) in
            [(404, 10004, true), (403, 50001, true), (403, 50013, false), (500, 0, false)]
        {
            let refusal = Refusal { status, code, ..Refusal::default() };
            assert_eq!(refusal.is_not_found(), is_not_found, "{status} {code}");
        }
    }
}
