//! The report of the page `/setup` in development: whether the developer's own Discord application is connected, and what to do
//! next.
//!
//! A report names variables and public ids, and never a secret.

mod completion;

use std::{future::Future, time::Duration};

use axum::http::request::Parts;
use reqwest::Method;

pub use completion::Completion;

use super::{
    causes::Causes,
    config::{Config, RequiredGuild},
    discord::rest::{Client, DiscordError},
    http::opened_at::opened_at,
    state::AppState,
};
use crate::{
    discord::{Application, ApplicationId, Guild, GuildId},
    error::AppError,
};

/// How long the page waits for Discord. Other pages wait as long.
const CHECK_TIMEOUT: Duration = Duration::from_secs(3);
/// The lines for `.env`; `.env.example` explains them.
pub const ENV_LINES: &str = "DISCORD_CLIENT_ID=\nDISCORD_CLIENT_SECRET=\nDISCORD_BOT_TOKEN=";
/// What to do with the redirect URI.
const REGISTER: &str = "Add exactly this address under OAuth2, Redirects, and save.";

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

/// One step of the setup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Whether it is done.
    pub state: StepState,
    /// The result of the check, in a sentence.
    pub finding: String,
    /// What to do about it; empty if the step is done.
    pub remedy: String,
}

/// Whether a [`Step`] is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Nothing is left to do.
    Done,
    /// A value is not set.
    Missing,
    /// A value is set, but it does not work.
    Wrong,
    /// It could not be checked.
    Unknown,
    /// A value is not set, and the app works without it.
    Optional,
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
    SetupReport {
        application: application_step(client_id),
        redirect: redirect_step(config, ours),
        credentials: credentials_step(credentials, known.map(|known| Some(known.id) == client_id)),
        bot: bot_step(config, owner),
        members: None,
        webhook: webhook_step(config),
        webhook_url: config.public_url.webhook(),
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
            "DISCORD_CLIENT_ID and DISCORD_CLIENT_SECRET are not set, so the sandbox plays Discord.",
            "Create an application and copy both from its OAuth2 page.",
        ),
    }
}

fn redirect_step(config: &Config, ours: Option<&Application>) -> Step {
    // The start has already checked that it leads back to this server.
    let uri = &config.discord.redirect_uri;
    match ours {
        Some(ours) if ours.redirect_uris.contains(uri) => Step::done("This exact address is registered at Discord."),
        Some(ours) if ours.redirect_uris.is_empty() => Step::wrong("No redirect is registered at Discord.", REGISTER),
        Some(_) => Step::wrong("This exact address is not registered at Discord.", REGISTER),
        None if config.sandbox => {
            Step::missing("Discord sends people back to this address after they sign in.", REGISTER)
        }
        None => Step::unknown("This page needs DISCORD_BOT_TOKEN to see the registered addresses.", REGISTER),
    }
}

/// Reports on the id and the secret. `id_fits` says whether the bot's token belongs to the application in DISCORD_CLIENT_ID; `None` if
/// that is not known.
fn credentials_step(answer: Option<Result<(), DiscordError>>, id_fits: Option<bool>) -> Step {
    let error = match answer {
        None => return Step::missing("There is nothing to check yet.", "Set the id and the secret first."),
        Some(Ok(())) => return Step::done("Discord accepts the id and the secret."),
        Some(Err(error)) => error,
    };
    // Discord answers 400 or 401 here, and does not say which of the two is wrong.
    let is_refused =
        error.status() == Some(401) || matches!(&error, DiscordError::OAuth { error, .. } if error == "invalid_client");
    let remedy = match id_fits {
        _ if !is_refused => return Step::unchecked(&error),
        Some(true) => {
            "The id belongs to the bot's token, so DISCORD_CLIENT_SECRET is wrong. Reset it on the OAuth2 page and \
             copy the new one."
        }
        Some(false) => "The bot's token belongs to another application, so check DISCORD_CLIENT_ID first.",
        None => {
            "Check DISCORD_CLIENT_SECRET first: a reset on the OAuth2 page makes the old one invalid. Then check \
             DISCORD_CLIENT_ID: the application's id is on the same page."
        }
    };
    Step::wrong("Discord refuses the id or the secret (invalid_client).", remedy)
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
            Step::done(format!("Discord accepts the token. It belongs to \u{2068}{}\u{2069}.", owner.display_name()))
        }
        Some(Ok(owner)) => Step::wrong(
            format!(
                "The token belongs to another application: \u{2068}{}\u{2069} ({}).",
                owner.display_name(),
                owner.id
            ),
            format!("Copy the token of application {id}, or set the id and the secret of application {}.", owner.id),
        ),
        Some(Err(DiscordError::Unauthorized(_))) => Step::wrong(
            "Discord refuses the token in DISCORD_BOT_TOKEN.",
            "Reset it on the Bot page and copy the new one. A reset makes the old one invalid.",
        ),
        Some(Err(error)) => Step::unchecked(&error),
    }
}

fn webhook_step(config: &Config) -> Step {
    const ENTER: &str = "Enter this address on the Webhooks page, and choose the event Application Deauthorized.";
    // The sandbox's key says nothing about the developer's own application.
    if config.discord.public_key.is_some() && !config.sandbox {
        return Step {
            remedy: ENTER.to_owned(),
            ..Step::done("DISCORD_PUBLIC_KEY is set. If people remove the app at Discord, Discord can tell this site.")
        };
    }
    let remedy = format!(
        "When the site is public, set DISCORD_PUBLIC_KEY to the public key on the page General Information. {ENTER}"
    );
    Step {
        state: StepState::Optional,
        finding: "DISCORD_PUBLIC_KEY is not set, so Discord cannot tell this site when people remove the app."
            .to_owned(),
        remedy,
    }
}

/// Reports on the required guild. `guild` is Discord's answer to the bot, `None` if there is no bot.
fn members_step(required: &RequiredGuild, guild: Option<Result<Guild, DiscordError>>) -> Step {
    let RequiredGuild { id, role_ids } = required;
    let guild = match guild {
        Some(Ok(guild)) => guild,
        Some(Err(DiscordError::Http(refusal))) if refusal.is_not_found() => {
            return Step::unknown(
                format!("Only members of server {id} get in. The bot is not in it, so this page cannot check the ids."),
                "Check DISCORD_REQUIRED_GUILD_ID and DISCORD_REQUIRED_ROLE_IDS, or add the bot to that server.",
            );
        }
        Some(Err(error)) => return Step::unchecked(&error),
        None => {
            return Step::unknown(
                format!("Only members of server {id} get in. This page needs DISCORD_BOT_TOKEN to check the ids."),
                "Check DISCORD_REQUIRED_GUILD_ID and DISCORD_REQUIRED_ROLE_IDS.",
            );
        }
    };
    let name = format!("\u{2068}{}\u{2069}", guild.display_name());
    let unknown: Vec<String> =
        role_ids.iter().filter(|id| !guild.roles.iter().any(|role| role.id == **id)).map(ToString::to_string).collect();
    if !unknown.is_empty() {
        let what = format!("{name} has no role with these ids: {}.", unknown.join(", "));
        return Step::wrong(what, "Correct DISCORD_REQUIRED_ROLE_IDS. People without one of its roles do not get in.");
    }
    let roles = guild.roles.iter().filter(|role| role_ids.contains(&role.id));
    let roles: Vec<String> = roles.map(|role| format!("\u{2068}{}\u{2069}", role.display_name())).collect();
    Step::done(match roles.is_empty() {
        true => format!("Only members of {name} get in."),
        false => format!("Only members of {name} with one of these roles get in: {}.", roles.join(", ")),
    })
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

    /// Returns the step for a check without a result, because of an error. Only the log has the error itself.
    fn unchecked(error: &DiscordError) -> Self {
        tracing::warn!(error = %Causes(error), "a setup step could not be checked with Discord");
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
                    format!("Discord answered{status}, so this could not be checked."),
                    "Check again in a moment. If it happens again, read the log, and check DISCORD_API_BASE_URL.",
                )
            }
        }
    }
}
