use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The seconds until an unused refresh token expires. Discord documents no number.
pub const REFRESH_TOKEN_LIFETIME: i64 = 30 * 86_400;

/// Two tokens that were issued together, and what they allow.
#[derive(Clone, Serialize, Deserialize)]
pub struct TokenPair {
    pub access_token: String,
    /// `None` if it was used, and for client credentials.
    pub refresh_token: Option<String>,
    /// The id of the person who authorized the application.
    pub person: String,
    pub scopes: Vec<String>,
    pub issued_at: i64,
    pub expires_at: i64,
    /// Whether the application acts as its owner, with these scopes and no others.
    #[serde(rename = "client_credentials")]
    pub is_client_credentials: bool,
}

impl TokenPair {
    /// Returns the answer of the token endpoint.
    pub fn answer(&self, now: i64) -> Value {
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

    pub fn can_be_refreshed(&self, now: i64) -> bool {
        self.refresh_token.is_some() && self.issued_at + REFRESH_TOKEN_LIFETIME > now
    }

    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }
}
