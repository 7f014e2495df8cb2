use super::step::Step;
use crate::server::discord::rest::DiscordError;

/// Reports on the id and the secret. `id_fits` says whether the bot's token belongs to the application in DISCORD_CLIENT_ID; `None` if
/// that is not known.
pub(super) fn credentials_step(answer: Option<Result<(), DiscordError>>, id_fits: Option<bool>) -> Step {
    let error = match answer {
        None => return Step::missing("There is nothing to check yet.", "Set the id and the secret first."),
        Some(Ok(())) => return Step::done("Discord accepts the id and the secret."),
        Some(Err(error)) => error,
    };
    // Discord answers 400 or 401 here, and does not say which of the two is wrong.
    let is_refused =
        error.status() == Some(401) || matches!(&error, DiscordError::OAuth { error, .. } if error == "invalid_client");
    let remedy = match id_fits {
        _ if !is_refused => return Step::unchecked(&error),
        Some(true) => {
            "The id belongs to the bot's token, so DISCORD_CLIENT_SECRET is wrong. Reset it on the OAuth2 page and \
             copy the new one."
        }
        Some(false) => "The bot's token belongs to another application, so check DISCORD_CLIENT_ID first.",
        None => {
            "Check DISCORD_CLIENT_SECRET first: a reset on the OAuth2 page makes the old one invalid. Then check \
             DISCORD_CLIENT_ID: the application's id is on the same page."
        }
    };
    Step::wrong("Discord refuses the id or the secret (invalid_client).", remedy)
}
