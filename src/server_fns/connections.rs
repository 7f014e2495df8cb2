//! The accounts that the person linked to Discord.

use leptos::prelude::*;

use crate::{discord::Connection, error::AppError, fetched::Fetched};

/// Returns the accounts that the signed-in user linked to Discord.
#[server(prefix = "/api", endpoint = "list_connections")]
pub async fn list_connections() -> Result<Fetched<Vec<Connection>>, AppError> {
    use crate::{
        discord::Scopes,
        server::{auth::Viewer, discord::CacheMode, http::respond::respond},
    };
    respond(async {
        Viewer::extract()?.with(&[Scopes::CONNECTIONS]).await?.discord().connections(CacheMode::Use).await
    })
    .await
}
