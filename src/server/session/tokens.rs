use std::time::Duration;

use crate::{
    discord::Scopes,
    server::{
        clock::{Clock, to_ms},
        rest::{DiscordError, oauth::OAuth},
        secret::{Secret, SecretError},
        store::{GrantId, GrantRow, Grants, Logins, StoreError},
    },
};

/// A token that ends sooner than this is refreshed before it is used.
const REFRESH_BEFORE: Duration = Duration::from_secs(60);
/// How long one process may take for a refresh: longer than the client's own time limit.
const LEASE: Duration = Duration::from_secs(20);
/// How often, and how long in all, a loser looks for the winner's new version.
const POLL: Duration = Duration::from_millis(50);
const PATIENCE: Duration = Duration::from_secs(12);

/// A token to be used now.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// The token.
    pub token: Secret,
    /// The version it belongs to: a 401 is worth a second try only when the table has a newer one.
    pub version: i64,
}

/// There is no token to be had.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The login was ended, or Discord no longer honours its refresh token. Signing in again helps.
    #[error("the grant is gone")]
    Gone,
    /// Discord limits or fails for the moment.
    #[error("the refresh failed: {0}")]
    Refresh(#[source] DiscordError),
    /// Another process has been refreshing for too long.
    #[error("the refresh takes too long")]
    TimedOut,
    /// The table failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for TokenError {
    fn from(error: StoreError) -> Self {
        match error {
            // The key is gone, or somebody changed the table. The row stays: the key may come back.
            StoreError::Secret(SecretError::Undecryptable) => {
                tracing::error!("a stored token cannot be decrypted: SECRET_KEY changed, or the row was tampered with");
                Self::Gone
            }
            other => Self::Store(other),
        }
    }
}

/// Hands out access tokens, refreshed when they are about to end.
///
/// Refresh tokens are single use, so a refresh is claimed in the table first and called second: of all requests and
/// all processes one wins. The winner's call runs on when its visitor leaves, because a lost answer is a lost login.
#[derive(Debug, Clone)]
pub struct Tokens {
    grants: Grants,
    logins: Logins,
    oauth: OAuth,
    clock: Clock,
}

impl Tokens {
    /// Tokens from a table, refreshed over OAuth2.
    pub fn new(grants: Grants, logins: Logins, oauth: OAuth, clock: Clock) -> Self {
        Self { grants, logins, oauth, clock }
    }

    /// The access token of a grant.
    ///
    /// # Errors
    /// When the grant is gone, Discord fails, or the table does.
    pub async fn access_token(&self, id: &GrantId) -> Result<AccessToken, TokenError> {
        self.token_past(id, None).await
    }

    /// What a grant covers, as Discord said when it gave the tokens.
    ///
    /// # Errors
    /// When the grant is gone, or the table fails.
    pub async fn scopes(&self, id: &GrantId) -> Result<Scopes, TokenError> {
        Ok(self.row(id).await?.scopes)
    }

    /// A newer token than one that Discord just refused. Waits for a refresh that is under way; `None` when there is none,
    /// so that trying again is no use.
    ///
    /// # Errors
    /// As [`Tokens::access_token`].
    pub async fn newer_than(&self, id: &GrantId, refused: &AccessToken) -> Result<Option<AccessToken>, TokenError> {
        let row = self.row(id).await?;
        let is_refreshing = row.lease_until_ms > self.clock.now_ms();
        if row.version == refused.version && !is_refreshing {
            return Ok(None);
        }
        self.token_past(id, Some(refused.version)).await.map(Some)
    }

    /// A token in place of one that is dead before its time: refreshed, unless somebody else did it already.
    ///
    /// # Errors
    /// As [`Tokens::access_token`]. [`TokenError::Gone`] when Discord honours the refresh token no longer either.
    pub async fn replace(&self, id: &GrantId, dead: &AccessToken) -> Result<AccessToken, TokenError> {
        self.token_past(id, Some(dead.version)).await
    }

    /// Ends the logins of a grant whose tokens Discord no longer honours, unless they were refreshed since.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn give_up(&self, id: &GrantId, refused: &AccessToken) -> Result<(), TokenError> {
        let ended = self.logins.end_by_grant(id, refused.version).await?;
        tracing::info!(grant = id.0, logins = ended.len(), "Discord refuses a token that it gave just now");
        Ok(())
    }

    /// A living token, of a later version than one that is known to be dead.
    async fn token_past(&self, id: &GrantId, dead: Option<i64>) -> Result<AccessToken, TokenError> {
        let patience_ends_ms = self.clock.now_ms() + to_ms(PATIENCE);
        loop {
            let row = self.row(id).await?;
            let now = self.clock.now_ms();
            let lives = dead != Some(row.version) && row.expires_at_ms > now;
            if lives && row.expires_at_ms > now + to_ms(REFRESH_BEFORE) {
                return self.open(&row);
            }
            if self.grants.claim(&row, now, now + to_ms(LEASE)).await? {
                return self.refresh(row, lives).await;
            }
            if lives {
                // Somebody else refreshes; this one still lives.
                return self.open(&row);
            }
            if now > patience_ends_ms {
                return Err(TokenError::TimedOut);
            }
            tokio::time::sleep(POLL).await;
        }
    }

    async fn row(&self, id: &GrantId) -> Result<GrantRow, TokenError> {
        self.grants.find(id).await?.ok_or(TokenError::Gone)
    }

    fn open(&self, row: &GrantRow) -> Result<AccessToken, TokenError> {
        let (token, _) = self.grants.open(row)?;
        Ok(AccessToken { token, version: row.version })
    }

    /// Refreshes a claimed row, in a task of its own. `lives` is whether its access token still works.
    async fn refresh(&self, row: GrantRow, lives: bool) -> Result<AccessToken, TokenError> {
        let this = self.clone();
        let task = tokio::spawn(this.refresh_claimed(row, lives));
        task.await.map_err(|_| TokenError::TimedOut)?
    }

    async fn refresh_claimed(self, row: GrantRow, lives: bool) -> Result<AccessToken, TokenError> {
        let refresh = match self.grants.open(&row) {
            Ok((_, Some(refresh))) => refresh,
            Ok((token, None)) if lives => {
                self.grants.release(&row).await?;
                return Ok(AccessToken { token, version: row.version });
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
            Ok(tokens) => {
                let expires_at_ms = self.clock.now_ms().saturating_add(to_ms(tokens.lifetime));
                if !self.grants.renew(&row, &tokens, expires_at_ms).await? {
                    // Signed out meanwhile. The new tokens are forgotten and not revoked: that would end other logins.
                    return Err(TokenError::Gone);
                }
                tracing::info!(grant = row.id.0, version = row.version + 1, "token refreshed");
                Ok(AccessToken { token: tokens.access, version: row.version + 1 })
            }
            Err(error) if is_dead(&error) => {
                let ended = self.logins.end_by_grant(&row.id, row.version).await?;
                if ended.is_empty() {
                    // This process slept longer than its lease, and another one has spent the token.
                    return self.open(&self.row(&row.id).await?);
                }
                tracing::info!(grant = row.id.0, %error, "Discord no longer honours a grant: its logins are ended");
                Err(TokenError::Gone)
            }
            Err(error) => {
                self.grants.release(&row).await?;
                Err(TokenError::Refresh(error))
            }
        }
    }
}

/// Whether Discord will never take this refresh token again.
fn is_dead(error: &DiscordError) -> bool {
    // Older answers said `invalid_request` about the token.
    matches!(error, DiscordError::OAuth { error, description, .. }
        if error == "invalid_grant" || (error == "invalid_request" && description.contains("refresh_token")))
}
