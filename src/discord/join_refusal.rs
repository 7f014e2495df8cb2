use serde::{Deserialize, Serialize};

/// Why Discord does not let somebody be added to a guild. `Display` is the sentence they read.
///
/// Source: <https://discord.com/developers/docs/topics/opcodes-and-status-codes#json>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum JoinRefusal {
    /// 40007.
    #[error("You are banned from that server.")]
    Banned,
    /// 30001.
    #[error("You are in as many servers as Discord allows.")]
    TooManyGuilds,
    /// 30019.
    #[error("That server is full.")]
    GuildFull,
    /// 340015.
    #[error("Discord lets you join no further servers for now.")]
    JoiningLimited,
    /// 40002.
    #[error("Discord wants you to verify your account first.")]
    AccountUnverified,
    /// 50025: the token is dead, of somebody else, or of another application than the bot's.
    #[error("Discord did not accept your sign-in for this.")]
    TokenRefused,
    /// 50013.
    #[error("Our bot lacks a permission in that server.")]
    BotLacksPermission,
    /// 50001, 10004.
    #[error("Our bot is not in that server.")]
    BotNotInGuild,
    /// 10011, 50028.
    #[error("One of the roles to be given does not exist there.")]
    UnknownRole,
    /// 50035, 50033.
    #[error("Discord did not understand the name or the roles to be given.")]
    InvalidForm,
}

impl JoinRefusal {
    /// What an error code of Discord's means here; `None` for one that says nothing about joining.
    pub const fn from_code(code: u64) -> Option<Self> {
        Some(match code {
            40007 => Self::Banned,
            30001 => Self::TooManyGuilds,
            30019 => Self::GuildFull,
            340_015 => Self::JoiningLimited,
            40002 => Self::AccountUnverified,
            50025 => Self::TokenRefused,
            50013 => Self::BotLacksPermission,
            50001 | 10004 => Self::BotNotInGuild,
            10011 | 50028 => Self::UnknownRole,
            50033 | 50035 => Self::InvalidForm,
            _ => return None,
        })
    }

    /// Returns what to do about it, in a sentence.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Banned => "Its moderators can lift that.",
            Self::TooManyGuilds => "Leave one of them, then try again.",
            Self::GuildFull => "Ask its owner, or try again later.",
            Self::JoiningLimited => "Try again tomorrow.",
            Self::AccountUnverified => "Open Discord, confirm your email address or phone, then try again.",
            Self::TokenRefused => "Sign out and in again, then try once more.",
            Self::BotLacksPermission | Self::BotNotInGuild | Self::UnknownRole | Self::InvalidForm => {
                "Tell whoever runs this site."
            }
        }
    }
}
