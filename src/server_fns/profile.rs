//! The person who is signed in.

use leptos::prelude::*;

use crate::{discord::User, error::AppError, fetched::Fetched};

/// Returns the person who is signed in; `None` for a visitor.
#[server(prefix = "/api", endpoint = "current_viewer")]
pub async fn current_viewer() -> Result<Option<User>, AppError> {
    use crate::server::{auth::Viewer, discord::CacheMode, http::respond::respond};
    respond(async {
        let Some(viewer) = Viewer::find() else {
            return Ok(None);
        };
        Ok(Some(viewer.discord().user(CacheMode::Use).await?.value))
    })
    .await
}

/// Returns the signed-in user's profile.
#[server(prefix = "/api", endpoint = "show_profile")]
pub async fn show_profile() -> Result<Fetched<User>, AppError> {
    use crate::server::{auth::Viewer, discord::CacheMode, http::respond::respond};
    respond(async { Viewer::extract()?.discord().user(CacheMode::Use).await }).await
}

/// Returns the profile as Discord sent it, as JSON text.
#[server(prefix = "/api", endpoint = "raw_profile")]
pub async fn raw_profile() -> Result<String, AppError> {
    use crate::server::{auth::Viewer, discord::CacheMode, http::respond::respond};
    respond(async { Ok(Viewer::extract()?.discord().user_json(CacheMode::Use).await?.to_string()) }).await
}
