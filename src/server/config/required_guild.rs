use super::{
    problem::Problem,
    variables::{Variables, text},
};
use crate::discord::{GuildId, RoleId};

const GUILD: &str = "DISCORD_REQUIRED_GUILD_ID";
const ROLES: &str = "DISCORD_REQUIRED_ROLE_IDS";

/// The guild whose members may use the site. Nobody else gets in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredGuild {
    /// `DISCORD_REQUIRED_GUILD_ID`.
    pub id: GuildId,
    /// `DISCORD_REQUIRED_ROLE_IDS`: a member needs one of these roles. If it is empty, every member gets in.
    pub role_ids: Vec<RoleId>,
}

impl RequiredGuild {
    /// Returns whether a member with these roles may use the site.
    pub fn accepts(&self, roles: &[RoleId]) -> bool {
        self.role_ids.is_empty() || roles.iter().any(|role| self.role_ids.contains(role))
    }

    /// Returns the rule as text: the guild's id, then those of the roles. It is stored with each check, so that a check by an earlier
    /// rule does not count.
    pub fn rule(&self) -> String {
        let roles = self.role_ids.iter().map(|role| format!(" {role}")).collect::<String>();
        format!("{}{roles}", self.id)
    }
}

/// Reads both variables. `None` if the site is for everybody.
pub(super) fn read(variables: &Variables, problems: &mut Vec<Problem>) -> Option<RequiredGuild> {
    let id = text(variables, GUILD).map(str::parse::<GuildId>);
    if matches!(id, Some(Err(_))) {
        let remedy = "In Discord, turn on Developer Mode, right-click the server, and choose Copy Server ID.";
        problems.push(Problem::new(GUILD, "is not a Discord id", remedy));
    }
    if id.is_none() && text(variables, ROLES).is_some() {
        let remedy = format!("Set {GUILD} to the server with these roles, or remove {ROLES}.");
        problems.push(Problem::new(ROLES, format!("is set, but {GUILD} is not"), remedy));
    }
    let id = id?.ok()?;
    let role_ids = role_ids(variables, id, problems);
    Some(RequiredGuild { id, role_ids })
}

fn role_ids(variables: &Variables, guild: GuildId, problems: &mut Vec<Problem>) -> Vec<RoleId> {
    let Some(list) = text(variables, ROLES) else { return Vec::new() };
    let parts = list.split(',').map(str::trim).filter(|part| !part.is_empty());
    let ids: Result<Vec<RoleId>, _> = parts.map(str::parse).collect();
    let what = match &ids {
        Err(_) => "has a part that is not a Discord id",
        Ok(ids) if ids.is_empty() => "has no id",
        // Discord never lists `@everyone` among a member's roles, so nobody would get in.
        Ok(ids) if ids.iter().any(|id| id.get() == guild.get()) => "has the id of the server in place of a role's",
        Ok(_) => return ids.unwrap_or_default(),
    };
    let remedy = "Write the ids of the roles with commas between them. To copy one, turn on Developer Mode in Discord, right-click the \
                  role in the server's settings, and choose Copy Role ID.";
    problems.push(Problem::new(ROLES, what, remedy));
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::config::tests::{config, problem_names};

    /// Returns the variables of an app, with the sandbox and with Discord.
    fn apps() -> [Vec<(&'static str, &'static str)>; 2] {
        let development = ("APP_ENV", "development");
        [vec![development], vec![development, ("DISCORD_CLIENT_ID", "1"), ("DISCORD_CLIENT_SECRET", "x")]]
    }

    #[test]
    fn the_guild_and_its_roles_are_read() {
        for app in apps() {
            for (guild, roles, expected) in [
                ("", "", None),
                ("42", "", Some("42")),
                ("42", "7", Some("42 7")),
                ("42", "7, 8,9,", Some("42 7 8 9")),
                (" 42 ", " 7 ", Some("42 7")),
            ] {
                let config = config(&[&app[..], &[(GUILD, guild), (ROLES, roles)]].concat()).unwrap();
                let rule = config.discord.required_guild.map(|required| required.rule());
                assert_eq!(rule.as_deref(), expected, "{guild:?} {roles:?}");
            }
        }
    }

    #[test]
    fn a_wrong_value_is_named_with_a_remedy_and_not_shown() {
        for app in apps() {
            for (guild, roles, name, what) in [
                ("hunter2", "", GUILD, "is not a Discord id"),
                ("hunter2", "7", GUILD, "is not a Discord id"),
                ("-1", "", GUILD, "is not a Discord id"),
                ("", "7", ROLES, "is set, but DISCORD_REQUIRED_GUILD_ID is not"),
                ("42", "7,hunter2", ROLES, "has a part that is not a Discord id"),
                ("42", "7 8", ROLES, "has a part that is not a Discord id"),
                ("42", "@everyone", ROLES, "has a part that is not a Discord id"),
                ("42", ",", ROLES, "has no id"),
                ("42", "7,42", ROLES, "has the id of the server"),
            ] {
                let set = [&app[..], &[(GUILD, guild), (ROLES, roles)]].concat();
                assert_eq!(problem_names(&set), [name], "{guild:?} {roles:?}");
                let error = config(&set).unwrap_err();
                assert!(error.0[0].what.contains(what) && !error.0[0].remedy.is_empty(), "{error}");
                assert!(!error.to_string().contains("hunter2"), "{error}");
            }
        }
    }

    #[test]
    fn one_of_the_roles_is_enough() {
        let roles = |ids: &[u64]| ids.iter().copied().map(RoleId::new).collect::<Vec<_>>();
        for (required, held, accepted) in [
            (&[][..], &[][..], true),
            (&[], &[7], true),
            (&[7], &[], false),
            (&[7], &[8], false),
            (&[7, 8], &[9, 8], true),
        ] {
            let guild = RequiredGuild { id: GuildId::new(42), role_ids: roles(required) };
            assert_eq!(guild.accepts(&roles(held)), accepted, "{required:?} {held:?}");
        }
    }
}
