use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio_util::task::TaskTracker;

use super::{
    access_token::{AccessToken, TokenError},
    unsaved_tokens::UnsavedTokens,
};
use crate::{
    discord::Scopes,
    server::{
        causes::Causes,
        clock::{Clock, to_ms},
        discord::rest::{DiscordError, TokenPair, oauth::OAuth},
        store::{GrantId, GrantRow, Grants, Logins},
    },
};

/// A token that expires sooner than this is refreshed before it is used.
const REFRESH_BEFORE: Duration = Duration::from_secs(60);
/// How long one process may take for a refresh: just longer than the client's own limit for the call.
const LEASE: Duration = Duration::from_secs(11);
/// How often a process looks for the new version while another one refreshes.
const POLL: Duration = Duration::from_millis(50);
/// How long a process waits for another one's refresh.
const MAX_WAIT: Duration = Duration::from_secs(15);
/// How long a new token is held in memory while the database cannot store it.
const SAVE_FOR: Duration = Duration::from_secs(600);
/// The longest pause between two tries to store it.
const MAX_SAVE_PAUSE: Duration = Duration::from_secs(5);
/// The most grants that this process renews at the same time.
const MAX_RENEWING: u64 = 100_000;

/// Hands out access tokens, and refreshes those that are about to expire.
///
/// A refresh token works once, so a process claims the refresh in the table before it calls Discord: one request in one process wins.
/// Its call goes on when its visitor leaves, because a lost answer is a lost login.
#[derive(Clone)]
pub struct Tokens {
    grants: Grants,
    logins: Logins,
    oauth: OAuth,
    clock: Clock,
    tasks: TaskTracker,
    /// A lock for each grant: within this process, one task at a time renews it.
    renewing: moka::future::Cache<GrantId, Arc<tokio::sync::Mutex<()>>>,
    unsaved: UnsavedTokens,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive()
    }
}

impl Tokens {
    /// Creates the tokens of the two tables. Refreshes run in tasks that a shutdown waits for.
    pub fn new(grants: Grants, logins: Logins, oauth: OAuth, clock: Clock, tasks: TaskTracker) -> Self {
        let idle = MAX_WAIT * 2;
        let renewing = moka::future::Cache::builder().max_capacity(MAX_RENEWING).time_to_idle(idle).build();
        Self { grants, logins, oauth, clock, tasks, renewing, unsaved: UnsavedTokens::default() }
    }

    /// Returns the access token of a grant.
    ///
    /// # Errors
    /// If the grant is gone, or Discord or the table fails.
    pub async fn access_token(&self, id: &GrantId) -> Result<AccessToken, TokenError> {
        self.token_past(id, None).await
    }

    /// As [`Tokens::access_token`], for a grant whose row was just read: a token that is good for some time is taken from it.
    ///
    /// # Errors
    /// As [`Tokens::access_token`].
    pub async fn access_token_of(&self, row: &GrantRow) -> Result<AccessToken, TokenError> {
        let is_good = row.expires_at_ms > self.clock.now_ms().saturating_add(to_ms(REFRESH_BEFORE));
        if is_good { self.open(row) } else { self.token_past(&row.id, None).await }
    }

    /// Returns the scopes of a grant, as Discord named them with the tokens.
    ///
    /// # Errors
    /// If the grant is gone, or the table fails.
    pub async fn scopes(&self, id: &GrantId) -> Result<Scopes, TokenError> {
        Ok(self.row(id).await?.scopes)
    }

    /// Returns a newer token than one that Discord just refused, and waits for a refresh that is under way. `None` if there is neither, so
    /// that a retry would not help.
    ///
    /// # Errors
    /// As [`Tokens::access_token`].
    pub async fn newer_than(&self, id: &GrantId, refused: &AccessToken) -> Result<Option<AccessToken>, TokenError> {
        let row = self.row(id).await?;
        // Our clock may differ from the database's, so any lease counts. One that has expired can be claimed, which helps as well.
        let is_refreshing = row.lease_until_ms != 0;
        if row.version == refused.version && !is_refreshing {
            return Ok(None);
        }
        self.token_past(id, Some(refused.version)).await.map(Some)
    }

    /// Returns a token in place of one that died before its time. It refreshes the grant, unless another task did.
    ///
    /// # Errors
    /// As [`Tokens::access_token`]. [`TokenError::Gone`] if Discord no longer honours the refresh token either.
    pub async fn replace(&self, id: &GrantId, dead: &AccessToken) -> Result<AccessToken, TokenError> {
        self.token_past(id, Some(dead.version)).await
    }

    /// Ends the logins of a grant whose tokens Discord no longer honours, unless they were refreshed since.
    ///
    /// # Errors
    /// If the table fails.
    pub async fn give_up(&self, id: &GrantId, refused: &AccessToken) -> Result<(), TokenError> {
        let ended = self.logins.end_by_grant(id, refused.version).await?;
        tracing::info!(grant = id.0, logins = ended.len(), "Discord refuses a token that it gave just now");
        Ok(())
    }

    /// Returns a living token, of a later version than a dead one. It runs in a task of its own: it holds a lock, and must not depend
    /// on a visitor who may leave.
    async fn token_past(&self, id: &GrantId, dead: Option<i64>) -> Result<AccessToken, TokenError> {
        if let Some(token) = self.unsaved.living(id, dead, self.clock.now_ms()) {
            return Ok(token);
        }
        let (this, id) = (self.clone(), id.clone());
        let task = self.tasks.spawn(async move { this.renew(&id, dead).await });
        task.await.map_err(|_| TokenError::TimedOut)?
    }

    async fn renew(&self, id: &GrantId, dead: Option<i64>) -> Result<AccessToken, TokenError> {
        let lock = self.renewing.get_with_by_ref(id, async { Arc::default() }).await;
        let _one_at_a_time = match lock.try_lock() {
            Ok(guard) => guard,
            Err(_) => {
                let row = self.row(id).await?;
                if self.lives(&row, dead) {
                    // Another task refreshes the grant, and the present token still lives.
                    return self.open(&row);
                }
                lock.lock().await
            }
        };
        let gives_up_at = Instant::now() + MAX_WAIT;
        loop {
            let now = self.clock.now_ms();
            if let Some(token) = self.unsaved.living(id, dead, now) {
                return Ok(token);
            }
            let row = self.row(id).await?;
            let lives = self.lives(&row, dead);
            if lives && row.expires_at_ms > now.saturating_add(to_ms(REFRESH_BEFORE)) {
                return self.open(&row);
            }
            if self.grants.claim(&row, LEASE).await? {
                return self.refresh_claimed(row, lives).await;
            }
            if lives {
                // Another process refreshes the grant.
                return self.open(&row);
            }
            if Instant::now() > gives_up_at {
                return Err(TokenError::TimedOut);
            }
            tokio::time::sleep(POLL).await;
        }
    }

    fn lives(&self, row: &GrantRow, dead: Option<i64>) -> bool {
        dead != Some(row.version) && row.expires_at_ms > self.clock.now_ms()
    }

    async fn row(&self, id: &GrantId) -> Result<GrantRow, TokenError> {
        self.grants.find(id).await?.ok_or(TokenError::Gone)
    }

    fn open(&self, row: &GrantRow) -> Result<AccessToken, TokenError> {
        let (token, _) = self.grants.open(row)?;
        Ok(AccessToken { token, version: row.version, scopes: row.scopes.clone() })
    }

    /// Refreshes a claimed row. `lives` says whether its access token still works.
    async fn refresh_claimed(&self, row: GrantRow, lives: bool) -> Result<AccessToken, TokenError> {
        let refresh = match self.grants.open(&row) {
            Ok((_, Some(refresh))) => refresh,
            Ok((_, None)) if lives => {
                self.grants.release(&row).await?;
                return self.open(&row);
            }
            Ok((_, None)) => {
                tracing::info!(grant = row.id.0, "an access token without a refresh token has ended");
                self.logins.end_by_grant(&row.id, row.version).await?;
                return Err(TokenError::Gone);
            }
            Err(error) => {
                self.grants.release(&row).await?;
                return Err(error.into());
            }
        };
        match self.oauth.refresh(&refresh).await {
            Ok(tokens) => self.store(row, tokens).await,
            Err(error) if is_dead(&error) => {
                let ended = self.logins.end_by_grant(&row.id, row.version).await?;
                if ended.is_empty() {
                    // This process slept longer than its lease, and another one has spent the token.
                    return self.open(&self.row(&row.id).await?);
                }
                tracing::info!(grant = row.id.0, error = %Causes(&error), "Discord no longer honours a grant: its logins are ended");
                Err(TokenError::Gone)
            }
            Err(error) => {
                self.grants.release(&row).await?;
                if lives { self.open(&row) } else { Err(TokenError::Refresh(error)) }
            }
        }
    }

    /// Stores the tokens of a refresh. The old ones are spent, so if the database is away, the new ones are used from memory until they
    /// can be stored.
    async fn store(&self, row: GrantRow, tokens: TokenPair) -> Result<AccessToken, TokenError> {
        let expires_at_ms = self.clock.now_ms().saturating_add(to_ms(tokens.lifetime));
        let version = row.version + 1;
        let token = AccessToken { token: tokens.access.clone(), version, scopes: tokens.scopes.clone() };
        match self.grants.renew(&row, &tokens, expires_at_ms).await {
            Ok(true) => {
                tracing::info!(grant = row.id.0, version, "token refreshed");
                Ok(token)
            }
            // The user signed out meanwhile. The new tokens are not revoked: that would end other logins too.
            Ok(false) => Err(TokenError::Gone),
            Err(error) => {
                tracing::error!(error = %Causes(&error), "a refreshed token cannot be stored now: it is held in memory");
                self.unsaved.hold(&row.id, token.clone(), expires_at_ms);
                let this = self.clone();
                self.tasks.spawn(async move { this.keep_storing(row, tokens, expires_at_ms).await });
                Ok(token)
            }
        }
    }

    async fn keep_storing(&self, row: GrantRow, tokens: TokenPair, expires_at_ms: u64) {
        let gives_up_at = Instant::now() + SAVE_FOR;
        let mut pause = POLL;
        while Instant::now() < gives_up_at {
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(MAX_SAVE_PAUSE);
            if let Ok(is_stored) = self.grants.renew(&row, &tokens, expires_at_ms).await {
                self.unsaved.drop_of(&row.id);
                tracing::info!(grant = row.id.0, is_stored, "a token that was held in memory is in the database");
                return;
            }
        }
        self.unsaved.drop_of(&row.id);
        tracing::error!(grant = row.id.0, "a refreshed token could not be stored: its logins have to sign in again");
    }
}

/// Returns whether Discord will never accept this refresh token again.
fn is_dead(error: &DiscordError) -> bool {
    // Older answers said `invalid_request` about the token.
    matches!(error, DiscordError::OAuth { error, description, .. }
        if error == "invalid_grant" || (error == "invalid_request" && description.contains("refresh_token")))
}
