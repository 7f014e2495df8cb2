use leptos::prelude::*;

use super::Saved;
use crate::error::AppError;

/// How a guild greets, for who may manage it. `None` when nobody has saved anything yet.
#[server(prefix = "/api", endpoint = "show_welcome")]
pub async fn show_welcome(
    /// As the address names it: anything.
    #[server(default)]
    id: String,
) -> Result<Option<Saved>, AppError> {
    use super::WelcomeMessages;
    use crate::server::{auth::Viewer, http::respond::respond, state::AppState};
    respond(async {
        let admin = Viewer::extract()?.admin_of(&id).await?;
        Ok(WelcomeMessages::new(AppState::current()?.database.clone()).find(admin).await?)
    })
    .await
}
