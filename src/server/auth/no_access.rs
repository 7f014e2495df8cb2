//! Signed-in people who may not use the site, because they are not members of the required guild, or because that could not be checked.

use axum::{
    Form,
    extract::{Request, State},
    http::{Method, request::Parts},
    response::{IntoResponse as _, Redirect, Response},
};
use leptos::prelude::use_context;
use serde::Deserialize;

use crate::{
    discord::User,
    error::AppError,
    flash_message::FlashMessage,
    paths,
    server::{
        discord::{CacheMode, DiscordSession},
        http::{query_string, refresh, refusal::failure, respond::wants_html},
        state::AppState,
    },
};

/// The signed-in person of a request who may not use the site. In the request's extensions in place of a [`Viewer`](super::Viewer).
#[derive(Debug, Clone)]
pub struct NoAccess {
    pub(super) reason: AppError,
    pub(super) discord: DiscordSession,
}

/// What the page without access shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Why the person has no access.
    pub reason: AppError,
    /// The person, if the cache has them.
    pub user: Option<User>,
    /// The guild's name, if the bot or the person is in it.
    pub guild_name: Option<String>,
    /// The guild's own invite link, if it has one and the bot is in the guild.
    pub invite_url: Option<String>,
    /// The names of the required roles that the bot can see.
    pub role_names: Vec<String>,
}

impl NoAccess {
    /// Returns the person of the current request; `None` for visitors, and for people with access.
    pub fn find() -> Option<Self> {
        use_context::<Parts>()?.extensions.get().cloned()
    }

    /// Returns why the person has no access.
    pub fn reason(&self) -> AppError {
        self.reason.clone()
    }

    /// Returns what the person may know: why they have no access, and which guild they need to join. They know that much even if Discord
    /// does not answer; then the names are missing.
    pub async fn describe(self, state: &AppState) -> Refused {
        let Self { reason, discord } = self;
        let required = state.config.discord.required_guild.as_ref();
        let guild = state.bot.required_guild(&discord, CacheMode::Use).await.ok().and_then(|guild| guild.value);
        let roles = guild.iter().flat_map(|guild| &guild.roles);
        let roles = roles.filter(|role| required.is_some_and(|required| required.role_ids.contains(&role.id)));
        let role_names = roles.map(|role| role.display_name().into_owned()).collect();
        let guild_name = match (&guild, required) {
            (Some(guild), _) => Some(guild.display_name().into_owned()),
            // They are in the guild, so it is in their own list.
            (None, Some(required)) if reason == AppError::NoRequiredRole => {
                let entry = discord.guild(required.id, CacheMode::Use).await.ok();
                entry.map(|entry| entry.value.display_name().into_owned())
            }
            _ => None,
        };
        let invite_url = guild.as_ref().and_then(crate::discord::Guild::invite_url);
        Refused { reason, user: discord.cached_user(), guild_name, invite_url, role_names }
    }
}

/// Answers a request of a person without access. `None` for pages that are open to everybody.
///
/// A page of the dashboard and every form lead to the page that says why. A call of a server function gets the reason as an error.
pub(super) fn refuse(reason: &AppError, request: &Request) -> Option<Response> {
    let path = request.uri().path();
    let is_open = matches!(*request.method(), Method::GET | Method::HEAD)
        && !paths::is_dashboard(path)
        && !path.starts_with(paths::API);
    if *reason == AppError::NotPrefetched || path.starts_with(paths::API) && !wants_html(request.headers()) {
        return Some(failure(reason));
    }
    (!is_open).then(|| {
        let page = request.uri().path_and_query().filter(|_| request.method() == Method::GET);
        let query = page.map(|page| format!("?{}", query_string::pair("return_to", page.as_str())));
        Redirect::to(&format!("{}{}", paths::NO_ACCESS, query.unwrap_or_default())).into_response()
    })
}

/// What the form "Check again" posts.
#[derive(Debug, Deserialize)]
pub struct CheckAgain {
    /// The page that the person wanted to see.
    #[serde(default)]
    return_to: String,
}

/// `POST /no-access/check`: redirects to the page that the person wanted to see. It accepts only an answer requested from now on.
pub async fn check_again(State(state): State<AppState>, Form(form): Form<CheckAgain>) -> Response {
    refresh::ask_again(&state, &form.return_to, FlashMessage::CheckedAgain)
}
