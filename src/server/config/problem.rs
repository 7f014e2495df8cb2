use std::fmt;

/// One thing that is wrong with the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The variable to look at.
    pub variable: &'static str,
    /// What is wrong with it, without its value.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl Problem {
    /// Creates a problem with its remedy.
    pub fn new(variable: &'static str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { variable, what: what.into(), remedy: remedy.into() }
    }
}

/// All problems of the configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError(pub Vec<Problem>);

impl ConfigError {
    /// Keeps the first problem of each variable, because the others follow from it. If a problem is about `NAME_FILE`, those about
    /// `NAME` follow from it too.
    pub fn new(mut problems: Vec<Problem>) -> Self {
        let mut seen: Vec<&str> = Vec::new();
        problems.retain(|problem| {
            let follows = seen.iter().any(|name| name.strip_suffix("_FILE").unwrap_or(name) == problem.variable)
                || seen.contains(&problem.variable);
            seen.push(problem.variable);
            !follows
        });
        Self(problems)
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "The configuration has {} problem(s):", self.0.len())?;
        for Problem { variable, what, remedy } in &self.0 {
            write!(f, "\n  {variable} {what}.\n    {remedy}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::server::config::tests::config;

    #[test]
    fn every_problem_is_named_at_once_and_no_secret_is_shown() {
        let error = config(&[
            ("APP_ENV", "production"),
            ("DISCORD_CLIENT_ID", "mybot"),
            ("DISCORD_CLIENT_SECRET", "s3cr3t"),
            ("DISCORD_SANDBOX", "1"),
            ("DISCORD_API_BASE_URL", "http://discord.example/api"),
            ("PUBLIC_URL", "http://example.org"),
            ("SECRET_KEY", "hunter2"),
            ("DATABASE_URL", "mysql://root:hunter3@localhost"),
            ("DISCORD_CACHE_TTL_SECONDS", "soon"),
            ("DATABASE_MAX_CONNECTIONS", "all"),
        ])
        .unwrap_err();
        let text = error.to_string();
        for name in [
            "DISCORD_CLIENT_ID",
            "DISCORD_SANDBOX",
            "DISCORD_API_BASE_URL",
            "PUBLIC_URL",
            "SECRET_KEY",
            "DATABASE_URL",
            "DISCORD_CACHE_TTL_SECONDS",
            "DATABASE_MAX_CONNECTIONS",
        ] {
            assert!(text.contains(name), "{name} in:\n{text}");
        }
        for secret in ["s3cr3t", "hunter2", "hunter3"] {
            assert!(!text.contains(secret) && !format!("{error:?}").contains(secret), "{secret} in:\n{text}");
        }
    }

    #[test]
    fn a_pasted_value_is_one_problem_and_is_not_shown() {
        for name in ["DISCORD_BOT_TOKEN", "DISCORD_CLIENT_ID", "DISCORD_CLIENT_SECRET", "SECRET_KEY", "PUBLIC_URL"] {
            let mut set = vec![
                ("APP_ENV", "production"),
                ("PUBLIC_URL", "https://example.org"),
                ("DISCORD_CLIENT_ID", "1"),
                ("DISCORD_CLIENT_SECRET", "x"),
            ];
            set.push((name, "\"hunter2\""));
            let error = config(&set).expect_err(name);
            assert_eq!(error.0.iter().map(|problem| problem.variable).collect::<Vec<_>>(), [name]);
            assert!(error.to_string().contains("quotes around") && !error.to_string().contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn a_value_in_the_wrong_variable_is_not_shown_either() {
        for name in [
            "ADMIN_USER_IDS",
            "APP_ENV",
            "DATABASE_MAX_CONNECTIONS",
            "DATABASE_URL",
            "DISCORD_API_BASE_URL",
            "DISCORD_BOT_PERMISSIONS",
            "DISCORD_CACHE_TTL_SECONDS",
            "DISCORD_COMMUNITY_GUILD_ID",
            "DISCORD_PUBLIC_KEY",
            "DISCORD_REDIRECT_URI",
            "DISCORD_REQUIRED_GUILD_ID",
            "DISCORD_REQUIRED_ROLE_IDS",
            "DISCORD_SANDBOX",
            "HSTS_INCLUDE_SUBDOMAINS",
            "METRICS_ADDR",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "PUBLIC_URL",
            "SECRET_KEY",
        ] {
            let set = [("APP_ENV", "development"), ("DISCORD_CLIENT_ID", "1"), ("DISCORD_CLIENT_SECRET", "x")];
            let error = config(&[&set[..], &[(name, "hunter2")]].concat()).expect_err(name);
            assert!(error.to_string().contains(name) && !error.to_string().contains("hunter2"), "{error}");
        }
    }
}
