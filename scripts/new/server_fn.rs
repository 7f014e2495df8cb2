//! What the island `NewIsland` asks the server.

use leptos::prelude::*;

use crate::error::AppError;

/// Saves a number of the signed-in user, and returns what is saved. For a start, it keeps nothing.
#[server(prefix = "/api", endpoint = "save_new_island")]
pub async fn save_new_island(
    /// From the browser, so it may be anything; 0 if it is missing.
    #[server(default)]
    count: u32,
) -> Result<u32, AppError> {
    use crate::server::{auth::Viewer, http::respond::respond};
    respond(async {
        // Anybody can call this over HTTP. A visitor gets no further than this line.
        let _viewer = Viewer::extract()?;
        Ok(count)
    })
    .await
}
