//! Requests with a user's token. If Discord refuses the token, it is refreshed, or its logins are ended.

use reqwest::Method;

use super::{AccessToken, DiscordSession, discord_session::authorization_request};
use crate::{
    discord::Authorization,
    error::AppError,
    server::discord::rest::{Auth, DiscordError, Reply, Request},
};

impl DiscordSession {
    /// Sends a request with the user's token in place of its own `auth`: the reference library's `request`.
    ///
    /// # Errors
    /// If Discord refuses, limits, fails or does not answer; [`AppError::Unauthenticated`] if it no longer accepts the login.
    pub async fn request(&self, request: Request<'_>) -> Result<Reply, AppError> {
        self.send(request, None).await
    }

    /// Sends a request for a route that needs a scope. If the scope is missing, Discord answers 401 or 403.
    pub(super) async fn send(&self, request: Request<'_>, scope: Option<&'static str>) -> Result<Reply, AppError> {
        let grant = &self.login.grant_id;
        let as_user = async |token: &AccessToken| {
            self.client.request(Request { auth: Auth::User(&token.token), ..request.clone() }).await
        };
        let mut token = self.access_token().await?;
        let mut answer = as_user(&token).await;
        // Another refresh may have replaced this token after it was read.
        if matches!(answer, Err(DiscordError::Unauthorized(_)))
            && let Some(newer) = self.tokens.newer_than(grant, &token).await?
        {
            token = newer;
            answer = as_user(&token).await;
        }
        if matches!(answer, Err(DiscordError::Unauthorized(_))) {
            if self.is_invalid(&token, scope).await? {
                token = self.tokens.replace(grant, &token).await?;
                answer = as_user(&token).await;
                // Discord refuses even the new token. Another refresh would only repeat this.
                if matches!(answer, Err(DiscordError::Unauthorized(_))) && self.is_invalid(&token, scope).await? {
                    self.tokens.give_up(grant, &token).await?;
                    self.caches.forget(&self.login.id);
                    return Err(AppError::Unauthenticated);
                }
            } else if request.method == Method::GET {
                // Discord sometimes refuses a valid token and accepts it the next time.
                answer = as_user(&token).await;
            }
        }
        match (answer, scope) {
            (Err(DiscordError::MissingScope(_)), Some(scope)) => {
                Err(AppError::MissingScope { scope: scope.to_owned() })
            }
            // The token is valid, so signing in again would not help.
            (Err(DiscordError::Unauthorized(refusal)), _) => {
                tracing::warn!(%refusal, route = request.route, "Discord refuses a valid token");
                Err(AppError::DiscordRefused)
            }
            (answer, _) => Ok(answer?),
        }
    }

    /// Returns the login's access token. If a refresh returned fewer scopes, it empties the login's cache.
    pub(super) async fn access_token(&self) -> Result<AccessToken, AppError> {
        let Some(grant) = &self.grant else {
            return Ok(self.tokens.access_token(&self.login.grant_id).await?);
        };
        let token = self.tokens.access_token_of(grant).await?;
        if !grant.scopes.missing_from(&token.scopes).is_empty() {
            tracing::info!(user = %self.login.user_id, "a refreshed token has fewer scopes than the one before");
            self.caches.forget(&self.login.id);
        }
        Ok(token)
    }

    /// Returns whether Discord refuses the token for every route.
    ///
    /// # Errors
    /// [`AppError::MissingScope`] if the token is valid but lacks the scope.
    async fn is_invalid(&self, token: &AccessToken, scope: Option<&'static str>) -> Result<bool, AppError> {
        let request = Request { auth: Auth::User(&token.token), ..authorization_request() };
        match self.client.request(request).await {
            Err(DiscordError::Unauthorized(_)) => Ok(true),
            Err(error) => Err(error.into()),
            Ok(reply) => match (scope, reply.json::<Authorization>()?.scopes) {
                (Some(scope), granted) if !granted.contains(scope) => {
                    Err(AppError::MissingScope { scope: scope.to_owned() })
                }
                _ => Ok(false),
            },
        }
    }
}
