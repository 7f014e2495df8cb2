//! The sandbox's own application. These values are public and work only in the sandbox.

/// Client id: a snowflake that Discord has never issued.
pub const CLIENT_ID: &str = "1000000000000000001";
/// Client secret.
pub const CLIENT_SECRET: &str = "sandbox-client-secret-known-to-everybody";
/// Token of the application's bot.
pub const BOT_TOKEN: &str = "sandbox-bot-token-known-to-everybody";
/// A guild that the bot is in. The app offers it as the community guild.
pub const COMMUNITY_GUILD_ID: &str = "420904194539651073";
