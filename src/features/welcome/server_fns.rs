use super::{Change, Saved, WelcomeMessages};
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

/// Returns the history of a guild's welcome message, newest first, for people who may manage the guild.
pub async fn show_welcome_history(id: String) -> Result<Vec<Change>, AppError> {
    respond(async {
        let admin = Viewer::extract()?.admin_of(&id).await?;
        Ok(WelcomeMessages::new(AppState::current()?.database.clone()).history(admin).await?)
    })
    .await
}
