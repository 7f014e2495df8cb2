use std::collections::HashSet;

use crate::discord::GuildId;

/// The most pages of the bot's list that are read, with up to 200 guilds each. If the bot is in more guilds, they are requested one by one.
pub(super) const MAX_PAGES: usize = 5;

/// The part of the bot's list of guilds that was read.
#[derive(Debug, Clone, Default)]
pub(super) struct BotGuilds {
    pub(super) ids: HashSet<GuildId>,
    /// Whether the list ended within [`MAX_PAGES`].
    pub(super) is_complete: bool,
}
