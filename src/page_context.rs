//! What every page may know about its request.

use std::sync::Arc;

use leptos::prelude::use_context;

use crate::{discord::Cdn, flash_message::FlashMessage, theme::Theme};

/// Facts about the request, provided to the pages. They contain no secret.
#[derive(Debug, Clone)]
pub struct PageContext {
    /// The address that people type, without a path: `https://dashboard.example.org`.
    pub origin: String,
    /// Builds the URLs of images.
    pub cdn: Cdn,
    /// The origin of the images, if the browser should connect to it early: the page has images, and they come from elsewhere.
    pub image_origin: Option<String>,
    /// Whether the sandbox plays Discord. Every page then says so.
    pub sandbox: bool,
    /// Whether the app runs in development, which has pages for developers.
    pub development: bool,
    /// Whether `/setup` has steps left to do. Only in development.
    pub setup: bool,
    /// The message about the form that led to this page.
    pub flash_message: Option<FlashMessage>,
    /// Light, dark, or the system's colours.
    pub theme: Theme,
    /// The request's id in the log.
    pub request_id: String,
    /// The page's path, without the query.
    pub path: String,
    /// The path and query that the browser sent. Forms return to it.
    pub address: String,
    /// The decoded query parameters in order. The browser sent them, so do not trust them.
    pub query: Vec<(String, String)>,
}

impl PageContext {
    /// Returns the context of the page being rendered.
    ///
    /// All components of a page share it, so this copies nothing.
    ///
    /// At start-up the framework reads the route table without a request. It gets an empty context, which no page shows.
    pub fn current() -> Arc<Self> {
        use_context::<Arc<Self>>().unwrap_or_else(|| Arc::new(Self::empty()))
    }

    fn empty() -> Self {
        Self {
            origin: String::new(),
            cdn: Cdn::new(""),
            image_origin: None,
            sandbox: false,
            development: false,
            setup: false,
            flash_message: None,
            theme: Theme::System,
            request_id: String::new(),
            path: String::new(),
            address: String::new(),
            query: Vec::new(),
        }
    }

    /// Returns the first value of a query parameter.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}
