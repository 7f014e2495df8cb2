//! Reads what a page may know of its request.

use axum::{extract::Query, http::request::Parts};

use super::{prefetch, telemetry};
use crate::{
    flash_message::FlashMessage,
    page_context::PageContext,
    server::{auth::Viewer, config::AppEnv, state::AppState},
    theme::Theme,
};

impl PageContext {
    /// Reads the context of a request.
    pub(super) fn of_request(state: &AppState, parts: &Parts) -> Self {
        let development = state.config.app_env == AppEnv::Development;
        let public_url = &state.config.public_url;
        let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        let is_signed_in = parts.extensions.get::<Viewer>().is_some();
        Self {
            origin: public_url.origin().to_owned(),
            image_origin: state.image_origin.clone().filter(|_| is_signed_in),
            cdn: state.cdn.clone(),
            sandbox: state.config.sandbox,
            development,
            setup: development && !state.setup.is_reached(),
            // A prefetched page may never be seen, so the message waits.
            flash_message: FlashMessage::from_headers(&parts.headers, public_url)
                .filter(|_| !prefetch::is_prefetch(&parts.headers)),
            theme: Theme::of_cookies(&parts.headers, public_url),
            request_id: telemetry::request_id(&parts.headers).to_owned(),
            path: parts.uri.path().to_owned(),
            address: parts.uri.path_and_query().map_or("/", |address| address.as_str()).to_owned(),
            query: query.map(|query| query.0).unwrap_or_default(),
        }
    }
}
