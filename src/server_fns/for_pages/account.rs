//! What the person allowed, and the browsers they are signed in with.

use crate::{
    discord::Scopes,
    error::AppError,
    fetched::Fetched,
    server::{
        auth::{self, Viewer},
        discord::CacheMode,
        http::respond::respond,
    },
    signed_in_browser::SignedInBrowser,
};

/// Returns what the signed-in user allowed this app, as Discord knows it.
pub async fn granted_scopes() -> Result<Fetched<Scopes>, AppError> {
    respond(async { Ok(Viewer::extract()?.discord().authorization(CacheMode::Use).await?.map(|answer| answer.scopes)) })
        .await
}

/// Returns the browsers that the user is signed in with, the last used one first.
pub async fn list_browsers() -> Result<Vec<SignedInBrowser>, AppError> {
    respond(async { auth::list_browsers(&Viewer::extract()?).await }).await
}
