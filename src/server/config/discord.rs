use std::net::SocketAddr;

use reqwest::Url;

use super::{
    app_env::AppEnv,
    problem::Problem,
    public_url::{PublicUrl, is_loopback, reachable},
    required_guild::{self, RequiredGuild},
    scopes::{OPTIONAL_SCOPES, SIGN_IN_SCOPES},
    variables::{Variables, switch, text},
};
use crate::{
    discord::{ApplicationId, GuildId, Permission, Permissions, Scopes},
    paths,
    server::{public_key::PublicKey, secret::Secret},
};

/// The Discord application, and Discord's addresses.
#[derive(Debug, Clone)]
pub struct DiscordConfig {
    /// `DISCORD_CLIENT_ID`.
    pub client_id: ApplicationId,
    /// `DISCORD_CLIENT_SECRET`.
    pub client_secret: Secret,
    /// `DISCORD_REDIRECT_URI`: `PUBLIC_URL` + `/auth/callback` by default. Discord compares it byte for byte.
    pub redirect_uri: String,
    /// `DISCORD_BOT_TOKEN`. `None` turns the bot's features off.
    pub bot_token: Option<Secret>,
    /// `DISCORD_PUBLIC_KEY`: the key with which Discord signs webhook events. `None` turns their endpoint off.
    pub public_key: Option<PublicKey>,
    /// Where Discord sends webhook events: `PUBLIC_URL` + `/webhooks/discord`. The sandbox uses the address that the server listens on.
    pub webhook_url: String,
    /// `DISCORD_BOT_PERMISSIONS`: the permissions that the bot asks for when it is added to a guild. By default: view channels, send
    /// messages, create invites.
    pub bot_permissions: Permissions,
    /// `DISCORD_COMMUNITY_GUILD_ID`: the guild that everybody who signs in may be added to. `None` offers no such guild.
    pub community_guild_id: Option<GuildId>,
    /// `DISCORD_REQUIRED_GUILD_ID` and `DISCORD_REQUIRED_ROLE_IDS`: whose members may use the site. `None` lets everybody in.
    pub required_guild: Option<RequiredGuild>,
    /// `DISCORD_API_BASE_URL`, without a slash at its end.
    pub api_base_url: String,
    /// `DISCORD_AUTHORIZE_URL`: the consent page.
    pub authorize_url: String,
    /// `DISCORD_CDN_BASE_URL`, without a slash at its end.
    pub cdn_base_url: String,
    /// The `User-Agent` of requests to Discord: `PUBLIC_URL` and the version.
    ///
    /// Source: <https://discord.com/developers/docs/reference#user-agent>.
    pub user_agent: String,
}

impl DiscordConfig {
    /// Returns the scopes that the sign-in asks for. If a guild is required, they let the app see who is a member of it.
    pub fn sign_in_scopes(&self) -> Scopes {
        let membership = self.required_guild.as_ref().map(|_| Scopes::GUILDS_MEMBERS_READ);
        SIGN_IN_SCOPES.into_iter().chain(membership).collect()
    }

    /// Returns the scopes that the app may ask a person for: those of the sign-in, and the optional ones.
    pub fn offered_scopes(&self) -> Scopes {
        let has_community = self.bot_token.is_some() && self.community_guild_id.is_some();
        let joins = has_community.then_some(Scopes::GUILDS_JOIN).into_iter().collect();
        self.sign_in_scopes().union(&Scopes::from(OPTIONAL_SCOPES)).union(&joins)
    }

    /// Returns scheme, host and port of the consent page, for the CSP.
    pub fn authorize_origin(&self) -> String {
        origin(&self.authorize_url)
    }

    /// Returns scheme, host and port of the images, for the CSP.
    pub fn cdn_origin(&self) -> String {
        origin(&self.cdn_base_url)
    }
}

fn origin(url: &str) -> String {
    Url::parse(url).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
}

/// Returns whether the sandbox plays Discord.
pub(super) fn wants_sandbox(variables: &Variables, app_env: AppEnv, problems: &mut Vec<Problem>) -> bool {
    let credentials = ["DISCORD_CLIENT_ID", "DISCORD_CLIENT_SECRET"].iter().any(|name| text(variables, name).is_some());
    let is_asked_for = switch(variables, "DISCORD_SANDBOX", problems);
    if is_asked_for == Some(true) && credentials {
        problems.push(Problem::new(
            "DISCORD_SANDBOX",
            "is on, but DISCORD_CLIENT_ID or DISCORD_CLIENT_SECRET is set",
            "Remove the credentials to use the sandbox, or remove DISCORD_SANDBOX to use Discord.",
        ));
    }
    let is_unclear = is_asked_for.is_none() && text(variables, "DISCORD_SANDBOX").is_some();
    is_asked_for.unwrap_or(app_env == AppEnv::Development && !credentials && !is_unclear)
}

pub(super) fn read(
    variables: &Variables,
    bound: SocketAddr,
    public_url: &PublicUrl,
    sandbox: bool,
    problems: &mut Vec<Problem>,
) -> Option<DiscordConfig> {
    let redirect_uri = redirect_uri(variables, public_url, problems);
    if sandbox {
        return sandboxed(variables, bound, public_url, redirect_uri, problems);
    }
    let url = |name: &'static str, default: &str, problems: &mut Vec<Problem>| {
        checked_url(text(variables, name).unwrap_or(default).trim_end_matches('/'), name, problems)
    };
    let api_base_url = url("DISCORD_API_BASE_URL", "https://discord.com/api/v10", problems);
    let authorize_url = url("DISCORD_AUTHORIZE_URL", "https://discord.com/oauth2/authorize", problems);
    let cdn_base_url = url("DISCORD_CDN_BASE_URL", "https://cdn.discordapp.com", problems);
    let (client_id, client_secret) = credentials(variables, problems)?;
    let bot_token = text(variables, "DISCORD_BOT_TOKEN").map(Secret::new);
    Some(DiscordConfig {
        client_id,
        client_secret,
        redirect_uri,
        bot_token,
        public_key: public_key(variables, problems),
        webhook_url: public_url.webhook(),
        bot_permissions: bot_permissions(variables, problems),
        community_guild_id: community_guild_id(variables, problems),
        required_guild: required_guild::read(variables, problems),
        api_base_url,
        authorize_url,
        cdn_base_url,
        user_agent: user_agent(public_url),
    })
}

/// Reads the redirect URI, and refuses one that does not lead back to this server, because Discord sends people there.
fn redirect_uri(variables: &Variables, public_url: &PublicUrl, problems: &mut Vec<Problem>) -> String {
    let Some(uri) = text(variables, "DISCORD_REDIRECT_URI") else {
        return public_url.callback();
    };
    let is_address_known = !problems.iter().any(|problem| problem.variable == "PUBLIC_URL");
    if is_address_known && !public_url.is_callback(uri) {
        let (callback, origin) = (public_url.callback(), public_url.origin());
        problems.push(Problem::new(
            "DISCORD_REDIRECT_URI",
            format!("does not lead back to this server (PUBLIC_URL is {origin})"),
            format!(
                "Set it to `{callback}`, or remove the line. If {origin} is not the address people type, correct PUBLIC_URL."
            ),
        ));
    }
    uri.to_owned()
}

fn credentials(variables: &Variables, problems: &mut Vec<Problem>) -> Option<(ApplicationId, Secret)> {
    const PORTAL: &str = "Copy both from your application's OAuth2 page in Discord's developer portal";
    match (text(variables, "DISCORD_CLIENT_ID"), text(variables, "DISCORD_CLIENT_SECRET")) {
        (Some(id), Some(secret)) => match id.parse() {
            Ok(id) => Some((id, Secret::new(secret))),
            Err(_) => {
                problems.push(Problem::new("DISCORD_CLIENT_ID", "is not a Discord id", format!("{PORTAL}.")));
                None
            }
        },
        (None, None) => {
            let remedy = format!("{PORTAL}, or set DISCORD_SANDBOX=1 to run without Discord.");
            problems.push(Problem::new("DISCORD_CLIENT_ID", "and DISCORD_CLIENT_SECRET are not set", remedy));
            None
        }
        (id, _) => {
            let (id_name, secret_name) = ("DISCORD_CLIENT_ID", "DISCORD_CLIENT_SECRET");
            let (missing, set) = if id.is_some() { (secret_name, id_name) } else { (id_name, secret_name) };
            problems.push(Problem::new(missing, format!("is not set, but {set} is"), format!("{PORTAL}.")));
            None
        }
    }
}

/// View channels, send messages, and create invites. The bot needs the last one to add a person to a guild.
const DEFAULT_PERMISSIONS: Permissions =
    Permissions::of(&[Permission::CREATE_INSTANT_INVITE, Permission::VIEW_CHANNEL, Permission::SEND_MESSAGES]);

fn bot_permissions(variables: &Variables, problems: &mut Vec<Problem>) -> Permissions {
    match text(variables, "DISCORD_BOT_PERMISSIONS").map(str::parse) {
        None => DEFAULT_PERMISSIONS,
        Some(Ok(bits)) => Permissions::from_bits(bits),
        Some(Err(_)) => {
            let remedy = "Copy the number from the permissions calculator on your application's Bot page.";
            problems.push(Problem::new("DISCORD_BOT_PERMISSIONS", "is not a number", remedy));
            DEFAULT_PERMISSIONS
        }
    }
}

fn community_guild_id(variables: &Variables, problems: &mut Vec<Problem>) -> Option<GuildId> {
    let id = text(variables, "DISCORD_COMMUNITY_GUILD_ID")?.parse();
    if id.is_err() {
        let remedy = "In Discord, turn on Developer Mode, right-click the server, and choose Copy Server ID.";
        problems.push(Problem::new("DISCORD_COMMUNITY_GUILD_ID", "is not a Discord id", remedy));
    }
    id.ok()
}

fn public_key(variables: &Variables, problems: &mut Vec<Problem>) -> Option<PublicKey> {
    let key = PublicKey::parse(text(variables, "DISCORD_PUBLIC_KEY")?);
    if key.is_none() {
        let remedy = "Copy it from the page \"General Information\" of your application in Discord's developer portal.";
        problems.push(Problem::new("DISCORD_PUBLIC_KEY", "is not a key of 64 hex digits", remedy));
    }
    key
}

fn user_agent(public_url: &PublicUrl) -> String {
    format!("DiscordBot ({}, {})", public_url.origin(), env!("CARGO_PKG_VERSION"))
}

/// Returns the sandbox's own application. The server reaches the sandbox at its own address, browsers reach it at `PUBLIC_URL`.
fn sandboxed(
    variables: &Variables,
    bound: SocketAddr,
    public_url: &PublicUrl,
    redirect_uri: String,
    problems: &mut Vec<Problem>,
) -> Option<DiscordConfig> {
    for name in [
        "DISCORD_API_BASE_URL",
        "DISCORD_AUTHORIZE_URL",
        "DISCORD_CDN_BASE_URL",
        "DISCORD_BOT_TOKEN",
        "DISCORD_PUBLIC_KEY",
    ] {
        if text(variables, name).is_some() {
            let remedy =
                "Remove it to use the sandbox, or set DISCORD_CLIENT_ID and DISCORD_CLIENT_SECRET to use Discord.";
            problems.push(Problem::new(name, "is set, but the sandbox plays Discord", remedy));
        }
    }
    let server_side = reachable(bound);
    let browser_side = public_url.origin();
    Some(DiscordConfig {
        client_id: sandbox::CLIENT_ID.parse().ok()?,
        client_secret: Secret::new(sandbox::CLIENT_SECRET),
        redirect_uri,
        bot_token: Some(Secret::new(sandbox::BOT_TOKEN)),
        public_key: PublicKey::parse(sandbox::PUBLIC_KEY),
        webhook_url: format!("http://{server_side}{}", paths::DISCORD_WEBHOOK),
        bot_permissions: bot_permissions(variables, problems),
        community_guild_id: community_guild_id(variables, problems)
            .or_else(|| sandbox::COMMUNITY_GUILD_ID.parse().ok()),
        required_guild: required_guild::read(variables, problems),
        api_base_url: format!("http://{server_side}/sandbox/api/v10"),
        authorize_url: format!("{browser_side}/sandbox/oauth2/authorize"),
        cdn_base_url: format!("{browser_side}/sandbox/cdn"),
        user_agent: user_agent(public_url),
    })
}

/// Accepts `https`, and `http` on this machine only, because these requests carry tokens.
fn checked_url(value: &str, name: &'static str, problems: &mut Vec<Problem>) -> String {
    let problem = match Url::parse(value) {
        Ok(url) if url.scheme() == "https" => None,
        Ok(url) if url.scheme() == "http" && is_loopback(value) => None,
        Ok(url) if url.scheme() == "http" => Some("is plain http to another machine"),
        _ => Some("is not a web address"),
    };
    if let Some(what) = problem {
        problems.push(Problem::new(name, what, "Use https. Plain http is accepted on loopback only."));
    }
    value.to_owned()
}

#[cfg(test)]
mod tests {
    use crate::server::config::tests::{config, problem_names};

    #[test]
    fn a_public_key_is_64_hex_digits_and_the_sandbox_has_its_own() {
        const KEY: &str = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025";
        let credentials = [("APP_ENV", "development"), ("DISCORD_CLIENT_ID", "1"), ("DISCORD_CLIENT_SECRET", "x")];
        let with = |key: &'static str| [&credentials[..], &[("DISCORD_PUBLIC_KEY", key)]].concat();
        assert!(config(&with("")).unwrap().discord.public_key.is_none());
        assert!(config(&with(KEY)).unwrap().discord.public_key.is_some());
        for odd in [&KEY[1..], "0x51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "123456789012345678"]
        {
            let error = config(&with(odd)).expect_err(odd).to_string();
            assert!(error.contains("DISCORD_PUBLIC_KEY") && error.contains("General Information"), "{error}");
        }
        let sandboxed = config(&[("APP_ENV", "development")]).unwrap().discord.public_key;
        assert!(sandboxed.is_some(), "the sandbox's own key can be read");
        assert_eq!(problem_names(&[("APP_ENV", "development"), ("DISCORD_PUBLIC_KEY", KEY)]), ["DISCORD_PUBLIC_KEY"]);
    }

    #[test]
    fn a_redirect_uri_to_another_place_is_refused_and_the_right_one_is_named() {
        for uri in ["https://example.org/callback", "https://other.example/auth/callback", "https://www.example.org/"] {
            let set =
                [("APP_ENV", "development"), ("PUBLIC_URL", "https://example.org"), ("DISCORD_REDIRECT_URI", uri)];
            let text = config(&set).expect_err(uri).to_string();
            assert!(text.contains("1 problem(s)") && text.contains("DISCORD_REDIRECT_URI"), "{text}");
            assert!(text.contains("`https://example.org/auth/callback`"), "{text}");
        }
        let unknown =
            [("APP_ENV", "development"), ("PUBLIC_URL", "example.org"), ("DISCORD_REDIRECT_URI", "https://a/b")];
        assert_eq!(problem_names(&unknown), ["PUBLIC_URL"], "the redirect URI cannot be checked");
    }
}
