//! The app's addresses, in one place: a link that is wrong does not compile.

use crate::discord::GuildId;

/// The landing page.
pub const HOME: &str = "/";
/// The sign-in page.
pub const LOGIN: &str = "/login";
/// Where the sign-in form posts.
pub const START_LOGIN: &str = "/auth/login";
/// Where the form posts that adds the bot to a guild.
pub const INSTALL: &str = "/auth/install";
/// Where the form posts that adds the user to the community's guild.
pub const JOIN: &str = "/dashboard/join";
/// Where Discord sends people back.
pub const CALLBACK: &str = "/auth/callback";
/// Where the sign-out form posts.
pub const LOGOUT: &str = "/auth/logout";
/// Where the theme form posts.
pub const THEME: &str = "/theme";
/// The overview; everything below it needs a login.
pub const DASHBOARD: &str = "/dashboard";
/// The signed-in user.
pub const PROFILE: &str = "/dashboard/profile";
/// The user's guilds.
pub const GUILDS: &str = "/dashboard/guilds";
/// What the user allowed, the browsers they are signed in with, and the ways out.
pub const ACCOUNT: &str = "/dashboard/account";
/// Where the refresh form posts.
pub const REFRESH: &str = "/dashboard/refresh";
/// What the addresses of server functions begin with.
pub const API: &str = "/api/";
/// Every component in every state; in development only.
pub const LOOK: &str = "/look";
/// Connects the developer's own Discord application; in development only, until that is done.
pub const SETUP: &str = "/setup";
/// The user's linked accounts.
pub const CONNECTIONS: &str = "/dashboard/connections";

/// One of the user's guilds.
pub fn guild(id: GuildId) -> String {
    format!("{GUILDS}/{id}")
}
