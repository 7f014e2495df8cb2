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
        metrics,
        store::{GrantId, GrantRow, Grants, Logins},
    },
};

/// A token that expires sooner than this is refreshed before it is used.
const REFRESH_BEFORE: Duration = Duration::from_secs(60);
/// How long one process may take for a refresh: slightly longer than the client's own limit for the call.
const LEASE: Duration = Duration::from_secs(11);
/// How often a process looks for the new version while another process refreshes.
const POLL: Duration = Duration::from_millis(50);
/// How long a process waits for the refresh of another process.
const MAX_WAIT: Duration = Duration::from_secs(15);
/// How long a new token is kept in memory while the database cannot store it.
const SAVE_FOR: Duration = Duration::from_secs(600);
/// The longest pause between two attempts to store it.
const MAX_SAVE_PAUSE: Duration = Duration::from_secs(5);
/// The most grants that this process refreshes at the same time.
const MAX_REFRESHES: u64 = 100_000;

/// Returns access tokens, and refreshes those that are about to expire.
///
/// A refresh token works once, so a process claims the refresh in the table before it calls Discord. Only one request in one process
/// gets the claim. Its call continues even if the visitor leaves, because without the answer the login would be lost.
#[derive(Clone)]
pub struct Tokens {
    grants: Grants,
    logins: Logins,
    oauth: OAuth,
    clock: Clock,
    tasks: TaskTracker,
    /// A lock for each grant: within this process, one task at a time refreshes it.
    refresh_locks: moka::sync::Cache<GrantId, Arc<tokio::sync::Mutex<()>>>,
    unsaved: UnsavedTokens,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive()
    }
}

impl Tokens {
    /// Creates the tokens of the two tables. A shutdown waits for the tasks that refresh them.
    pub fn new(grants: Grants, logins: Logins, oauth: OAuth, clock: Clock, tasks: TaskTracker) -> Self {
        let idle = MAX_WAIT * 2;
        let refresh_locks = moka::sync::Cache::builder().max_capacity(MAX_REFRESHES).time_to_idle(idle).build();
        Self { grants, logins, oauth, clock, tasks, refresh_locks, unsaved: UnsavedTokens::default() }
    }

    /// Returns the access token of a grant.
    ///
    /// # Errors
    /// If the grant is gone, or Discord or the table fails.
    pub async fn access_token(&self, id: &GrantId) -> Result<AccessToken, TokenError> {
        self.valid_token(id, None).await
    }

    /// Returns the access token of a grant whose row was just read. If the row's token is valid for a while, the table is not read again.
    ///
    /// # Errors
    /// As [`Tokens::access_token`].
    pub async fn access_token_of(&self, row: &GrantRow) -> Result<AccessToken, TokenError> {
        if self.is_refresh_due(row) { self.valid_token(&row.id, None).await } else { self.open(row) }
    }

    /// Returns the scopes of a grant, as Discord listed them with the tokens.
    ///
    /// # Errors
    /// If the grant is gone, or the table fails.
    pub async fn scopes(&self, id: &GrantId) -> Result<Scopes, TokenError> {
        Ok(self.row(id).await?.scopes)
    }

    /// Returns a newer token than one that Discord just refused, and waits for a running refresh. `None` if there is no newer token and
    /// no refresh, so that a retry would not help.
    ///
    /// # Errors
    /// As [`Tokens::access_token`].
    pub async fn newer_than(&self, id: &GrantId, refused: &AccessToken) -> Result<Option<AccessToken>, TokenError> {
        let row = self.row(id).await?;
        // Our clock may differ from the database's, so any lease counts. An expired lease can be claimed, which leads to a new token too.
        let is_refreshing = row.lease_until_ms != 0;
        if row.version == refused.version && !is_refreshing {
            return Ok(None);
        }
        self.valid_token(id, Some(refused.version)).await.map(Some)
    }

    /// Returns a new token for one that Discord refuses although it has not expired. It refreshes the grant, unless another task did.
    ///
    /// # Errors
    /// As [`Tokens::access_token`]. [`TokenError::Gone`] if Discord does not accept the refresh token either.
    pub async fn replace(&self, id: &GrantId, refused: &AccessToken) -> Result<AccessToken, TokenError> {
        self.valid_token(id, Some(refused.version)).await
    }

    /// Ends the logins of a grant whose tokens Discord no longer accepts, unless they were refreshed since.
    ///
    /// # Errors
    /// If the table fails.
    pub async fn give_up(&self, id: &GrantId, refused: &AccessToken) -> Result<(), TokenError> {
        let ended = self.logins.end_by_grant(id, refused.version).await?;
        tracing::info!(
            grant = id.0,
            logins = ended.len(),
            "Discord refuses a token that it just issued: its logins are ended"
        );
        Ok(())
    }

    /// Returns a valid token, but not the version that Discord refused. It runs in a task of its own, because it holds a lock and the
    /// visitor may leave.
    async fn valid_token(&self, id: &GrantId, refused: Option<i64>) -> Result<AccessToken, TokenError> {
        if let Some(token) = self.unsaved.find_valid(id, refused, self.clock.now_ms()) {
            return Ok(token);
        }
        let (this, id) = (self.clone(), id.clone());
        let task = self.tasks.spawn(async move { this.find_or_refresh(&id, refused).await });
        task.await.map_err(|_| TokenError::TimedOut)?
    }

    async fn find_or_refresh(&self, id: &GrantId, refused: Option<i64>) -> Result<AccessToken, TokenError> {
        let lock = self.refresh_locks.get_with_by_ref(id, Arc::default);
        let _one_at_a_time = match lock.try_lock() {
            Ok(guard) => guard,
            Err(_) => {
                let row = self.row(id).await?;
                if self.is_valid(&row, refused) {
                    // Another task refreshes the grant, and the current token is still valid.
                    return self.open(&row);
                }
                lock.lock().await
            }
        };
        let gives_up_at = Instant::now() + MAX_WAIT;
        loop {
            if let Some(token) = self.unsaved.find_valid(id, refused, self.clock.now_ms()) {
                return Ok(token);
            }
            let row = self.row(id).await?;
            let is_valid = self.is_valid(&row, refused);
            if is_valid && !self.is_refresh_due(&row) {
                return self.open(&row);
            }
            if self.grants.claim(&row, LEASE).await? {
                return self.refresh_claimed(row, is_valid).await;
            }
            if is_valid {
                // Another process refreshes the grant.
                return self.open(&row);
            }
            if Instant::now() > gives_up_at {
                return Err(TokenError::TimedOut);
            }
            tokio::time::sleep(POLL).await;
        }
    }

    fn is_valid(&self, row: &GrantRow, refused: Option<i64>) -> bool {
        refused != Some(row.version) && row.expires_at_ms > self.clock.now_ms()
    }

    fn is_refresh_due(&self, row: &GrantRow) -> bool {
        row.expires_at_ms <= self.clock.now_ms().saturating_add(to_ms(REFRESH_BEFORE))
    }

    async fn row(&self, id: &GrantId) -> Result<GrantRow, TokenError> {
        self.grants.find(id).await?.ok_or(TokenError::Gone)
    }

    fn open(&self, row: &GrantRow) -> Result<AccessToken, TokenError> {
        let (token, _) = self.grants.open(row)?;
        Ok(AccessToken { token, version: row.version, scopes: row.scopes.clone() })
    }

    /// Refreshes a claimed row. `is_valid` says whether its access token still works.
    async fn refresh_claimed(&self, row: GrantRow, is_valid: bool) -> Result<AccessToken, TokenError> {
        let refresh = match self.grants.open(&row) {
            Ok((_, Some(refresh))) => refresh,
            Ok((_, None)) if is_valid => {
                self.grants.release(&row).await?;
                return self.open(&row);
            }
            Ok((_, None)) => {
                tracing::info!(
                    grant = row.id.0,
                    "an access token without a refresh token no longer works: its logins are ended"
                );
                self.logins.end_by_grant(&row.id, row.version).await?;
                return Err(TokenError::Gone);
            }
            Err(error) => {
                self.grants.release(&row).await?;
                return Err(error.into());
            }
        };
        let answer = self.oauth.refresh(&refresh).await;
        metrics::token_refreshed(outcome_of(&answer));
        match answer {
            Ok(tokens) => self.store(row, tokens).await,
            Err(error) if is_refresh_token_refused(&error) => {
                let ended = self.logins.end_by_grant(&row.id, row.version).await?;
                if ended.is_empty() {
                    // This process was suspended for longer than its lease, and another one used the refresh token.
                    return self.open(&self.row(&row.id).await?);
                }
                tracing::info!(grant = row.id.0, error = %Causes(&error), "Discord no longer accepts a grant: its logins are ended");
                Err(TokenError::Gone)
            }
            Err(error) => {
                self.grants.release(&row).await?;
                if is_valid { self.open(&row) } else { Err(TokenError::Refresh(error)) }
            }
        }
    }

    /// Stores the tokens of a refresh. The old ones no longer work. If the database fails, the new ones stay in memory until they can be
    /// stored.
    async fn store(&self, row: GrantRow, tokens: TokenPair) -> Result<AccessToken, TokenError> {
        let expires_at_ms = self.clock.now_ms().saturating_add(to_ms(tokens.lifetime));
        let version = row.version + 1;
        let token = AccessToken { token: tokens.access.clone(), version, scopes: tokens.scopes.clone() };
        match self.grants.renew(&row, &tokens, expires_at_ms).await {
            Ok(true) => {
                tracing::info!(grant = row.id.0, version, "token refreshed");
                Ok(token)
            }
            // The user signed out in the meantime. The new tokens are not revoked, because that would end other logins too.
            Ok(false) => Err(TokenError::Gone),
            Err(error) => {
                tracing::error!(error = %Causes(&error), "a refreshed token cannot be stored now: it is kept in memory");
                self.unsaved.insert(&row.id, token.clone(), expires_at_ms);
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
                self.unsaved.remove(&row.id);
                tracing::info!(grant = row.id.0, is_stored, "a refreshed token no longer has to be kept in memory");
                return;
            }
        }
        self.unsaved.remove(&row.id);
        tracing::error!(grant = row.id.0, "a refreshed token could not be stored: its user has to sign in again");
    }
}

/// Returns a word for how a refresh ended, as a label of the metrics. Only `refused` signs people out.
fn outcome_of(answer: &Result<TokenPair, DiscordError>) -> &'static str {
    match answer {
        Ok(_) => "ok",
        Err(error) if is_refresh_token_refused(error) => "refused",
        Err(_) => "failed",
    }
}

/// Returns whether Discord will never accept this refresh token again.
fn is_refresh_token_refused(error: &DiscordError) -> bool {
    // Discord used to answer `invalid_request` in this case.
    matches!(error, DiscordError::OAuth { error, description, .. }
        if error == "invalid_grant" || (error == "invalid_request" && description.contains("refresh_token")))
}
