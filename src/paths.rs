//! The app's addresses, in one place. A link with a misspelled name does not compile.

use crate::discord::GuildId;

/// The landing page.
pub const HOME: &str = "/";
/// The picture that other sites show beside a link to this one.
pub const SHARE_IMAGE: &str = "/share.png";
/// The web app manifest.
pub const MANIFEST: &str = "/manifest.webmanifest";
/// What search engines may visit.
pub const ROBOTS: &str = "/robots.txt";
/// The sign-in page.
pub const LOGIN: &str = "/login";
/// What the addresses of the sign-in begin with.
pub const AUTH: &str = "/auth/";
/// Where the sign-in form posts.
pub const START_LOGIN: &str = "/auth/login";
/// Where the form that adds the bot to a guild posts.
pub const INSTALL: &str = "/auth/install";
/// Where the form that adds the user to the community's guild posts.
pub const JOIN: &str = "/dashboard/join";
/// Where Discord sends people back to.
pub const CALLBACK: &str = "/auth/callback";
/// Where the sign-out form posts.
pub const LOGOUT: &str = "/auth/logout";
/// Where Discord posts its webhook events.
pub const DISCORD_WEBHOOK: &str = "/webhooks/discord";
/// Where the theme form posts.
pub const THEME: &str = "/theme";
/// The overview. Everything below it needs a sign-in.
pub const DASHBOARD: &str = "/dashboard";
/// The signed-in user's profile.
pub const PROFILE: &str = "/dashboard/profile";
/// The user's guilds.
pub const GUILDS: &str = "/dashboard/guilds";
/// The account: granted scopes, signed-in browsers, and signing out.
pub const ACCOUNT: &str = "/dashboard/account";
/// Where the refresh form posts.
pub const REFRESH: &str = "/dashboard/refresh";
/// What the addresses of server functions begin with.
pub const API: &str = "/api/";
/// The page for admins. Everybody else gets the page of an unknown address.
pub const ADMIN: &str = "/admin";
/// Where the form that ends a person's logins posts.
pub const ADMIN_SIGN_OUT: &str = "/admin/sign-out";
/// Where the form that bans a person posts.
pub const ADMIN_BAN: &str = "/admin/ban";
/// Where the form that lifts a ban posts.
pub const ADMIN_UNBAN: &str = "/admin/unban";
/// Every component in every state. Only in development.
pub const LOOK: &str = "/look";
/// The steps that connect your own Discord application. Only in development, until they are done.
pub const SETUP: &str = "/setup";
/// The page for signed-in people who are not members of the required guild. It says why, and how to get in.
pub const NO_ACCESS: &str = "/no-access";
/// Where that page's form "Check again" posts.
pub const CHECK_AGAIN: &str = "/no-access/check";
/// The user's linked accounts.
pub const CONNECTIONS: &str = "/dashboard/connections";

/// Returns the address of one guild's page.
pub fn guild(id: GuildId) -> String {
    format!("{GUILDS}/{id}")
}

/// Returns whether a path is the dashboard's or below it.
pub fn is_dashboard(path: &str) -> bool {
    path == DASHBOARD || path.strip_prefix(DASHBOARD).is_some_and(|rest| rest.starts_with('/'))
}
