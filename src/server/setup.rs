//! The report of `/setup` in development: how far the developer's own Discord application is connected, and what to do next.
//!
//! A report names variables and shows public ids, but no secrets.

mod completion;

use std::{future::Future, time::Duration};

use axum::http::request::Parts;
use reqwest::Method;

pub use completion::Completion;

use super::{
    causes::Causes,
    config::Config,
    discord::rest::{Client, DiscordError},
    http::opened_at::opened_at,
    state::AppState,
};
use crate::{
    discord::{Application, ApplicationId},
    error::AppError,
};

/// How long the page waits for Discord: as long as every other page.
const CHECK_TIMEOUT: Duration = Duration::from_secs(3);
/// The lines for `.env`; `.env.example` explains them.
pub const ENV_LINES: &str = "DISCORD_CLIENT_ID=\nDISCORD_CLIENT_SECRET=\nDISCORD_BOT_TOKEN=";
/// What to do with the redirect URI.
const REGISTER: &str = "Add exactly this address under OAuth2, Redirects, and save.";

/// The state of every step of the setup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupReport {
    /// The developer's application. `None` while the app uses the sandbox.
    pub client_id: Option<ApplicationId>,
    /// The address that people open.
    pub public_url: String,
    /// The address that was opened instead of `public_url`, according to the request. `None` if it was the right one.
    pub opened_at: Option<String>,
    /// The address to which Discord sends people back.
    pub redirect_uri: String,
    /// The redirects that are registered at Discord, if `redirect_uri` is not among them.
    pub registered: Vec<String>,
    /// Id and secret are set.
    pub application: Step,
    /// The redirect URI is registered.
    pub redirect: Step,
    /// Discord accepts id and secret.
    pub credentials: Step,
    /// Discord accepts the bot's token, and it belongs to the same application.
    pub bot: Step,
}

/// One step of the setup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its state.
    pub state: StepState,
    /// The result of the check, in a sentence.
    pub finding: String,
    /// What to do about it; empty if the step is done.
    pub remedy: String,
}

/// The state of a [`Step`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Nothing is left to do.
    Done,
    /// Something is not set yet.
    Missing,
    /// Something is set but does not work.
    Wrong,
    /// The step cannot be checked from here, or not now.
    Unknown,
}

impl SetupReport {
    /// Returns whether nothing is left to do.
    pub fn is_complete(&self) -> bool {
        [&self.application, &self.redirect, &self.credentials, &self.bot]
            .iter()
            .all(|step| step.state == StepState::Done)
    }

    /// Returns the address of a page of the application in Discord's developer portal, such as `oauth2`. While the app uses the sandbox,
    /// returns the list of all applications.
    pub fn portal(&self, page: &str) -> String {
        let applications = "https://discord.com/developers/applications";
        self.client_id.map_or(applications.to_owned(), |id| format!("{applications}/{id}/{page}"))
    }
}

/// Checks every step, with Discord where that is possible, and remembers when nothing is left to do.
pub async fn report(state: &AppState, parts: &Parts) -> SetupReport {
    let config = &state.config;
    let (mut credentials, mut owner) = (None, None);
    // The sandbox has its own application, which needs no check.
    if !config.sandbox {
        let has_token = config.discord.bot_token.is_some();
        let own = async { if has_token { Some(in_time(own_application(&state.client)).await) } else { None } };
        let (accepted, own) = tokio::join!(in_time(state.oauth.check_credentials()), own);
        (credentials, owner) = (Some(accepted), own);
    }
    let opened_at = opened_at(&parts.headers).filter(|opened| opened != config.public_url.origin());
    let report = build_report(config, opened_at, credentials, owner);
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

/// Builds the report. `credentials` and `owner` are Discord's answers, `None` if no request was sent.
fn build_report(
    config: &Config,
    opened_at: Option<String>,
    credentials: Option<Result<(), DiscordError>>,
    owner: Option<Result<Application, DiscordError>>,
) -> SetupReport {
    let client_id = (!config.sandbox).then_some(config.discord.client_id);
    let known = owner.as_ref().and_then(|owner| owner.as_ref().ok());
    // Another application's redirects say nothing about this one's.
    let ours = known.filter(|known| Some(known.id) == client_id);
    let redirect_uri = config.discord.redirect_uri.clone();
    let registered = ours.map(|ours| ours.redirect_uris.clone()).filter(|all| !all.contains(&redirect_uri));
    SetupReport {
        application: application_step(client_id),
        redirect: redirect_step(config, ours),
        credentials: credentials_step(credentials, known.map(|known| Some(known.id) == client_id)),
        bot: bot_step(config, owner),
        registered: registered.unwrap_or_default(),
        public_url: config.public_url.origin().to_owned(),
        redirect_uri,
        opened_at,
        client_id,
    }
}

fn application_step(client_id: Option<ApplicationId>) -> Step {
    match client_id {
        // The server does not start with only one of the two.
        Some(id) => Step::done(format!("DISCORD_CLIENT_ID is {id}, and DISCORD_CLIENT_SECRET is set.")),
        None => Step::missing(
            "DISCORD_CLIENT_ID and DISCORD_CLIENT_SECRET are not set, so this site uses the sandbox instead of Discord.",
            "Create an application, and copy both from its OAuth2 page.",
        ),
    }
}

fn redirect_step(config: &Config, ours: Option<&Application>) -> Step {
    // The start-up check made sure that the address leads back to this server.
    let uri = &config.discord.redirect_uri;
    match ours {
        Some(ours) if ours.redirect_uris.contains(uri) => Step::done("Exactly this address is registered at Discord."),
        Some(ours) if ours.redirect_uris.is_empty() => Step::wrong("No redirect is registered at Discord.", REGISTER),
        Some(_) => Step::wrong("Discord has no redirect that is exactly this address.", REGISTER),
        None if config.sandbox => {
            Step::missing("Discord sends people back to this address when they sign in.", REGISTER)
        }
        None => Step::unknown("This page can see the registered redirects only with the bot's token.", REGISTER),
    }
}

/// Returns the step for id and secret. `id_fits` says whether the bot's token belongs to the application in DISCORD_CLIENT_ID; `None` if
/// that is not known.
fn credentials_step(answer: Option<Result<(), DiscordError>>, id_fits: Option<bool>) -> Step {
    let error = match answer {
        None => return Step::missing("There is nothing to check yet.", "Set id and secret first."),
        Some(Ok(())) => return Step::done("Discord accepts id and secret."),
        Some(Err(error)) => error,
    };
    // Discord has answered both 400 and 401 here, and does not say whether the id or the secret is wrong.
    let is_refused =
        error.status() == Some(401) || matches!(&error, DiscordError::OAuth { error, .. } if error == "invalid_client");
    let remedy = match id_fits {
        _ if !is_refused => return Step::no_verdict(&error),
        Some(true) => {
            "The id matches the bot's token, so DISCORD_CLIENT_SECRET is wrong. Reset it on the OAuth2 page and copy the new one."
        }
        Some(false) => "The bot's token belongs to another application, so check DISCORD_CLIENT_ID first.",
        None => {
            "Check DISCORD_CLIENT_SECRET first: after a reset on the OAuth2 page, the old one no longer works. Then check \
             DISCORD_CLIENT_ID: it is the application's id, on the same page."
        }
    };
    Step::wrong("Discord refuses this id and secret (invalid_client).", remedy)
}

fn bot_step(config: &Config, owner: Option<Result<Application, DiscordError>>) -> Step {
    let id = config.discord.client_id;
    match owner {
        None => Step::missing(
            "DISCORD_BOT_TOKEN is not set.",
            "Reset the token on the Bot page and copy it. Discord shows it only once.",
        ),
        // Unicode isolates surround the name, because it may be written from right to left.
        Some(Ok(owner)) if owner.id == id => {
            Step::done(format!("Discord accepts the token of \u{2068}{}\u{2069}.", owner.display_name()))
        }
        Some(Ok(owner)) => Step::wrong(
            format!(
                "The token belongs to another application: \u{2068}{}\u{2069} ({}).",
                owner.display_name(),
                owner.id
            ),
            format!("Copy the token of application {id}, or set the id and secret of application {}.", owner.id),
        ),
        Some(Err(DiscordError::Unauthorized(_))) => Step::wrong(
            "Discord refuses the token in DISCORD_BOT_TOKEN.",
            "Reset it on the Bot page and copy the new one. The old one no longer works.",
        ),
        Some(Err(error)) => Step::no_verdict(&error),
    }
}

impl Step {
    fn done(finding: impl Into<String>) -> Self {
        Self { state: StepState::Done, finding: finding.into(), remedy: String::new() }
    }

    fn missing(finding: &str, remedy: &str) -> Self {
        Self { state: StepState::Missing, finding: finding.into(), remedy: remedy.into() }
    }

    fn wrong(finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { state: StepState::Wrong, finding: finding.into(), remedy: remedy.into() }
    }

    fn unknown(finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { state: StepState::Unknown, finding: finding.into(), remedy: remedy.into() }
    }

    /// Returns the step for an answer that is neither yes nor no. Only the log has the error itself.
    fn no_verdict(error: &DiscordError) -> Self {
        tracing::warn!(error = %Causes(error), "Discord did not say whether the setup is correct");
        match error {
            DiscordError::RateLimited { retry_after, .. } | DiscordError::Paused { retry_after } => {
                let limited = AppError::rate_limited(*retry_after);
                Self::unknown(limited.to_string(), limited.remedy())
            }
            DiscordError::TimedOut => Self::unknown("Discord is taking longer than usual.", "Check again in a moment."),
            DiscordError::Unreachable(_) => Self::unknown(
                "Discord cannot be reached.",
                "Check this machine's connection, and DISCORD_API_BASE_URL if you set it. Then check again.",
            ),
            other => {
                let status = other.status().map(|status| format!(" with status {status}")).unwrap_or_default();
                Self::unknown(
                    format!("Discord gave an unexpected answer{status}."),
                    "Check again in a moment. If it happens again, read the log, and check DISCORD_API_BASE_URL if you set it.",
                )
            }
        }
    }
}
