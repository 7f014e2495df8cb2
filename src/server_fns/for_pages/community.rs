//! The guild that everyone who signs in may join.

use crate::{
    discord::{Guild, Scopes},
    error::AppError,
    fetched::Fetched,
    server::{auth::Viewer, community, http::respond::respond, state::AppState},
};

/// Returns the community's guild, if the signed-in user could join it and is not in it.
pub async fn show_community() -> Result<Option<Fetched<Guild>>, AppError> {
    respond(async { community::offered(&AppState::current()?, &Viewer::extract()?).await }).await
}

/// Succeeds if the signed-in user allowed this app to add them to that guild.
pub async fn may_be_added() -> Result<(), AppError> {
    respond(async { Viewer::extract()?.with(&[Scopes::GUILDS_JOIN]).await.map(drop) }).await
}
