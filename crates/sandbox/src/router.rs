use axum::{Router, http::StatusCode, middleware::from_fn, routing::get};

use crate::{
    api, cdn, control,
    oauth2::authorize,
    pages::{authorized_apps, home, same_origin, stylesheet},
    sandbox::Sandbox,
};

impl Sandbox {
    /// Returns all routes. The router can be nested at any prefix: no page links to an absolute path.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/", get(home))
            .route("/sandbox.css", get(stylesheet))
            .route("/oauth2/authorize", get(authorize::ask).post(authorize::decide))
            .route("/authorized-apps", get(authorized_apps::show).post(authorized_apps::deauthorize))
            .merge(control::routes())
            .layer(from_fn(same_origin::require))
            .nest("/api", api::routes(self))
            .nest("/cdn", cdn::routes())
            // Plain text, because at an unknown depth no relative link to the style sheet works.
            .fallback(async || (StatusCode::NOT_FOUND, "The sandbox has nothing here.\n"))
            .with_state(self.clone())
    }
}
