//! The person who is signed in.

use crate::{
    discord::User,
    error::AppError,
    fetched::Fetched,
    server::{auth::Viewer, discord::CacheMode, http::respond::respond},
};

/// Returns the person who is signed in. `None` for a visitor. An error for a person without access.
pub async fn current_viewer() -> Result<Option<User>, AppError> {
    respond(async {
        match Viewer::extract() {
            Ok(viewer) => Ok(Some(viewer.discord().user(CacheMode::Use).await?.value)),
            Err(AppError::Unauthenticated) => Ok(None),
            Err(error) => Err(error),
        }
    })
    .await
}

/// Returns the signed-in user's profile.
pub async fn show_profile() -> Result<Fetched<User>, AppError> {
    respond(async { Viewer::extract()?.discord().user(CacheMode::Use).await }).await
}

/// Returns the profile as Discord sent it, as JSON text.
pub async fn raw_profile() -> Result<String, AppError> {
    respond(async { Ok(Viewer::extract()?.discord().user_json(CacheMode::Use).await?.to_string()) }).await
}
