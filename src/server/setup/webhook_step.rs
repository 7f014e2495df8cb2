use super::step::{Step, StepState};

/// Reports on the key for webhook events.
pub(super) fn webhook_step(has_public_key: bool) -> Step {
    const ENTER: &str = "Enter this address on the Webhooks page, and choose the event Application Deauthorized.";
    if has_public_key {
        return Step {
            remedy: ENTER.to_owned(),
            ..Step::done("DISCORD_PUBLIC_KEY is set. If people remove the app at Discord, Discord can tell this site.")
        };
    }
    let remedy = format!(
        "When the site is public, set DISCORD_PUBLIC_KEY to the public key on the page General Information. {ENTER}"
    );
    Step {
        state: StepState::Optional,
        finding: "DISCORD_PUBLIC_KEY is not set, so Discord cannot tell this site when people remove the app."
            .to_owned(),
        remedy,
    }
}
