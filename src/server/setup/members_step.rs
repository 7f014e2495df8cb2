use super::step::Step;
use crate::{
    discord::Guild,
    server::{config::RequiredGuild, discord::rest::DiscordError},
};

/// Reports on the required guild. `guild` is Discord's answer to the bot, `None` if there is no bot.
pub(super) fn members_step(required: &RequiredGuild, guild: Option<Result<Guild, DiscordError>>) -> Step {
    let RequiredGuild { id, role_ids } = required;
    let guild = match guild {
        Some(Ok(guild)) => guild,
        Some(Err(DiscordError::Http(refusal))) if refusal.is_not_found() => {
            return Step::unknown(
                format!("Only members of server {id} get in. The bot is not in it, so this page cannot check the ids."),
                "Check DISCORD_REQUIRED_GUILD_ID and DISCORD_REQUIRED_ROLE_IDS, or add the bot to that server.",
            );
        }
        Some(Err(error)) => return Step::unchecked(&error),
        None => {
            return Step::unknown(
                format!("Only members of server {id} get in. This page needs DISCORD_BOT_TOKEN to check the ids."),
                "Check DISCORD_REQUIRED_GUILD_ID and DISCORD_REQUIRED_ROLE_IDS.",
            );
        }
    };
    let name = format!("\u{2068}{}\u{2069}", guild.display_name());
    let unknown: Vec<String> =
        role_ids.iter().filter(|id| !guild.roles.iter().any(|role| role.id == **id)).map(ToString::to_string).collect();
    if !unknown.is_empty() {
        let what = format!("{name} has no role with these ids: {}.", unknown.join(", "));
        return Step::wrong(what, "Correct DISCORD_REQUIRED_ROLE_IDS. People without one of its roles do not get in.");
    }
    let roles = guild.roles.iter().filter(|role| role_ids.contains(&role.id));
    let roles: Vec<String> = roles.map(|role| format!("\u{2068}{}\u{2069}", role.display_name())).collect();
    Step::done(match roles.is_empty() {
        true => format!("Only members of {name} get in."),
        false => format!("Only members of {name} with one of these roles get in: {}.", roles.join(", ")),
    })
}
