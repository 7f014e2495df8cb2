use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Seconds a refresh token waits for its use; Discord names no number.
pub(super) const REFRESH_TOKEN_LIFETIME: i64 = 30 * 86_400;

/// Tokens that were given out together, and what they open.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Pair {
    pub(super) access_token: String,
    /// `None` once spent, and for client credentials.
    pub(super) refresh_token: Option<String>,
    pub person: String,
    pub scopes: Vec<String>,
    pub(super) issued_at: i64,
    pub expires_at: i64,
    /// Whether the application acts as its owner here, with these scopes and no others.
    pub(super) client_credentials: bool,
}

impl Pair {
    /// The answer of the token endpoint.
    pub(super) fn answer(&self, now: i64) -> Value {
        let mut body = json!({
            "token_type": "Bearer",
            "access_token": self.access_token,
            "expires_in": self.expires_at - now,
            "scope": self.scopes.join(" "),
        });
        if let Some(refresh_token) = &self.refresh_token {
            body["refresh_token"] = json!(refresh_token);
        }
        body
    }

    pub(super) fn can_be_refreshed(&self, now: i64) -> bool {
        self.refresh_token.is_some() && self.issued_at + REFRESH_TOKEN_LIFETIME > now
    }
}
