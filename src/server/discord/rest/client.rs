use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::http::{HeaderMap, header};
use reqwest::Method;

use super::{
    Auth, Body, DiscordError, Reply, Request,
    breaker::{Breaker, Priority},
    rate_limit::{Place, RateLimits},
};
use crate::{brand, server::config::DiscordConfig};

/// Bytes of an answer: 200 guilds with every feature there is are far below.
const MAX_BODY: usize = 4 * 1024 * 1024;
/// How often a GET is tried again when Discord is in trouble.
const RETRIES: u32 = 2;
/// The pause before the first of them, doubled before the next; a random part of it is left out, so that those who
/// failed together do not come back together.
const RETRY_PAUSE: Duration = Duration::from_millis(200);
/// The longest limit that is waited for. Whoever asks can decide better what to do in a longer time.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// How long a request may take, stage by stage.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// To get a connection.
    pub connect: Duration,
    /// From sending to the answer's head; for signing in and for refreshes, `total` counts instead.
    pub head: Duration,
    /// Between two pieces of the answer's body.
    pub body: Duration,
    /// For everything, tries and waits included. A page gives up waiting long before.
    pub total: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let [connect, head, body, total] = [3, 6, 3, 10].map(Duration::from_secs);
        Self { connect, head, body, total }
    }
}

/// Discord's HTTP API: the reference library's `DiscordOAuth2HttpClient`. Cheap to clone; connections and limits are shared.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    config: Arc<DiscordConfig>,
    patience: Patience,
    limits: Arc<RateLimits>,
    breaker: Arc<Breaker>,
}

impl Client {
    /// A client for one application.
    ///
    /// # Errors
    /// When the TLS configuration of the system cannot be used.
    pub fn new(config: DiscordConfig, patience: Patience) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            // Source: <https://discord.com/developers/docs/reference#user-agent>.
            .user_agent(format!("DiscordBot ({}, {})", brand::HOMEPAGE, env!("CARGO_PKG_VERSION")))
            .connect_timeout(patience.connect)
            // A redirect would carry a token to wherever it points.
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let breaker = Arc::new(Breaker::new(Instant::now()));
        Ok(Self { http, config: Arc::new(config), patience, limits: Arc::default(), breaker })
    }

    /// The application this client speaks for.
    pub fn config(&self) -> &DiscordConfig {
        &self.config
    }

    /// Sends a request and reads its answer.
    ///
    /// A 429 with a short wait is obeyed and tried once more. A GET is tried again when Discord answers 5xx or the connection
    /// breaks; nothing else is, since it may have been done already.
    ///
    /// # Errors
    /// For every status of 300 and above, when there is no readable answer, and when it must not or cannot be sent.
    pub async fn request(&self, request: Request<'_>) -> Result<Reply, DiscordError> {
        request.check_route()?;
        let place = self.limits.place(&request.method, request.route, request.auth);
        let priority = if request.is_sign_in { Priority::SignIn } else { Priority::Page };
        self.send(self.build(request)?, &place, priority).await
    }

    /// Sends a request in the bot's name: the reference library's `bot_request`.
    ///
    /// # Errors
    /// As [`Client::request`], and when no bot token is set.
    pub async fn bot_request(&self, method: Method, route: &str) -> Result<Reply, DiscordError> {
        self.request(Request::new(method, route, Auth::Bot)).await
    }

    /// Sends anything to one of OAuth2's addresses below the API's base.
    pub(super) async fn oauth_request(&self, route: &str, request: reqwest::Request) -> Result<Reply, DiscordError> {
        let place = self.limits.place(request.method(), route, Auth::None);
        self.send(request, &place, Priority::SignIn).await
    }

    pub(super) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    fn build(&self, request: Request<'_>) -> Result<reqwest::Request, DiscordError> {
        let url = format!("{}{}", self.config.api_base_url, request.route);
        let builder = self.http.request(request.method, url).query(request.query).headers(request.headers);
        let builder = match request.auth {
            Auth::User(token) => builder.bearer_auth(token.expose()),
            Auth::Bot => {
                let token = self.config.bot_token.as_ref();
                let token = token.ok_or_else(|| DiscordError::Unsendable("DISCORD_BOT_TOKEN is not set".into()))?;
                builder.header(header::AUTHORIZATION, format!("Bot {}", token.expose()))
            }
            Auth::None => builder,
        };
        let builder = match request.body {
            Body::Empty => builder,
            Body::Json(json) => builder.json(json),
            Body::Form(fields) => builder.form(fields),
        };
        let mut request = builder.build()?;
        if let Some(credentials) = request.headers_mut().get_mut(header::AUTHORIZATION) {
            // So that no log of the HTTP stack shows it.
            credentials.set_sensitive(true);
        }
        Ok(request)
    }

    async fn send(&self, request: reqwest::Request, place: &Place, priority: Priority) -> Result<Reply, DiscordError> {
        tokio::time::timeout(self.patience.total, self.try_until_settled(request, place, priority))
            .await
            .unwrap_or(Err(DiscordError::TimedOut))
    }

    async fn try_until_settled(
        &self,
        request: reqwest::Request,
        place: &Place,
        priority: Priority,
    ) -> Result<Reply, DiscordError> {
        let may_repeat = request.method() == Method::GET;
        let (mut obeyed, mut retries) = (false, 0);
        loop {
            let again = request.try_clone().ok_or_else(|| DiscordError::Unsendable("the body is a stream".into()))?;
            let error = match self.try_once(again, place, priority).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            let pause = match &error {
                DiscordError::RateLimited { retry_after, .. } if !obeyed && *retry_after <= LONGEST_WAIT => {
                    obeyed = true;
                    *retry_after
                }
                _ if may_repeat
                    && retries < RETRIES
                    && (error.is_outage() || matches!(error, DiscordError::Unreachable(_))) =>
                {
                    retries += 1;
                    with_jitter(RETRY_PAUSE * retries)
                }
                _ => return Err(error),
            };
            tracing::debug!(%error, pause_ms = pause.as_millis(), "trying Discord again");
            tokio::time::sleep(pause).await;
        }
    }

    async fn try_once(
        &self,
        request: reqwest::Request,
        place: &Place,
        priority: Priority,
    ) -> Result<Reply, DiscordError> {
        if let Some(retry_after) = self.breaker.pause(place, priority, Instant::now()) {
            return Err(DiscordError::Paused { retry_after });
        }
        self.limits.take(place, Instant::now())?;
        let head = match priority {
            Priority::Page => self.patience.head,
            // A token call spends what it was sent, so an answer that is late is better than none.
            Priority::SignIn => self.patience.total,
        };
        let mut response =
            tokio::time::timeout(head, self.http.execute(request)).await.map_err(|_| DiscordError::TimedOut)??;
        let (status, headers) = (response.status().as_u16(), std::mem::take(response.headers_mut()));
        self.limits.note(place, &headers, Instant::now());
        self.breaker.note(place, status, is_shared(&headers), Instant::now());
        let body = self.read(response).await?;
        if status < 300 {
            return Ok(Reply { status, headers, body });
        }
        let error = DiscordError::from_answer(status, headers, &body);
        self.limits.refused(place, &error, Instant::now());
        Err(error)
    }

    async fn read(&self, mut response: reqwest::Response) -> Result<String, DiscordError> {
        let mut body = Vec::new();
        let next =
            async |response: &mut reqwest::Response| tokio::time::timeout(self.patience.body, response.chunk()).await;
        while let Some(chunk) = next(&mut response).await.map_err(|_| DiscordError::TimedOut)?? {
            if body.len() + chunk.len() > MAX_BODY {
                return Err(DiscordError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        String::from_utf8(body).map_err(|_| DiscordError::Undecodable("not UTF-8".into()))
    }
}

/// Whether a limit is one that a resource shares with other apps.
fn is_shared(headers: &HeaderMap) -> bool {
    headers.get("x-ratelimit-scope").is_some_and(|scope| scope == "shared")
}

/// Between half of a pause and all of it.
fn with_jitter(pause: Duration) -> Duration {
    let mut random = [0];
    // Without randomness everybody waits for the same time; that is no reason not to wait.
    let _ = aws_lc_rs::rand::fill(&mut random);
    pause / 2 + pause / 2 * u32::from(random[0]) / 255
}
