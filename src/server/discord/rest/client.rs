use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::http::{HeaderMap, header};
use reqwest::Method;
use tracing::Instrument as _;

use super::{
    Auth, Body, DiscordError, Reply, Request,
    breaker::{Breaker, BreakerState, Priority},
    outcome::count_outcome,
    rate_limit::{RateLimitKey, RateLimits},
    route_label::route_label,
};
use crate::server::config::DiscordConfig;

/// The most bytes of an answer's body. 200 guilds with every known feature need far fewer.
const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;
/// How often a GET is retried when Discord fails.
const MAX_RETRIES: u32 = 2;
/// The pause before the first retry, doubled before the next. It is shortened at random, so that requests that failed together are not
/// retried together.
const RETRY_PAUSE: Duration = Duration::from_millis(200);
/// The longest rate limit that a request waits for. The caller decides what to do about a longer one.
const MAX_WAIT: Duration = Duration::from_secs(1);

/// How long each stage of a request may take.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For opening a connection.
    pub connect: Duration,
    /// From sending the request to the answer's headers. Sign-in requests and refreshes have `total` instead.
    pub head: Duration,
    /// Between two pieces of the answer's body.
    pub body: Duration,
    /// For the whole request, with retries and waits. A page stops waiting long before that.
    pub total: Duration,
}

impl Default for Timeouts {
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
    timeouts: Timeouts,
    limits: Arc<RateLimits>,
    breaker: Arc<Breaker>,
}

impl Client {
    /// Creates a client for one application.
    ///
    /// # Errors
    /// If the TLS configuration of the system cannot be used.
    pub fn new(config: DiscordConfig, timeouts: Timeouts) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .user_agent(&config.user_agent)
            .connect_timeout(timeouts.connect)
            // A redirect would send the token to another address.
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let breaker = Arc::new(Breaker::new(Instant::now()));
        Ok(Self { http, config: Arc::new(config), timeouts, limits: Arc::default(), breaker })
    }

    /// Returns the configuration of the application that this client speaks for.
    pub fn config(&self) -> &DiscordConfig {
        &self.config
    }

    /// Returns what is paused because Discord refused many requests.
    pub fn breaker_state(&self) -> BreakerState {
        self.breaker.state(Instant::now())
    }

    /// Sends a request and reads its answer.
    ///
    /// After a 429 with a short wait, it waits and retries once. A GET is retried when Discord answers 5xx or the connection breaks;
    /// other methods are not, because Discord may already have carried them out.
    ///
    /// # Errors
    /// For every status of 300 and above; if there is no readable answer; if the request must not or cannot be sent.
    pub async fn request(&self, request: Request<'_>) -> Result<Reply, DiscordError> {
        request.check_route()?;
        let key = self.limits.key(&request.method, request.route, request.auth);
        let priority = if request.is_sign_in { Priority::SignIn } else { Priority::Page };
        self.send(self.build(request)?, &key, priority).await
    }

    /// Sends a request with the bot's token: the reference library's `bot_request`.
    ///
    /// # Errors
    /// As [`Client::request`]; if no bot token is set.
    pub async fn bot_request(&self, method: Method, route: &str) -> Result<Reply, DiscordError> {
        self.request(Request::new(method, route, Auth::Bot)).await
    }

    /// Sends a request to an OAuth2 route below the API's base.
    pub(super) async fn oauth_request(&self, route: &str, request: reqwest::Request) -> Result<Reply, DiscordError> {
        let key = self.limits.key(request.method(), route, Auth::None);
        self.send(request, &key, Priority::SignIn).await
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
            // The HTTP library's logs do not show a sensitive header.
            credentials.set_sensitive(true);
        }
        Ok(request)
    }

    async fn send(
        &self,
        request: reqwest::Request,
        key: &RateLimitKey,
        priority: Priority,
    ) -> Result<Reply, DiscordError> {
        let route = route_label(key.route());
        let sending = self.send_with_retries(request, key, priority, &route);
        tokio::time::timeout(self.timeouts.total, sending).await.unwrap_or_else(|_| {
            let late = Err(DiscordError::TimedOut);
            count_outcome(&route, &late, self.timeouts.total);
            late
        })
    }

    async fn send_with_retries(
        &self,
        request: reqwest::Request,
        key: &RateLimitKey,
        priority: Priority,
        route: &str,
    ) -> Result<Reply, DiscordError> {
        let may_repeat = request.method() == Method::GET;
        let (mut has_waited, mut retries) = (false, 0);
        loop {
            let again = request.try_clone().ok_or_else(|| DiscordError::Unsendable("the body is a stream".into()))?;
            let (span, sent_at) = (tracing::info_span!("discord", route), Instant::now());
            let answer = self.try_once(again, key, priority).instrument(span).await;
            count_outcome(route, &answer, sent_at.elapsed());
            let error = match answer {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            let pause = match &error {
                DiscordError::RateLimited { retry_after, .. } if !has_waited && *retry_after <= MAX_WAIT => {
                    has_waited = true;
                    *retry_after
                }
                _ if may_repeat
                    && retries < MAX_RETRIES
                    && (error.is_outage() || matches!(error, DiscordError::Unreachable(_))) =>
                {
                    retries += 1;
                    with_jitter(RETRY_PAUSE * retries)
                }
                _ => return Err(error),
            };
            tracing::debug!(%error, pause_ms = pause.as_millis(), "a request to Discord is retried");
            tokio::time::sleep(pause).await;
        }
    }

    async fn try_once(
        &self,
        request: reqwest::Request,
        key: &RateLimitKey,
        priority: Priority,
    ) -> Result<Reply, DiscordError> {
        if let Some(retry_after) = self.breaker.pause(key, priority, Instant::now()) {
            return Err(DiscordError::Paused { retry_after });
        }
        self.limits.take(key, Instant::now())?;
        let head = match priority {
            Priority::Page => self.timeouts.head,
            // A code or a refresh token works only once, so a late answer is better than none.
            Priority::SignIn => self.timeouts.total,
        };
        let mut response =
            tokio::time::timeout(head, self.http.execute(request)).await.map_err(|_| DiscordError::TimedOut)??;
        let (status, headers) = (response.status().as_u16(), std::mem::take(response.headers_mut()));
        self.limits.record(key, &headers, Instant::now());
        self.breaker.record(key, status, is_shared(&headers), Instant::now());
        let body = self.read(response).await?;
        if status < 300 {
            return Ok(Reply { status, headers, body });
        }
        let error = DiscordError::from_answer(status, headers, &body);
        self.limits.record_refusal(key, &error, Instant::now());
        Err(error)
    }

    async fn read(&self, mut response: reqwest::Response) -> Result<String, DiscordError> {
        let mut body = Vec::new();
        let next =
            async |response: &mut reqwest::Response| tokio::time::timeout(self.timeouts.body, response.chunk()).await;
        while let Some(chunk) = next(&mut response).await.map_err(|_| DiscordError::TimedOut)?? {
            if body.len() + chunk.len() > MAX_BODY_BYTES {
                return Err(DiscordError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        String::from_utf8(body).map_err(|_| DiscordError::Undecodable("not UTF-8".into()))
    }
}

/// Returns whether other apps share the rate limit of an answer.
fn is_shared(headers: &HeaderMap) -> bool {
    headers.get("x-ratelimit-scope").is_some_and(|scope| scope == "shared")
}

/// Returns a random time between half of a pause and all of it.
fn with_jitter(pause: Duration) -> Duration {
    let mut random = [0];
    // Without randomness, every request waits equally long, which is better than no wait.
    let _ = aws_lc_rs::rand::fill(&mut random);
    pause / 2 + pause / 2 * u32::from(random[0]) / 255
}
