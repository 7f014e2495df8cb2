//! Discord's OAuth2: the address of the consent page, and the calls about tokens.
//!
//! Source: <https://discord.com/developers/docs/topics/oauth2>, RFC 6749, RFC 7636 (PKCE), RFC 7009 (revocation).

use std::{pin::Pin, sync::Arc};

use axum::http::{HeaderValue, StatusCode, header};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope,
    StandardRevocableToken, TokenUrl,
    basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse},
    url::ParseError,
};

use super::{Authorize, AuthorizeError, Client, DiscordError, ExchangeAnswer, TokenPair, token_answer::TokenAnswer};
use crate::{discord::Scopes, server::secret::Secret};

const TOKEN_ROUTE: &str = "/oauth2/token";
const REVOCATION_ROUTE: &str = "/oauth2/token/revoke";

/// The start of a flow: the address for the browser, and the verifier to keep until the callback.
#[derive(Debug)]
pub struct Authorization {
    /// The consent page's address.
    pub url: String,
    /// The PKCE verifier. It proves to Discord that the server that exchanges the code also started the flow.
    pub verifier: Secret,
}

type OAuthClient = oauth2::Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// The OAuth2 calls of one application.
#[derive(Debug, Clone)]
pub struct OAuth {
    client: Client,
    oauth: Arc<OAuthClient>,
}

impl OAuth {
    /// Creates the OAuth2 calls of a client's application.
    ///
    /// # Errors
    /// If a configured URL cannot be parsed.
    pub fn new(client: Client) -> Result<Self, ParseError> {
        let config = client.config();
        let oauth = oauth2::Client::new(ClientId::new(config.client_id.to_string()))
            .set_client_secret(ClientSecret::new(config.client_secret.expose().to_owned()))
            .set_auth_uri(AuthUrl::new(config.authorize_url.clone())?)
            .set_token_uri(TokenUrl::new(format!("{}{TOKEN_ROUTE}", config.api_base_url))?)
            .set_redirect_uri(RedirectUrl::new(config.redirect_uri.clone())?);
        Ok(Self { client, oauth: Arc::new(oauth) })
    }

    /// Starts a flow with the given state and PKCE (S256).
    ///
    /// # Errors
    /// If Discord would refuse the flow.
    pub fn authorize(&self, parameters: &Authorize, state: &Secret) -> Result<Authorization, AuthorizeError> {
        parameters.check()?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = self
            .oauth
            .authorize_url(|| CsrfToken::new(state.expose().to_owned()))
            .add_scopes(parameters.scopes.iter().map(|scope| Scope::new(scope.to_owned())))
            .add_extra_param("prompt", parameters.prompt.as_str())
            .set_pkce_challenge(challenge);
        for (name, value) in parameters.params() {
            request = request.add_extra_param(name, value);
        }
        let (url, _) = request.url();
        Ok(Authorization { url: url.into(), verifier: Secret::new(verifier.into_secret()) })
    }

    /// Exchanges a code for tokens. A code works once, and for 100 seconds only.
    ///
    /// # Errors
    /// If Discord refuses it, limits, fails, or does not answer.
    pub async fn exchange(&self, code: &str, verifier: &Secret) -> Result<ExchangeAnswer, DiscordError> {
        let send = self.sender();
        let answer = self
            .oauth
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().to_owned()))
            .request_async(&send)
            .await;
        read(answer)
    }

    /// Exchanges a refresh token for a new pair. The refresh token works only once.
    ///
    /// # Errors
    /// As [`OAuth::exchange`]; `invalid_grant` means that the user has to sign in again.
    pub async fn refresh(&self, refresh: &Secret) -> Result<TokenPair, DiscordError> {
        let send = self.sender();
        let token = RefreshToken::new(refresh.expose().to_owned());
        let mut tokens = read(self.oauth.exchange_refresh_token(&token).request_async(&send).await)?.tokens;
        // If the answer has no new refresh token, the old one stays valid (RFC 6749, section 6).
        tokens.refresh.get_or_insert_with(|| refresh.clone());
        Ok(tokens)
    }

    /// Revokes a token, and with it every token of that user for this application, on all their devices.
    ///
    /// # Errors
    /// If Discord refuses, limits, fails, or does not answer.
    pub async fn revoke(&self, token: &Secret) -> Result<(), DiscordError> {
        // Built by hand: the oauth2 crate revokes over https only, but the sandbox uses http on loopback.
        let config = self.client.config();
        let request = self
            .client
            .http()
            .post(format!("{}{REVOCATION_ROUTE}", config.api_base_url))
            .basic_auth(config.client_id, Some(config.client_secret.expose()))
            .form(&[("token", token.expose())])
            .build()?;
        self.client.oauth_request(REVOCATION_ROUTE, request).await.map(drop)
    }

    /// Checks whether Discord accepts the client id and secret, with the only grant that needs nothing else. Its token belongs to the
    /// application's owner.
    ///
    /// The token is dropped at once. It is not revoked, because that would end all of the owner's logins.
    ///
    /// # Errors
    /// If Discord refuses, limits, fails, or does not answer; if its answer is not a token.
    pub async fn check_credentials(&self) -> Result<(), DiscordError> {
        // Built by hand, like the revocation: the oauth2 crate's request would need a client of another type.
        let config = self.client.config();
        let request = self
            .client
            .http()
            .post(format!("{}{TOKEN_ROUTE}", config.api_base_url))
            .basic_auth(config.client_id, Some(config.client_secret.expose()))
            .form(&[("grant_type", "client_credentials"), ("scope", Scopes::IDENTIFY)])
            .build()?;
        self.client.oauth_request(TOKEN_ROUTE, request).await?.json::<TokenAnswer>().map(drop)
    }

    /// Returns the function with which the oauth2 crate sends its requests through our client.
    fn sender(&self) -> impl Fn(HttpRequest) -> PendingResponse {
        let client = self.client.clone();
        // Boxed, because the compiler cannot prove that a future that borrows the client may move between threads.
        move |request| Box::pin(send(client.clone(), request))
    }
}

type PendingResponse = Pin<Box<dyn Future<Output = Result<HttpResponse, DiscordError>> + Send>>;

/// Sends a request of the oauth2 crate. It turns every refusal into our own error, because status and headers are known only here.
async fn send(client: Client, request: HttpRequest) -> Result<HttpResponse, DiscordError> {
    let (parts, body) = request.into_parts();
    let request = client.http().request(parts.method, parts.uri.to_string()).headers(parts.headers).body(body);
    let reply = client.oauth_request(TOKEN_ROUTE, request.build()?).await?;
    let mut response = HttpResponse::new(reply.body.into_bytes());
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or_default();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

fn read(
    answer: Result<TokenAnswer, RequestTokenError<DiscordError, BasicErrorResponse>>,
) -> Result<ExchangeAnswer, DiscordError> {
    let answer = answer.map_err(|error| match error {
        RequestTokenError::Request(error) => error,
        RequestTokenError::ServerResponse(error) => DiscordError::OAuth {
            status: 400,
            error: error.error().to_string(),
            description: error.error_description().cloned().unwrap_or_default(),
        },
        // Leave out the body: it may contain a token.
        RequestTokenError::Parse(error, _) => DiscordError::Undecodable(error.to_string()),
        RequestTokenError::Other(text) => DiscordError::Undecodable(text),
    })?;
    Ok(answer.into())
}
