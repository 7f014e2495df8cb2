use super::step::Step;
use crate::discord::ApplicationId;

/// Reports on the variables of the application. `client_id` is `None` while the app uses the sandbox.
pub(super) fn application_step(client_id: Option<ApplicationId>) -> Step {
    match client_id {
        // The server does not start with only one of the two.
        Some(id) => Step::done(format!("DISCORD_CLIENT_ID is {id}, and DISCORD_CLIENT_SECRET is set.")),
        None => Step::missing(
            "DISCORD_CLIENT_ID and DISCORD_CLIENT_SECRET are not set, so the sandbox plays Discord.",
            "Create an application and copy both from its OAuth2 page.",
        ),
    }
}
