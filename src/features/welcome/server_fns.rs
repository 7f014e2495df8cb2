use super::{Saved, WelcomeMessages};
use crate::{
    error::AppError,
    server::{auth::Viewer, http::respond::respond, state::AppState},
};

/// Returns a guild's welcome message, for people who may manage the guild. `None` if nobody saved one yet.
pub async fn show_welcome(id: String) -> Result<Option<Saved>, AppError> {
    respond(async {
        let admin = Viewer::extract()?.admin_of(&id).await?;
        Ok(WelcomeMessages::new(AppState::current()?.database.clone()).find(admin).await?)
    })
    .await
}
