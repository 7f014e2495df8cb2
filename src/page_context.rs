//! What every page may ask about the request that it answers.

use leptos::prelude::use_context;

use crate::{discord::Cdn, flash_message::FlashMessage, theme::Theme};

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
    pub flash_message: Option<FlashMessage>,
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

impl PageContext {
    /// The context of the page being rendered.
    ///
    /// While the route table is read at start-up there is no request; what stands here then is never shown.
    pub fn current() -> Self {
        use_context().unwrap_or_else(|| Self {
            cdn: Cdn::new(""),
            sandbox: false,
            development: false,
            setup: false,
            flash_message: None,
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
