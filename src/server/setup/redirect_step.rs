use super::step::Step;
use crate::discord::{Application, ApplicationId};

/// Tells the developer where to enter the redirect URI.
const REGISTER: &str = "Add exactly this address under OAuth2, Redirects, and save.";

/// Reports on the redirect URI. The start has already checked that it leads back to this server. `client_id` is `None` while the app uses
/// the sandbox. `ours` is the developer's application as Discord knows it, `None` if that is not known.
pub(super) fn redirect_step(uri: &str, client_id: Option<ApplicationId>, ours: Option<&Application>) -> Step {
    match ours {
        Some(ours) if ours.redirect_uris.iter().any(|registered| registered == uri) => {
            Step::done("This exact address is registered at Discord.")
        }
        Some(ours) if ours.redirect_uris.is_empty() => Step::wrong("No redirect is registered at Discord.", REGISTER),
        Some(_) => Step::wrong("This exact address is not registered at Discord.", REGISTER),
        None if client_id.is_none() => {
            Step::missing("Discord sends people back to this address after they sign in.", REGISTER)
        }
        None => Step::unknown("This page needs DISCORD_BOT_TOKEN to see the registered addresses.", REGISTER),
    }
}
