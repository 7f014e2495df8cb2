use super::{
    app_env::AppEnv,
    problem::Problem,
    variables::{Variables, text},
};
use crate::discord::UserId;

/// Reads the ids of the admins. If the list is empty, there is no admin.
///
/// In development with the sandbox, its first person is an admin, so that a newcomer sees the page. In production nobody is admin without
/// this variable: a public sandbox lets anybody sign in as anybody.
pub(super) fn read(variables: &Variables, app_env: AppEnv, sandbox: bool, problems: &mut Vec<Problem>) -> Vec<UserId> {
    let default = if sandbox && app_env == AppEnv::Development { sandbox::OWNER_ID } else { "" };
    let list = text(variables, "ADMIN_USER_IDS").unwrap_or(default);
    let entries = list.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    let ids: Result<Vec<UserId>, _> = entries.map(str::parse).collect();
    ids.unwrap_or_else(|_| {
        problems.push(Problem::new(
            "ADMIN_USER_IDS",
            "has an entry that is not a Discord id",
            "In Discord, turn on Developer Mode, right-click the person, and choose Copy User ID. Put commas between the ids.",
        ));
        Vec::new()
    })
}

#[cfg(test)]
mod tests {
    use crate::server::config::tests::{config, problem_names};

    const REAL: [(&str, &str); 2] = [("DISCORD_CLIENT_ID", "1"), ("DISCORD_CLIENT_SECRET", "x")];

    #[test]
    fn admins_are_a_list_of_ids() {
        for (list, ids) in [
            ("80351110224678912", &[80_351_110_224_678_912_u64][..]),
            ("1, 2 ,3", &[1, 2, 3]),
            ("1,,2,", &[1, 2]),
            (",", &[]),
        ] {
            let set = [&[("APP_ENV", "development"), ("ADMIN_USER_IDS", list)][..], &REAL].concat();
            let read: Vec<u64> = config(&set).unwrap().admin_user_ids.iter().map(|id| id.get()).collect();
            assert_eq!(read, ids, "{list}");
        }
        for odd in ["mira", "1;2", "1 2", "-1", "<@1>", "1,mira"] {
            let set = [&[("APP_ENV", "development"), ("ADMIN_USER_IDS", odd)][..], &REAL].concat();
            assert_eq!(problem_names(&set), ["ADMIN_USER_IDS"], "{odd}");
        }
    }

    #[test]
    fn only_the_sandbox_in_development_has_an_admin_by_default() {
        let public = [("PUBLIC_URL", "https://example.org")];
        for (set, admins) in [
            (&[("APP_ENV", "development")][..], 1),
            (&[("APP_ENV", "development"), REAL[0], REAL[1]], 0),
            (&[("APP_ENV", "production"), ("DISCORD_SANDBOX", "1"), public[0]], 0),
            (&[("APP_ENV", "production"), public[0], REAL[0], REAL[1]], 0),
        ] {
            assert_eq!(config(set).unwrap().admin_user_ids.len(), admins, "{set:?}");
        }
    }
}
