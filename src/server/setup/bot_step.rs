use super::step::Step;
use crate::{
    discord::{Application, ApplicationId},
    server::discord::rest::DiscordError,
};

/// Reports on the bot's token. `owner` is Discord's answer to which application it belongs to; `None` if there is no token to check.
pub(super) fn bot_step(id: ApplicationId, owner: Option<Result<Application, DiscordError>>) -> Step {
    match owner {
        None => Step::missing(
            "DISCORD_BOT_TOKEN is not set.",
            "Reset the token on the Bot page and copy it. Discord shows it only once.",
        ),
        // Unicode isolates surround the name, because it may be written from right to left.
        Some(Ok(owner)) if owner.id == id => {
            Step::done(format!("Discord accepts the token. It belongs to \u{2068}{}\u{2069}.", owner.display_name()))
        }
        Some(Ok(owner)) => Step::wrong(
            format!(
                "The token belongs to another application: \u{2068}{}\u{2069} ({}).",
                owner.display_name(),
                owner.id
            ),
            format!("Copy the token of application {id}, or set the id and the secret of application {}.", owner.id),
        ),
        Some(Err(DiscordError::Unauthorized(_))) => Step::wrong(
            "Discord refuses the token in DISCORD_BOT_TOKEN.",
            "Reset it on the Bot page and copy the new one. A reset makes the old one invalid.",
        ),
        Some(Err(error)) => Step::unchecked(&error),
    }
}
