/// Why Discord refuses to add a user to a guild. `Display` is the sentence that the user reads.
///
/// Source: <https://discord.com/developers/docs/topics/opcodes-and-status-codes#json>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
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
    #[error("Discord does not let you join more servers right now.")]
    JoiningLimited,
    /// 40002.
    #[error("Discord wants you to verify your account first.")]
    AccountUnverified,
    /// 50025: the access token is revoked, belongs to somebody else, or belongs to another application than the bot.
    #[error("Discord did not accept your sign-in for this.")]
    TokenRefused,
    /// 50013.
    #[error("The bot lacks a permission in that server.")]
    BotLacksPermission,
    /// 50001, 10004.
    #[error("The bot is not in that server.")]
    BotNotInGuild,
    /// 10011, 50028.
    #[error("One of the roles that you would get does not exist in that server.")]
    UnknownRole,
    /// 50035, 50033.
    #[error("Discord did not accept the nickname or the roles that you would get.")]
    InvalidForm,
}

impl JoinRefusal {
    /// Returns the refusal behind a Discord error code; `None` if the code says nothing about joining.
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

    /// Returns Discord's error code; one of them if several mean the same.
    pub const fn code(self) -> u64 {
        match self {
            Self::Banned => 40007,
            Self::TooManyGuilds => 30001,
            Self::GuildFull => 30019,
            Self::JoiningLimited => 340_015,
            Self::AccountUnverified => 40002,
            Self::TokenRefused => 50025,
            Self::BotLacksPermission => 50013,
            Self::BotNotInGuild => 50001,
            Self::UnknownRole => 10011,
            Self::InvalidForm => 50035,
        }
    }

    /// Returns what to do about it, in a sentence.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Banned => "Ask its moderators to lift the ban.",
            Self::TooManyGuilds => "Leave one of them, then try again.",
            Self::GuildFull => "Ask its owner to make room, or try again later.",
            Self::JoiningLimited => "Try again tomorrow.",
            Self::AccountUnverified => "Open Discord, confirm your email address or phone, then try again.",
            Self::TokenRefused => "Sign out, sign in again, then try once more.",
            Self::BotLacksPermission | Self::BotNotInGuild | Self::UnknownRole | Self::InvalidForm => {
                "Tell the site's operator."
            }
        }
    }
}
