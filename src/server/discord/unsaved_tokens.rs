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
    /// Holds the newest token of a grant.
    pub(super) fn hold(&self, id: &GrantId, token: AccessToken, expires_at_ms: u64) {
        self.lock().insert(id.clone(), (token, expires_at_ms));
    }

    /// Forgets the token of a grant.
    pub(super) fn drop_of(&self, id: &GrantId) {
        self.lock().remove(id);
    }

    /// Returns the token of a grant while it lives, unless it has the version that is known to be dead.
    pub(super) fn living(&self, id: &GrantId, dead: Option<i64>, now_ms: u64) -> Option<AccessToken> {
        let (token, expires_at_ms) = self.lock().get(id).cloned()?;
        (dead != Some(token.version) && expires_at_ms > now_ms).then_some(token)
    }

    /// Locks even after a panic elsewhere: the map is whole between any two statements.
    fn lock(&self) -> MutexGuard<'_, HashMap<GrantId, (AccessToken, u64)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
