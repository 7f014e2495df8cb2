//! Signing out one of the browsers that the person is signed in with.

use leptos::prelude::*;

use crate::error::AppError;

/// Signs out one of the user's browsers, by its id. It may be the browser that asks.
#[server(prefix = "/api", endpoint = "end_browser")]
pub async fn end_browser(
    /// The id from the list of browsers, or any other text.
    #[server(default)]
    id: String,
) -> Result<(), AppError> {
    use crate::{
        flash_message::FlashMessage,
        server::{
            auth::{self, Viewer},
            http::respond::respond,
        },
    };
    respond(async {
        let viewer = Viewer::extract()?;
        let ended = auth::end_browser(&viewer, &id).await;
        // If a form asked, the next page says what happened.
        match ended {
            Ok(()) => FlashMessage::BrowserEnded.set(),
            Err(AppError::NotFound) => FlashMessage::NoSuchBrowser.set(),
            Err(_) => {}
        }
        ended
    })
    .await
}
