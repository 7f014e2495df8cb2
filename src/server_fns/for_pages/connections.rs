//! The accounts that the person linked to Discord.

use crate::{
    discord::{Connection, Scopes},
    error::AppError,
    fetched::Fetched,
    server::{auth::Viewer, discord::CacheMode, http::respond::respond},
};

/// Returns the accounts that the signed-in user linked to Discord.
pub async fn list_connections() -> Result<Fetched<Vec<Connection>>, AppError> {
    respond(async {
        Viewer::extract()?.with(&[Scopes::CONNECTIONS]).await?.discord().connections(CacheMode::Use).await
    })
    .await
}
