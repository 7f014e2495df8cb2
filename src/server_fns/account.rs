//! What the person allowed, and the browsers they are signed in with.

use leptos::prelude::*;

use crate::{discord::Scopes, error::AppError, fetched::Fetched, signed_in_browser::SignedInBrowser};

/// What the signed-in user allowed this app, as Discord has it.
#[server(prefix = "/api", endpoint = "granted_scopes")]
pub async fn granted_scopes() -> Result<Fetched<Scopes>, AppError> {
    use crate::server::{auth::Viewer, discord::CacheMode, http::respond::respond};
    respond(async { Ok(Viewer::extract()?.discord().authorization(CacheMode::Use).await?.map(|answer| answer.scopes)) })
        .await
}

/// The browsers the signed-in user is signed in with, the last used first.
#[server(prefix = "/api", endpoint = "list_browsers")]
pub async fn list_browsers() -> Result<Vec<SignedInBrowser>, AppError> {
    use crate::server::{
        auth::{self, Viewer},
        http::respond::respond,
    };
    respond(async { auth::list_browsers(&Viewer::extract()?).await }).await
}

/// Signs one of the user's browsers out, by its id; also the one that asks.
#[server(prefix = "/api", endpoint = "end_browser")]
pub async fn end_browser(
    /// As [`list_browsers`] names it.
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
