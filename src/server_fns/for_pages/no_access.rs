//! What people see who are signed in and may not use the site.

use crate::{
    error::AppError,
    server::{
        auth::{NoAccess, Refused},
        http::respond::respond,
        state::AppState,
    },
};

/// Returns why the signed-in user may not use the site, and which guild they need to join.
pub async fn why_no_access() -> Result<Refused, AppError> {
    respond(async {
        let no_access = NoAccess::find().ok_or(AppError::NotFound)?;
        Ok(no_access.describe(&AppState::current()?).await)
    })
    .await
}
