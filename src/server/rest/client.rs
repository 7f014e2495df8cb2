use std::{sync::Arc, time::Duration};

use reqwest::{Method, header};
use serde_json::Value;

use super::DiscordError;
use crate::{
    brand,
    server::{config::DiscordConfig, secret::Secret},
};

/// Time to get a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// Time for a whole answer; a page gives up waiting long before.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes of an answer: 200 guilds with every feature there is are far below.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// Discord's HTTP API. Cheap to clone; one connection pool for all.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    config: Arc<DiscordConfig>,
}

/// Whose name a request is made in.
#[derive(Debug, Clone, Copy)]
pub enum Auth<'a> {
    /// A user's access token.
    User(&'a Secret),
    /// The application's bot.
    Bot,
    /// Nobody's.
    None,
}

/// A request to be sent.
#[derive(Debug)]
pub struct Request<'a> {
    /// The HTTP method.
    pub method: Method,
    /// The route below the API's base, such as `/users/@me`. Ids in it have to be checked snowflakes.
    pub route: &'a str,
    /// Whose name it is made in.
    pub auth: Auth<'a>,
    /// Query parameters.
    pub query: &'a [(&'a str, &'a str)],
    /// A JSON body. `None` sends none.
    pub json: Option<&'a Value>,
}

impl<'a> Request<'a> {
    /// A plain GET.
    pub const fn get(route: &'a str, auth: Auth<'a>) -> Self {
        Self { method: Method::GET, route, auth, query: &[], json: None }
    }
}

/// An answer below status 400.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body as text; empty for 204.
    pub body: String,
}

impl Reply {
    /// The body as JSON; the text itself when it is none.
    pub fn json_or_text(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| Value::String(self.body.clone()))
    }
}

impl Client {
    /// A client for one application.
    ///
    /// # Errors
    /// When the TLS configuration of the system cannot be used.
    pub fn new(config: DiscordConfig) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            // Source: <https://discord.com/developers/docs/reference#user-agent>.
            .user_agent(format!("DiscordBot ({}, {})", brand::HOMEPAGE, env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TOTAL_TIMEOUT)
            // A redirect would carry a token to wherever it points.
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { http, config: Arc::new(config) })
    }

    /// The application this client speaks for.
    pub fn config(&self) -> &DiscordConfig {
        &self.config
    }

    /// Sends a request and reads its answer.
    ///
    /// # Errors
    /// For every status of 400 and above, and when there is no readable answer.
    pub async fn request(&self, request: Request<'_>) -> Result<Reply, DiscordError> {
        let mut builder = self
            .http
            .request(request.method, format!("{}{}", self.config.api_base_url, request.route))
            .query(request.query);
        builder = match request.auth {
            Auth::User(token) => builder.bearer_auth(token.expose()),
            Auth::Bot => {
                let token = self
                    .config
                    .bot_token
                    .as_ref()
                    .ok_or_else(|| DiscordError::Unauthorized { message: "DISCORD_BOT_TOKEN is not set".into() })?;
                builder.header(header::AUTHORIZATION, format!("Bot {}", token.expose()))
            }
            Auth::None => builder,
        };
        if let Some(json) = request.json {
            builder = builder.json(json);
        }
        let (status, retry_after, body) = self.send(builder.build()?).await?;
        if status >= 400 {
            return Err(DiscordError::from_answer(status, retry_after.as_deref(), &body));
        }
        Ok(Reply { status, body })
    }

    /// Sends a request in the bot's name.
    ///
    /// # Errors
    /// As [`Client::request`], and when no bot token is set.
    pub async fn bot_request(&self, method: Method, route: &str) -> Result<Reply, DiscordError> {
        self.request(Request { method, route, auth: Auth::Bot, query: &[], json: None }).await
    }

    /// Sends anything; answers status, `Retry-After` and the body, whatever the status is.
    pub(super) async fn send(&self, request: reqwest::Request) -> Result<(u16, Option<String>, String), DiscordError> {
        let mut response = self.http.execute(request).await?;
        let status = response.status().as_u16();
        let retry_after =
            response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > MAX_BODY {
                return Err(DiscordError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let body = String::from_utf8(body).map_err(|error| DiscordError::Undecodable(error.to_string()))?;
        Ok((status, retry_after, body))
    }

    pub(super) fn http(&self) -> &reqwest::Client {
        &self.http
    }
}
