//! The browsers a person is signed in with, as that person sees them.

use serde::{Deserialize, Serialize};

/// One signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Browser {
    /// Names it, to end it. Opens nothing: it is no session id.
    pub id: String,
    /// What it called itself (`User-Agent`), at most 200 characters of it; empty when it did not say.
    pub user_agent: String,
    /// When it signed in, in milliseconds since 1970 (UTC).
    pub created_at_ms: u64,
    /// When it was last used, in milliseconds since 1970 (UTC); up to five minutes behind.
    pub last_seen_at_ms: u64,
    /// Whether it is the one that asks.
    pub is_this_one: bool,
}
