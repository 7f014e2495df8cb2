use std::{fmt, path::PathBuf};

/// The only application that is registered in the sandbox, and the file for the sandbox's state.
pub struct Options {
    /// The application's id, sent as `client_id`.
    pub client_id: String,
    /// The application's secret.
    pub client_secret: String,
    /// The token that the application's bot sends.
    pub bot_token: String,
    /// The registered redirect URIs, which are compared byte for byte.
    pub redirect_uris: Vec<String>,
    /// The application's URL for webhook events. `None` if it has none.
    pub webhook_url: Option<String>,
    /// The file that keeps grants, tokens and changes to guilds over a restart; `None` keeps them in memory only.
    pub state_file: Option<PathBuf>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("client_id", &self.client_id)
            .field("client_secret", &"[redacted]")
            .field("bot_token", &"[redacted]")
            .field("redirect_uris", &self.redirect_uris)
            .field("webhook_url", &self.webhook_url)
            .field("state_file", &self.state_file)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_of_the_options_holds_no_secret() {
        let text = format!(
            "{:?}",
            Options {
                client_id: "1".into(),
                client_secret: "hush".into(),
                bot_token: "hush".into(),
                redirect_uris: Vec::new(),
                webhook_url: None,
                state_file: None,
            }
        );
        assert!(!text.contains("hush"), "{text}");
    }
}
