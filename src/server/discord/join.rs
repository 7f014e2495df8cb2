use reqwest::Method;
use serde_json::{Value, json};

use super::{DiscordSession, JoinableGuild};
use crate::{
    discord::{JoinRefusal, Member, RoleId, Scopes},
    error::AppError,
    server::{
        causes::Causes,
        discord::rest::{Auth, DiscordError, Request},
    },
};

/// The name and the roles that a person gets in the guild they are added to.
///
/// Source: <https://discord.com/developers/docs/resources/guild#add-guild-member>.
#[derive(Debug, Clone, Default)]
pub struct NewMember {
    /// Up to 32 characters. `None` for their usual name. The bot needs Manage Nicknames.
    pub nick: Option<String>,
    /// Roles that the person gets at once, without the membership screening. The bot needs Manage Roles and a higher role.
    pub roles: Vec<RoleId>,
}

/// The result of adding a person to a guild.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JoinOutcome {
    /// 201: the person is now in the guild.
    Added(Box<Member>),
    /// 204: the person was already in the guild. Name and roles are unchanged.
    AlreadyThere,
}

impl DiscordSession {
    /// Adds the user to a guild that the bot is in: the reference library's `User.add_to_guild`. Scope `guilds.join`.
    ///
    /// # Errors
    /// [`AppError::MissingScope`]; [`AppError::CannotJoin`] with Discord's reason; [`AppError::NoBot`]; if Discord does not answer.
    pub async fn add_to_guild(
        &self,
        guild: impl Into<JoinableGuild>,
        new: &NewMember,
    ) -> Result<JoinOutcome, AppError> {
        let guild_id = guild.into().guild_id();
        self.require(&[Scopes::GUILDS_JOIN]).await?;
        if self.client.config().bot_token.is_none() {
            return Err(AppError::NoBot);
        }
        let token = self.access_token().await?.token;
        let mut body = json!({ "access_token": token.expose() });
        if let Some(nick) = &new.nick {
            body["nick"] = Value::from(nick.as_str());
        }
        if !new.roles.is_empty() {
            body["roles"] = json!(new.roles);
        }
        let route = format!("/guilds/{}/members/{}", guild_id, self.user_id());
        let reply = self
            .client
            .request(Request::new(Method::PUT, &route, Auth::Bot).json(&body))
            .await
            .map_err(to_app_error)?;
        // The cached list lacks the new guild.
        self.caches.guilds.forget(&self.login.id);
        match reply.status {
            204 => Ok(JoinOutcome::AlreadyThere),
            _ => Ok(JoinOutcome::Added(Box::new(reply.json::<Member>()?))),
        }
    }
}

fn to_app_error(error: DiscordError) -> AppError {
    let refusal = match &error {
        // 50025 (Invalid OAuth2 access token) is about the user's token. Any other 401 is about the bot's.
        DiscordError::Unauthorized(refusal) if refusal.code != 50025 => return AppError::BotRefused,
        DiscordError::Unauthorized(refusal) | DiscordError::Http(refusal) => JoinRefusal::from_code(refusal.code),
        _ => None,
    };
    match refusal {
        Some(refusal) => {
            tracing::info!(error = %Causes(&error), "a person could not be added to a guild");
            AppError::CannotJoin { refusal }
        }
        None => error.into(),
    }
}
