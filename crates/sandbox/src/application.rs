//! The sandbox's own application. All of it is public, so it opens nothing but the sandbox.

/// Client id: a snowflake that Discord never gave out.
pub const CLIENT_ID: &str = "1000000000000000001";
/// Client secret.
pub const CLIENT_SECRET: &str = "sandbox-client-secret-known-to-everybody";
/// Token of the application's bot.
pub const BOT_TOKEN: &str = "sandbox-bot-token-known-to-everybody";
/// A guild that the bot is in; the app offers it as the community's guild.
pub const COMMUNITY_GUILD_ID: &str = "420904194539651073";
