//! The state that requests share, built once at start-up.

use std::{ops::Deref, sync::Arc};

use axum::extract::FromRef;
use leptos::prelude::{LeptosOptions, use_context};
use sqlx::migrate::Migrator;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    auth::FailedSignIns,
    clock::Clock,
    config::Config,
    discord::{
        Bot, Caches, DiscordSession, Tokens,
        rest::{Client, Timeouts, oauth::OAuth},
    },
    setup::Completion,
    store::{
        AuditLog, Bans, Database, Grants, Login, Logins, OpenError, SessionTable, SignInFailures, SignedInBrowsers,
        SignedInPeople, UsedFlows,
    },
};
use crate::{discord::Cdn, error::AppError};
use sandbox::{self, Sandbox};

/// Everything that requests share. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<AppStateInner>);

/// What [`AppState`] holds.
pub struct AppStateInner {
    /// The checked configuration.
    pub config: Config,
    /// Builds the URLs of images.
    pub cdn: Cdn,
    /// The origin of the images; `None` if it is this site's own, as in the sandbox.
    pub image_origin: Option<String>,
    /// Leptos' own options, such as the folder of the built files.
    pub leptos: LeptosOptions,
    /// The clock, which tests can move ahead.
    pub clock: Clock,
    /// Tasks that go on without their request. A shutdown waits for them.
    pub tasks: TaskTracker,
    /// Cancelled when the process is told to stop.
    pub stopping: CancellationToken,
    /// The database, for transactions and the readiness check.
    pub database: Database,
    /// The records of tower-sessions.
    pub sessions: SessionTable,
    /// Sessions, read together with their logins and grants.
    pub signed_in_browsers: SignedInBrowsers,
    /// Signed-in browsers.
    pub logins: Logins,
    /// Encrypted tokens.
    pub grants: Grants,
    /// Flows whose code was sent to Discord.
    pub used_flows: UsedFlows,
    /// People who may not sign in.
    pub bans: Bans,
    /// What admins did.
    pub audit_log: AuditLog,
    /// Sign-ins that failed, as admins see them.
    pub sign_in_failures: SignInFailures,
    /// Counts sign-ins that fail.
    pub failed_sign_ins: FailedSignIns,
    /// People who are signed in, as admins see them.
    pub signed_in_people: SignedInPeople,
    /// Discord's API.
    pub client: Client,
    /// Discord's OAuth2.
    pub oauth: OAuth,
    /// Access tokens, refreshed when due.
    pub tokens: Tokens,
    /// Discord's cached answers.
    pub caches: Caches,
    /// The application's bot.
    pub bot: Bot,
    /// The sandbox. `None` if the app uses Discord itself.
    pub sandbox: Option<Sandbox>,
    /// Whether `/setup` has nothing left to do.
    pub setup: Completion,
}

/// Why the server cannot start. `Display` says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database could not be opened.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// The HTTP client could not be created.
    #[error("The HTTP client cannot be set up ({0}). Check the system's CA certificates.")]
    Client(#[from] reqwest::Error),
    /// One of Discord's URLs cannot be parsed. The configuration was checked before, so this is not expected.
    #[error("One of the DISCORD_* URLs cannot be parsed ({0}). Correct it and start again.")]
    Address(#[from] oauth2::url::ParseError),
}

impl AppState {
    /// Opens the database with the tables of the features, and builds everything else, with the sandbox if configured.
    ///
    /// # Errors
    /// If the database cannot be opened, or the HTTP client cannot be created.
    pub async fn new(
        config: Config,
        leptos: LeptosOptions,
        clock: Clock,
        features: Vec<Migrator>,
    ) -> Result<Self, StartError> {
        let database = Database::open_with(&config.database_url, config.database_max_connections, features).await?;
        let client = Client::new(config.discord.clone(), Timeouts::default())?;
        let oauth = OAuth::new(client.clone())?;
        let grants = Grants::new(database.clone(), config.vault.clone());
        let logins = Logins::new(database.clone());
        let tasks = TaskTracker::new();
        let sign_in_failures = SignInFailures::new(database.clone());
        Ok(Self(Arc::new(AppStateInner {
            cdn: Cdn::new(&config.discord.cdn_base_url),
            image_origin: Some(config.discord.cdn_origin()).filter(|origin| origin != config.public_url.origin()),
            sessions: SessionTable::new(database.clone(), clock.clone()),
            signed_in_browsers: SignedInBrowsers::new(database.clone(), clock.clone()),
            used_flows: UsedFlows::new(database.clone(), config.vault.clone()),
            tokens: Tokens::new(grants.clone(), logins.clone(), oauth.clone(), clock.clone(), tasks.clone()),
            caches: Caches::new(config.cache_max_logins, config.cache_ttl, &clock),
            bot: Bot::new(client.clone(), config.cache_max_logins, config.cache_ttl, &clock),
            sandbox: config.sandbox.then(|| new_sandbox(&config)),
            bans: Bans::new(database.clone()),
            audit_log: AuditLog::new(database.clone()),
            failed_sign_ins: FailedSignIns::new(sign_in_failures.clone(), clock.clone(), tasks.clone()),
            sign_in_failures,
            signed_in_people: SignedInPeople::new(database.clone()),
            setup: Completion::default(),
            stopping: CancellationToken::new(),
            tasks,
            leptos,
            clock,
            database,
            logins,
            grants,
            client,
            oauth,
            config,
        })))
    }

    /// Returns the state of the server that answers the current request.
    ///
    /// # Errors
    /// [`AppError::Internal`] outside a request, which is a bug.
    pub fn current() -> Result<Self, AppError> {
        use_context().ok_or(AppError::Internal)
    }

    /// Creates the session for a login's requests to Discord.
    pub fn discord_session(&self, login: Login) -> DiscordSession {
        DiscordSession::new(login, self.client.clone(), self.tokens.clone(), self.caches.clone())
    }
}

fn new_sandbox(config: &Config) -> Sandbox {
    Sandbox::new(sandbox::Options {
        client_id: config.discord.client_id.to_string(),
        client_secret: config.discord.client_secret.expose().to_owned(),
        bot_token: config.discord.bot_token.as_ref().map(|token| token.expose().to_owned()).unwrap_or_default(),
        redirect_uris: vec![config.discord.redirect_uri.clone()],
        webhook_url: Some(config.discord.webhook_url.clone()),
        state_file: Some(config.data_dir.join("sandbox.json")),
    })
}

impl Deref for AppState {
    type Target = AppStateInner;

    fn deref(&self) -> &AppStateInner {
        &self.0
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
