/// The guild that a person chose, until the code is exchanged.
#[derive(Clone)]
pub struct InstallChoice {
    pub guild_id: String,
    /// The bot's permissions; `None` if no bot is added.
    pub permissions: Option<u64>,
    /// The webhook's channel; `None` if no webhook is created.
    pub channel_id: Option<String>,
}
