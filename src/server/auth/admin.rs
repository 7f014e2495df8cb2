use axum::{
    Extension,
    extract::{Request, State},
    http::{StatusCode, request::Parts},
    middleware::Next,
    response::Response,
};
use leptos::prelude::use_context;

use super::Viewer;
use crate::{
    discord::UserId,
    error::AppError,
    paths,
    server::{http::page_renderer::PageRenderer, state::AppState},
};

/// An admin: the proof that the viewer is one of `ADMIN_USER_IDS`. Whatever only admins may see or do takes it.
#[derive(Debug, Clone)]
pub struct Admin {
    viewer: Viewer,
}

impl Admin {
    /// Returns the admin of the current request.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody else, because only admins know that there is such a page.
    pub fn extract() -> Result<Self, AppError> {
        let (state, parts) = (use_context::<AppState>(), use_context::<Parts>());
        let (Some(state), Some(parts)) = (state, parts) else { return Err(AppError::NotFound) };
        Self::of(&state, parts.extensions.get()).ok_or(AppError::NotFound)
    }

    /// Returns the viewer as an admin; `None` for everybody else.
    pub fn of(state: &AppState, viewer: Option<&Viewer>) -> Option<Self> {
        let viewer = viewer.filter(|viewer| state.config.admin_user_ids.contains(&viewer.login().user_id))?;
        Some(Self { viewer: viewer.clone() })
    }

    /// Returns who it is.
    pub fn user_id(&self) -> UserId {
        self.viewer.login().user_id
    }
}

/// Gives everybody but admins the page of an unknown address, for `/admin` and everything below it, with any method. An admin's request
/// carries the [`Admin`], for the handlers of forms.
pub async fn hide_from_others(
    State(state): State<AppState>,
    Extension(pages): Extension<PageRenderer>,
    mut request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    if path != paths::ADMIN && !path.strip_prefix(paths::ADMIN).is_some_and(|rest| rest.starts_with('/')) {
        return next.run(request).await;
    }
    match Admin::of(&state, request.extensions().get()) {
        Some(admin) => {
            request.extensions_mut().insert(admin);
            next.run(request).await
        }
        None => {
            let mut response = pages.render(request).await;
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
    }
}
