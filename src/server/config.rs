//! Reads the environment into a checked [`Config`]. All problems are reported at once, each with its remedy.
//!
//! Only `main.rs` reads the variables from the environment and from `.env`. Everything else, tests included, passes them in.

mod admins;
mod app_env;
mod database_url;
mod discord;
mod listen;
mod live_reload;
mod metrics_addr;
mod otlp_endpoint;
mod pasted;
mod problem;
mod public_url;
mod required_guild;
mod scopes;
mod secret_key;
mod variables;

use std::{net::SocketAddr, path::PathBuf, time::Duration};

pub use app_env::AppEnv;
pub use discord::DiscordConfig;
pub use problem::{ConfigError, Problem};
pub use public_url::PublicUrl;
pub(crate) use public_url::{is_loopback_host, reachable, split_port};
pub use required_guild::RequiredGuild;
pub use scopes::{OPTIONAL_SCOPES, SIGN_IN_SCOPES};
pub use variables::Variables;

use super::secret::{Secret, Vault};
use crate::discord::UserId;
use variables::{number, switch, text};

/// The checked configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// `APP_ENV`: development in debug builds, production in release.
    pub app_env: AppEnv,
    /// `PUBLIC_URL`: the origin that people open; `http://127.0.0.1:{port}` by default.
    pub public_url: PublicUrl,
    /// `DISCORD_*`: the application and Discord's addresses.
    pub discord: DiscordConfig,
    /// `ADMIN_USER_IDS`: the people who may open `/admin`. Nobody by default; the first person of the sandbox in development.
    pub admin_user_ids: Vec<UserId>,
    /// Whether the app uses the sandbox instead of Discord: `DISCORD_SANDBOX=1`, or development without credentials.
    pub sandbox: bool,
    /// `DISCORD_USERS_CACHE_MAX_LIMIT`: for how many logins answers are cached; 10,000 by default.
    pub cache_max_logins: u64,
    /// `DISCORD_CACHE_TTL_SECONDS`: how long an answer counts as fresh; 60 s by default.
    pub cache_ttl: Duration,
    /// `DATABASE_URL`: `sqlite://data/app.db` by default. It may contain a password, so never print it whole.
    pub database_url: Secret,
    /// `DATABASE_MAX_CONNECTIONS`: the most connections of this server to PostgreSQL; 8 by default. SQLite never gets more than 8.
    pub database_max_connections: u32,
    /// `SECRET_KEY`: in development, one is generated and kept in the data folder.
    pub vault: Vault,
    /// `DATA_DIR`: the folder of the generated key and of the sandbox's state; `data` by default.
    pub data_dir: PathBuf,
    /// `HSTS_INCLUDE_SUBDOMAINS`: whether browsers refuse plain http on the subdomains too, after they have opened this site over
    /// https. Off by default, because the subdomains may be somebody else's.
    pub hsts_include_subdomains: bool,
    /// The origin of cargo-leptos' live reload, such as `ws://127.0.0.1:3001`; `None` unless `cargo leptos watch` runs.
    pub live_reload: Option<String>,
    /// `METRICS_ADDR`: the address of the metrics for Prometheus; `None` counts nothing.
    pub metrics_addr: Option<SocketAddr>,
    /// Whether `OTEL_EXPORTER_OTLP_ENDPOINT` says where traces go. The exporter reads the address itself.
    pub exports_traces: bool,
}

/// Refuses quotes, line ends and invisible characters around or within any value.
///
/// # Errors
/// If a variable has such a value. The error names each of them, the framework's variables included.
pub fn check_pasted(variables: &Variables) -> Result<(), ConfigError> {
    let mut problems = Vec::new();
    pasted::check(variables, &mut problems);
    if problems.is_empty() { Ok(()) } else { Err(ConfigError::new(problems)) }
}

/// Returns the address to listen on: every address of the machine at `PORT`, or else `default`, the framework's `LEPTOS_SITE_ADDR`.
///
/// # Errors
/// If `PORT` is not a port. The error names the other problems of the configuration too.
pub fn listen_address(variables: &Variables, default: SocketAddr) -> Result<SocketAddr, ConfigError> {
    let mut problems = Vec::new();
    let address = listen::read(variables, &mut problems);
    if !problems.is_empty() {
        Config::from_variables(variables, default)?;
    }
    Ok(address.unwrap_or(default))
}

impl Config {
    /// Checks the variables. `bound` is the address that the server already listens on; some defaults contain its port.
    ///
    /// # Errors
    /// If a value is wrong or missing. The error has every problem, and never the value of a secret.
    pub fn from_variables(variables: &Variables, bound: SocketAddr) -> Result<Self, ConfigError> {
        let mut problems = Vec::new();
        pasted::check(variables, &mut problems);
        let variables = &variables::with_files(variables, &mut problems);
        // Values from files are damaged in the same ways.
        pasted::check(variables, &mut problems);
        listen::read(variables, &mut problems);
        let app_env = app_env::read(variables, &mut problems);
        let data_dir = PathBuf::from(text(variables, "DATA_DIR").unwrap_or("data"));
        let public_url = public_url::read(variables, bound, app_env, &mut problems);
        let sandbox = discord::wants_sandbox(variables, app_env, &mut problems);
        let discord = discord::read(variables, bound, &public_url, sandbox, &mut problems);
        let admin_user_ids = admins::read(variables, app_env, sandbox, &mut problems);
        let cache_max_logins = number(variables, "DISCORD_USERS_CACHE_MAX_LIMIT", 10_000, &mut problems);
        let cache_ttl = Duration::from_secs(number(variables, "DISCORD_CACHE_TTL_SECONDS", 60, &mut problems));
        let database_url = database_url::read(variables, &mut problems);
        let database_max_connections = database_url::max_connections(variables, &mut problems);
        let vault = secret_key::read(variables, app_env, &data_dir, &mut problems);
        let hsts_include_subdomains = switch(variables, "HSTS_INCLUDE_SUBDOMAINS", &mut problems).unwrap_or(false);
        let live_reload = live_reload::read(variables, &public_url, &mut problems);
        let metrics_addr = metrics_addr::read(variables, &mut problems);
        let exports_traces = otlp_endpoint::is_set(variables, &mut problems);
        match (discord, vault) {
            (Some(discord), Some(vault)) if problems.is_empty() => Ok(Self {
                app_env,
                public_url,
                discord,
                admin_user_ids,
                sandbox,
                cache_max_logins,
                cache_ttl,
                database_url,
                database_max_connections,
                vault,
                data_dir,
                hsts_include_subdomains,
                live_reload,
                metrics_addr,
                exports_traces,
            }),
            _ => Err(ConfigError::new(problems)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn config(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let mut all: Variables = [("SECRET_KEY".into(), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".into())].into();
        all.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        Config::from_variables(&all, SocketAddr::from(([127, 0, 0, 1], 3000)))
    }

    pub(super) fn problem_names(variables: &[(&str, &str)]) -> Vec<&'static str> {
        config(variables).expect_err("refused").0.into_iter().map(|problem| problem.variable).collect()
    }

    #[test]
    fn development_without_variables_uses_the_sandbox_over_loopback() {
        let config = config(&[("APP_ENV", "development")]).unwrap();
        assert!(config.sandbox);
        assert_eq!(config.discord.api_base_url, "http://127.0.0.1:3000/sandbox/api/v10");
        assert_eq!(config.discord.authorize_url, "http://127.0.0.1:3000/sandbox/oauth2/authorize");
        assert_eq!(config.discord.redirect_uri, "http://127.0.0.1:3000/auth/callback");
        assert_eq!(config.discord.webhook_url, "http://127.0.0.1:3000/webhooks/discord");
    }

    #[test]
    fn with_credentials_the_app_uses_discord_itself() {
        let config = config(&[
            ("APP_ENV", "production"),
            ("PUBLIC_URL", "https://example.org"),
            ("DISCORD_CLIENT_ID", "123456789012345678"),
            ("DISCORD_CLIENT_SECRET", "s3cr3t"),
        ])
        .unwrap();
        assert!(!config.sandbox);
        assert_eq!(config.discord.api_base_url, "https://discord.com/api/v10");
        assert_eq!(config.discord.redirect_uri, "https://example.org/auth/callback");
        assert!(config.discord.bot_token.is_none());
        assert!(!format!("{config:?}").contains("s3cr3t"));
    }

    #[test]
    fn set_values_can_be_read_and_secrets_are_not_printed() {
        let config = config(&[
            ("APP_ENV", "development"),
            ("DISCORD_CLIENT_ID", "123456789012345678"),
            ("DISCORD_CLIENT_SECRET", "s3cr3t"),
            ("PUBLIC_URL", "https://example.org"),
            ("DISCORD_REDIRECT_URI", "https://EXAMPLE.org/auth/callback"),
            ("DISCORD_BOT_TOKEN", "b0t"),
            ("DISCORD_USERS_CACHE_MAX_LIMIT", "7"),
        ])
        .unwrap();
        let discord = &config.discord;
        assert_eq!(
            (discord.client_id.get(), discord.redirect_uri.as_str()),
            (123_456_789_012_345_678, "https://EXAMPLE.org/auth/callback")
        );
        assert_eq!(discord.client_secret.expose(), "s3cr3t");
        assert_eq!(discord.bot_token.as_ref().map(|token| token.expose()), Some("b0t"));
        assert_eq!(config.cache_max_logins, 7);
        let printed = format!("{config:?}");
        assert!(!printed.contains("s3cr3t") && !printed.contains("b0t"), "{printed}");
    }

    #[test]
    fn half_a_pair_of_credentials_is_refused() {
        assert_eq!(problem_names(&[("APP_ENV", "development"), ("DISCORD_CLIENT_ID", "1")]), ["DISCORD_CLIENT_SECRET"]);
        assert_eq!(problem_names(&[("APP_ENV", "development"), ("DISCORD_CLIENT_SECRET", "x")]), ["DISCORD_CLIENT_ID"]);
    }

    #[test]
    fn production_needs_credentials_a_key_and_an_address() {
        let names = problem_names(&[("APP_ENV", "production"), ("SECRET_KEY", "")]);
        assert_eq!(names, ["PUBLIC_URL", "DISCORD_CLIENT_ID", "SECRET_KEY"]);
    }

    #[test]
    fn a_plain_http_discord_is_accepted_on_loopback_only() {
        let with = |url: &str| {
            config(&[
                ("APP_ENV", "development"),
                ("DISCORD_CLIENT_ID", "1"),
                ("DISCORD_CLIENT_SECRET", "x"),
                ("DISCORD_API_BASE_URL", url),
            ])
        };
        assert!(with("http://127.0.0.1:9/api/v10").is_ok());
        assert!(with("http://[::1]:9/api/v10").is_ok());
        assert!(with("http://localhost.example.org/api").is_err());
        assert!(with("ftp://127.0.0.1/").is_err());
        assert!(with("nonsense").is_err());
    }
}
