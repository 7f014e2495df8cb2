//! The server function of the island `NewIsland`.

use leptos::prelude::*;

use crate::error::AppError;

/// Saves a number of the signed-in user, and returns the saved number. At first it saves nothing.
#[server(prefix = "/api", endpoint = "save_new_island")]
pub async fn save_new_island(
    /// The browser sends it, so it may be any number. If it is missing, it is 0.
    #[server(default)]
    count: u32,
) -> Result<u32, AppError> {
    use crate::server::{auth::Viewer, http::respond::respond};
    respond(async {
        // Anybody can call this over HTTP. For a visitor, this line returns an error.
        let _viewer = Viewer::extract()?;
        // Save the number here.
        Ok(count)
    })
    .await
}
