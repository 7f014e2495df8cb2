//! What every page may ask about the request it answers.

use axum::http::{HeaderMap, request::Parts};
use leptos::prelude::use_context;

use super::{cookies, notice::Notice, prefetch, telemetry};
use crate::discord::Cdn;
use crate::server::{
    config::{AppEnv, PublicUrl},
    state::AppState,
};

/// Handed to the pages with each request; none of it is secret.
#[derive(Debug, Clone)]
pub struct PageContext {
    /// Builds image addresses.
    pub cdn: Cdn,
    /// Whether the sandbox plays Discord: every page then says so.
    pub sandbox: bool,
    /// Whether the app runs in development, where there are pages for its developers.
    pub development: bool,
    /// Whether `/setup` has something left to do; only in development.
    pub setup: bool,
    /// What the page has to say about the form that led to it.
    pub notice: Option<Notice>,
    /// Light, dark, or as the system says.
    pub theme: Theme,
    /// The request's name in the log.
    pub request_id: String,
    /// Path of the page, without the query.
    pub path: String,
    /// Path and query as the browser sent them: where a form comes back to.
    pub address: String,
    /// Query parameters in order, decoded, as the browser sent them: not to be trusted.
    pub query: Vec<(String, String)>,
}

/// The colours the visitor chose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// Returns the name of the cookie that remembers it.
    pub fn cookie_name(public_url: &PublicUrl) -> String {
        cookies::name("theme", public_url)
    }

    fn of_cookies(headers: &HeaderMap, public_url: &PublicUrl) -> Self {
        cookies::find(headers, &Self::cookie_name(public_url)).map_or(Self::System, Self::from_word)
    }

    /// The word in the cookie and in `<html data-theme>`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme a word means; the system's for any other word.
    pub fn from_word(word: &str) -> Self {
        match word {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}

impl PageContext {
    /// What there is to say of a request.
    pub(super) fn of_request(state: &AppState, parts: &Parts) -> Self {
        let development = state.config.app_env == AppEnv::Development;
        let public_url = &state.config.public_url;
        let query = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        Self {
            cdn: Cdn::new(&state.config.discord.cdn_base_url),
            sandbox: state.config.sandbox,
            development,
            setup: development && !state.setup.is_reached(),
            // A page fetched ahead is not seen yet, and may never be.
            notice: Notice::from_headers(&parts.headers, public_url).filter(|_| !prefetch::is_prefetch(&parts.headers)),
            theme: Theme::of_cookies(&parts.headers, public_url),
            request_id: telemetry::request_id(&parts.headers).to_owned(),
            path: parts.uri.path().to_owned(),
            address: parts.uri.path_and_query().map_or("/", |address| address.as_str()).to_owned(),
            query: query.map(|query| query.0).unwrap_or_default(),
        }
    }

    /// The context of the page being rendered.
    ///
    /// While the route table is read at start-up there is no request; what stands here then is never shown.
    pub fn current() -> Self {
        use_context().unwrap_or_else(|| Self {
            cdn: Cdn::new(""),
            sandbox: false,
            development: false,
            setup: false,
            notice: None,
            theme: Theme::System,
            request_id: String::new(),
            path: String::new(),
            address: String::new(),
            query: Vec::new(),
        })
    }

    /// The first value of a query parameter.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}
