//! The report of the page `/setup` in development: whether the developer's own Discord application is connected, and what to do
//! next.
//!
//! A report names variables and public ids, and never a secret.

mod application_step;
mod bot_step;
mod completion;
mod credentials_step;
mod members_step;
mod redirect_step;
mod step;
mod webhook_step;

use std::{future::Future, time::Duration};

use axum::http::request::Parts;
use reqwest::Method;

use application_step::application_step;
use bot_step::bot_step;
pub use completion::Completion;
use credentials_step::credentials_step;
use members_step::members_step;
use redirect_step::redirect_step;
pub use step::{Step, StepState};
use webhook_step::webhook_step;

use super::{
    config::Config,
    discord::rest::{Client, DiscordError},
    http::opened_at::opened_at,
    state::AppState,
};
use crate::discord::{Application, ApplicationId, Guild, GuildId};

/// How long the page waits for Discord. Other pages wait as long.
const CHECK_TIMEOUT: Duration = Duration::from_secs(3);
/// The lines for `.env`; `.env.example` explains them.
pub const ENV_LINES: &str = "DISCORD_CLIENT_ID=\nDISCORD_CLIENT_SECRET=\nDISCORD_BOT_TOKEN=";

/// The state of every step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupReport {
    /// The developer's application. `None` while the app uses the sandbox.
    pub client_id: Option<ApplicationId>,
    /// The address that people open.
    pub public_url: String,
    /// The address that the browser opened, according to the request. `None` if it is `public_url`.
    pub opened_at: Option<String>,
    /// The address to which Discord sends people back.
    pub redirect_uri: String,
    /// The redirects that are registered at Discord, if `redirect_uri` is not among them.
    pub registered: Vec<String>,
    /// Whether the id and the secret are set.
    pub application: Step,
    /// Whether the redirect URI is registered.
    pub redirect: Step,
    /// Whether Discord accepts the id and the secret.
    pub credentials: Step,
    /// Whether Discord accepts the bot's token, and it belongs to the same application.
    pub bot: Step,
    /// The address for webhook events.
    pub webhook_url: String,
    /// Whether the key for webhook events is set. The setup is complete without it, because Discord cannot reach a developer's machine.
    pub webhook: Step,
    /// Who gets in. `None` if the site is for everybody.
    pub members: Option<Step>,
}

impl SetupReport {
    /// Returns whether nothing is left to do. Without the bot in the required guild, its ids cannot be checked. That is no reason to wait.
    pub fn is_complete(&self) -> bool {
        let is_done = [&self.application, &self.redirect, &self.credentials, &self.bot]
            .iter()
            .all(|step| step.state == StepState::Done);
        is_done && self.members.as_ref().is_none_or(|members| members.state != StepState::Wrong)
    }

    /// Returns the address of a page of the application in Discord's developer portal, such as `oauth2`. While the sandbox
    /// plays Discord, it is the list of all applications.
    pub fn portal(&self, page: &str) -> String {
        let applications = "https://discord.com/developers/applications";
        self.client_id.map_or(applications.to_owned(), |id| format!("{applications}/{id}/{page}"))
    }
}

/// Checks every step, asks Discord where that is possible, and remembers if nothing is left to do.
pub async fn report(state: &AppState, parts: &Parts) -> SetupReport {
    let config = &state.config;
    let (mut credentials, mut owner) = (None, None);
    let has_token = config.discord.bot_token.is_some();
    // The sandbox's own application needs no check.
    if !config.sandbox {
        let own = async { if has_token { Some(in_time(own_application(&state.client)).await) } else { None } };
        let (accepted, own) = tokio::join!(in_time(state.oauth.check_credentials()), own);
        (credentials, owner) = (Some(accepted), own);
    }
    let opened_at = opened_at(&parts.headers).filter(|opened| opened != config.public_url.origin());
    let mut report = build_report(config, opened_at, credentials, owner);
    if let Some(required) = &config.discord.required_guild {
        let guild = if has_token { Some(in_time(guild(&state.client, required.id)).await) } else { None };
        report.members = Some(members_step(required, guild));
    }
    if report.is_complete() {
        state.setup.reach();
    }
    report
}

async fn in_time<T>(answer: impl Future<Output = Result<T, DiscordError>>) -> Result<T, DiscordError> {
    tokio::time::timeout(CHECK_TIMEOUT, answer).await.unwrap_or(Err(DiscordError::TimedOut))
}

/// Returns the application that the bot's token belongs to.
async fn own_application(client: &Client) -> Result<Application, DiscordError> {
    client.bot_request(Method::GET, "/oauth2/applications/@me").await?.json()
}

/// Returns a guild as the bot sees it.
async fn guild(client: &Client, id: GuildId) -> Result<Guild, DiscordError> {
    client.bot_request(Method::GET, &format!("/guilds/{id}")).await?.json()
}

/// Builds the report. `credentials` and `owner` are Discord's answers, `None` if there was nothing to ask.
fn build_report(
    config: &Config,
    opened_at: Option<String>,
    credentials: Option<Result<(), DiscordError>>,
    owner: Option<Result<Application, DiscordError>>,
) -> SetupReport {
    let client_id = (!config.sandbox).then_some(config.discord.client_id);
    let known = owner.as_ref().and_then(|owner| owner.as_ref().ok());
    // The redirects of another application say nothing about ours.
    let ours = known.filter(|known| Some(known.id) == client_id);
    let redirect_uri = config.discord.redirect_uri.clone();
    let registered = ours.map(|ours| ours.redirect_uris.clone()).filter(|all| !all.contains(&redirect_uri));
    // The sandbox's key says nothing about the developer's own application.
    let has_public_key = config.discord.public_key.is_some() && !config.sandbox;
    SetupReport {
        application: application_step(client_id),
        redirect: redirect_step(&redirect_uri, client_id, ours),
        credentials: credentials_step(credentials, known.map(|known| Some(known.id) == client_id)),
        bot: bot_step(config.discord.client_id, owner),
        members: None,
        webhook: webhook_step(has_public_key),
        webhook_url: config.public_url.webhook(),
        registered: registered.unwrap_or_default(),
        public_url: config.public_url.origin().to_owned(),
        redirect_uri,
        opened_at,
        client_id,
    }
}
