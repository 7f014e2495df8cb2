//! The sandbox's own application. These values are public and work only in the sandbox.

/// Client id: a snowflake that Discord has never issued.
pub const CLIENT_ID: &str = "1000000000000000001";
/// Client secret.
pub const CLIENT_SECRET: &str = "sandbox-client-secret-known-to-everybody";
/// The application's owner: the first person of the consent page.
pub const OWNER_ID: &str = "268473310986240001";
/// Token of the application's bot.
pub const BOT_TOKEN: &str = "sandbox-bot-token-known-to-everybody";
/// The public half of the key that signs webhook events, in hex.
pub const PUBLIC_KEY: &str = "001ea311d54153feacf91cad0daed213e0d3666b891ac0fba826f5865eee4c2a";
/// The seed of that key.
pub const SIGNING_SEED: &[u8; 32] = b"sandbox-key-known-to-everybody!!";
/// A guild that the bot is in. The app offers it as the community guild.
pub const COMMUNITY_GUILD_ID: &str = "420904194539651073";
