use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::access_token::AccessToken;
use crate::server::store::GrantId;

/// Tokens that the database could not store yet, each with its expiry in milliseconds since 1970 (UTC).
#[derive(Debug, Clone, Default)]
pub(super) struct UnsavedTokens(Arc<Mutex<HashMap<GrantId, (AccessToken, u64)>>>);

impl UnsavedTokens {
    /// Keeps the newest token of a grant.
    pub(super) fn insert(&self, id: &GrantId, token: AccessToken, expires_at_ms: u64) {
        self.lock().insert(id.clone(), (token, expires_at_ms));
    }

    pub(super) fn remove(&self, id: &GrantId) {
        self.lock().remove(id);
    }

    /// Returns the token of a grant. `None` if it has expired, or if Discord refused its version.
    pub(super) fn find_valid(&self, id: &GrantId, refused: Option<i64>, now_ms: u64) -> Option<AccessToken> {
        let (token, expires_at_ms) = self.lock().get(id).cloned()?;
        (refused != Some(token.version) && expires_at_ms > now_ms).then_some(token)
    }

    /// Locks the map even after a panic in another thread, because no statement leaves it half changed.
    fn lock(&self) -> MutexGuard<'_, HashMap<GrantId, (AccessToken, u64)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
