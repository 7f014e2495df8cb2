use std::collections::HashSet;

use crate::discord::GuildId;

/// The most pages of the bot's list that are read, of up to 200 guilds each. For a bot in more guilds, single guilds are asked about.
pub(super) const MAX_PAGES: usize = 5;

/// The bot's list of guilds, as far as it was read.
#[derive(Debug, Clone, Default)]
pub(super) struct BotGuilds {
    pub(super) ids: HashSet<GuildId>,
    /// Whether it ended within [`MAX_PAGES`].
    pub(super) is_complete: bool,
}
