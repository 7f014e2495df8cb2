//! The guild that everyone who signs in may join.

use leptos::prelude::*;

use crate::{discord::Guild, error::AppError, fetched::Fetched};

/// Returns the community's guild, if the signed-in user can join it and is not in it yet.
#[server(prefix = "/api", endpoint = "show_community")]
pub async fn show_community() -> Result<Option<Fetched<Guild>>, AppError> {
    use crate::server::{auth::Viewer, community, http::respond::respond, state::AppState};
    respond(async { community::offered(&AppState::current()?, &Viewer::extract()?).await }).await
}

/// Succeeds if the signed-in user allowed us to add them to the guild.
#[server(prefix = "/api", endpoint = "may_be_added")]
pub async fn may_be_added() -> Result<(), AppError> {
    use crate::{
        discord::Scopes,
        server::{auth::Viewer, http::respond::respond},
    };
    respond(async { Viewer::extract()?.with(&[Scopes::GUILDS_JOIN]).await.map(drop) }).await
}
