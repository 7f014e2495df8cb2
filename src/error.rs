//! The only error that the browser ever sees.
//!
//! Server modules have their own errors, with causes for the log. `server/http/respond.rs` turns each of them into an
//! [`AppError`], which holds no cause.

use std::borrow::Cow;

use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

use crate::discord::JoinRefusal;

/// What went wrong, with only the details that a visitor needs. `Display` is the sentence that the visitor reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(from = "WireError", into = "WireError")]
pub enum AppError {
    /// Nobody is signed in, or Discord no longer honours the login.
    #[error("You need to sign in to see this.")]
    Unauthenticated,
    /// The login lacks a scope that the page needs.
    #[error("This needs a permission you have not given yet: {scope}.")]
    MissingScope {
        /// The missing scopes in Discord's words, separated by spaces.
        scope: String,
    },
    /// The site is only for members of one guild, and the viewer is not in it.
    #[error("This site is only for members of one server, and you are not in it.")]
    NotAMember,
    /// The site is only for members with certain roles, and the viewer has none of them.
    #[error("This site is only for members with a certain role, and you do not have it.")]
    NoRequiredRole,
    /// The page or the object does not exist, or this visitor may not know about it.
    #[error("There is nothing here.")]
    NotFound,
    /// Discord wants fewer requests.
    #[error("Discord asked us to slow down.")]
    RateLimited {
        /// Seconds to wait, at least 1.
        retry_after_s: u32,
    },
    /// Discord answered with an error, or not at all.
    #[error("Discord is not answering as it should.")]
    DiscordUnavailable,
    /// Discord refuses this request, although it still accepts the sign-in.
    #[error("Discord refused this request.")]
    DiscordRefused,
    /// Discord took longer than a page waits.
    #[error("Discord is taking longer than usual.")]
    DiscordSlow,
    /// `DISCORD_BOT_TOKEN` is not set.
    #[error("This site has no bot.")]
    NoBot,
    /// Discord refuses `DISCORD_BOT_TOKEN`.
    #[error("Discord does not accept this site's bot token.")]
    BotRefused,
    /// The bot was never added to the guild, or was removed.
    #[error("The bot is not in this server.")]
    BotNotInGuild,
    /// The bot lacks a permission for this in the guild.
    #[error("The bot lacks a permission in this server: {permission}.")]
    BotLacksPermission {
        /// Discord's name of the permission.
        permission: String,
    },
    /// Discord refused to add the user to a guild.
    #[error("{refusal}")]
    CannotJoin {
        /// Discord's reason.
        refusal: JoinRefusal,
    },
    /// A browser prefetched a page that needs a call to Discord. The browser drops this answer, and requests the page again when
    /// somebody opens it.
    #[error("This page loads when you open it.")]
    NotPrefetched,
    /// The request was not understood.
    #[error("That request was not understood.")]
    BadRequest,
    /// Our database does not answer; the log says why.
    #[error("This site's database is not answering.")]
    Unavailable,
    /// The browser could not reach us.
    #[error("You seem to be offline.")]
    Offline,
    /// An error on our side; the log has the cause.
    #[error("Something went wrong on our side.")]
    Internal,
}

impl AppError {
    /// Returns the error for a rate limit. The wait is rounded up to whole seconds, at least 1.
    pub fn rate_limited(retry_after: std::time::Duration) -> Self {
        let seconds = retry_after.as_millis().div_ceil(1000).max(1);
        Self::RateLimited { retry_after_s: u32::try_from(seconds).unwrap_or(u32::MAX) }
    }

    /// Returns the HTTP status of the error. The next version of the framework calls a method with this name. Then `respond` can
    /// be deleted.
    pub const fn status_code(&self) -> u16 {
        match self {
            Self::Unauthenticated => 401,
            Self::MissingScope { .. }
            | Self::NotAMember
            | Self::NoRequiredRole
            | Self::BotLacksPermission { .. }
            | Self::CannotJoin { .. } => 403,
            Self::NotFound => 404,
            Self::BotNotInGuild => 409,
            Self::RateLimited { .. } => 429,
            Self::NoBot => 501,
            // Not 502 or 504, because proxies replace those answers with their own page.
            Self::DiscordUnavailable
            | Self::DiscordSlow
            | Self::DiscordRefused
            | Self::BotRefused
            | Self::Unavailable
            | Self::NotPrefetched
            | Self::Offline => 503,
            Self::BadRequest => 400,
            Self::Internal => 500,
        }
    }

    /// Returns the seconds after which a retry may succeed, for the header `Retry-After`. Every 429 and 503 has a value.
    pub const fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::RateLimited { retry_after_s } => Some(*retry_after_s),
            Self::NotPrefetched => Some(1),
            Self::DiscordUnavailable | Self::DiscordSlow | Self::Unavailable | Self::Offline => Some(5),
            Self::DiscordRefused | Self::BotRefused => Some(300),
            _ => None,
        }
    }

    /// Returns a sentence that says what to do.
    pub fn remedy(&self) -> String {
        match self {
            Self::Unauthenticated => "Sign in with Discord. Then you come back to this page.".into(),
            Self::MissingScope { .. } => {
                "Allow it here or on your account page. Then you come back to this page.".into()
            }
            Self::NotAMember => "Join the server, then check again.".into(),
            Self::NoRequiredRole => "Ask for the role in the server, then check again.".into(),
            Self::NotFound => "Check the address, or start from your dashboard.".into(),
            Self::RateLimited { retry_after_s: 1 } => "Try again in a second.".into(),
            Self::RateLimited { retry_after_s } => format!("Try again in {retry_after_s} seconds."),
            Self::DiscordUnavailable | Self::DiscordSlow | Self::Unavailable => {
                "Your data is safe. Try again in a moment.".into()
            }
            Self::DiscordRefused => "You are still signed in. Try again in about five minutes.".into(),
            Self::NoBot => "The site's operator needs to set DISCORD_BOT_TOKEN and restart the site.".into(),
            Self::BotRefused => {
                "The site's operator needs to reset the token in Discord's developer portal, set DISCORD_BOT_TOKEN to \
                 the new one, and restart the site."
                    .into()
            }
            Self::BotNotInGuild => "Add the bot on the server's page.".into(),
            Self::BotLacksPermission { .. } => {
                "Add the bot again with this permission, or give the permission to the bot's role in Discord.".into()
            }
            Self::CannotJoin { refusal } => refusal.remedy().into(),
            Self::NotPrefetched => "Open the page.".into(),
            Self::BadRequest => "Go back and try again.".into(),
            Self::Offline => "Check your connection and try again.".into(),
            Self::Internal => "Try again. If it happens again, tell the site's operator.".into(),
        }
    }
}

/// An [`AppError`] in JSON. A derive on the enum would give the WebAssembly code for each variant, which is 15 KB on the wire.
#[derive(Serialize, Deserialize)]
struct WireError {
    code: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    detail: String,
}

/// Takes every error without details, with its code. The compiler refuses a list that leaves one out.
macro_rules! convert_errors {
    ($($plain:ident = $code:literal,)+) => {
        impl From<AppError> for WireError {
            fn from(error: AppError) -> Self {
                let (code, detail) = match error {
                    $(AppError::$plain => ($code, String::new()),)+
                    AppError::MissingScope { scope } => (MISSING_SCOPE, scope),
                    AppError::RateLimited { retry_after_s } => (RATE_LIMITED, retry_after_s.to_string()),
                    AppError::BotLacksPermission { permission } => (BOT_LACKS_PERMISSION, permission),
                    AppError::CannotJoin { refusal } => (CANNOT_JOIN, refusal.code().to_string()),
                };
                Self { code: code.into(), detail }
            }
        }

        impl From<WireError> for AppError {
            fn from(WireError { code, detail }: WireError) -> Self {
                match &*code {
                    $($code => Self::$plain,)+
                    MISSING_SCOPE => Self::MissingScope { scope: detail },
                    RATE_LIMITED => Self::RateLimited { retry_after_s: detail.parse().unwrap_or(1) },
                    BOT_LACKS_PERMISSION => Self::BotLacksPermission { permission: detail },
                    CANNOT_JOIN => match detail.parse().ok().and_then(JoinRefusal::from_code) {
                        Some(refusal) => Self::CannotJoin { refusal },
                        None => Self::Internal,
                    },
                    _ => Self::Internal,
                }
            }
        }
    };
}

const MISSING_SCOPE: &str = "missing_scope";
const RATE_LIMITED: &str = "rate_limited";
const BOT_LACKS_PERMISSION: &str = "bot_lacks_permission";
const CANNOT_JOIN: &str = "cannot_join";

convert_errors! {
    Unauthenticated = "unauthenticated",
    NotFound = "not_found",
    DiscordUnavailable = "discord_unavailable",
    DiscordRefused = "discord_refused",
    DiscordSlow = "discord_slow",
    NotAMember = "not_a_member",
    NoRequiredRole = "no_required_role",
    NoBot = "no_bot",
    BotRefused = "bot_refused",
    BotNotInGuild = "bot_not_in_guild",
    NotPrefetched = "not_prefetched",
    BadRequest = "bad_request",
    Unavailable = "unavailable",
    Offline = "offline",
    Internal = "internal",
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Offline,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::BadRequest
            }
            _ => Self::Internal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_form_holds_a_code_and_no_cause() {
        for (error, json) in [
            (AppError::NotFound, r#"{"code":"not_found"}"#),
            (AppError::RateLimited { retry_after_s: 2 }, r#"{"code":"rate_limited","detail":"2"}"#),
            (AppError::MissingScope { scope: "guilds".into() }, r#"{"code":"missing_scope","detail":"guilds"}"#),
            (
                AppError::BotLacksPermission { permission: "Manage Server".into() },
                r#"{"code":"bot_lacks_permission","detail":"Manage Server"}"#,
            ),
            (AppError::CannotJoin { refusal: JoinRefusal::Banned }, r#"{"code":"cannot_join","detail":"40007"}"#),
        ] {
            assert_eq!(serde_json::to_string(&error).unwrap(), json);
            assert_eq!(serde_json::from_str::<AppError>(json).unwrap(), error);
        }
        let secret = ServerFnErrorErr::ServerError("password=hunter2".into());
        assert_eq!(AppError::from_server_fn_error(secret), AppError::Internal);
    }

    #[test]
    fn an_error_of_a_newer_server_is_an_error_on_our_side() {
        for json in [r#"{"code":"new"}"#, r#"{"code":"cannot_join","detail":"1"}"#] {
            assert_eq!(serde_json::from_str::<AppError>(json).unwrap(), AppError::Internal);
        }
    }

    #[test]
    fn every_429_and_503_says_when_to_retry() {
        for (error, status, retry_after_s) in [
            (AppError::RateLimited { retry_after_s: 30 }, 429, Some(30)),
            (AppError::DiscordUnavailable, 503, Some(5)),
            (AppError::DiscordSlow, 503, Some(5)),
            (AppError::DiscordRefused, 503, Some(300)),
            (AppError::BotRefused, 503, Some(300)),
            (AppError::Unavailable, 503, Some(5)),
            (AppError::NotPrefetched, 503, Some(1)),
            (AppError::NotFound, 404, None),
            (AppError::Internal, 500, None),
        ] {
            assert_eq!((error.status_code(), error.retry_after_s()), (status, retry_after_s), "{error:?}");
        }
    }
}
