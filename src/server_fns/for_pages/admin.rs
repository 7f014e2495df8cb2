//! What admins see. Everybody else gets the answer for an unknown address.

use crate::{
    error::AppError,
    server::{
        admin::{self, AdminOverview},
        auth::Admin,
        http::respond::respond,
        state::AppState,
    },
};

/// Returns what the page for admins shows.
pub async fn show_admin_overview() -> Result<AdminOverview, AppError> {
    respond(async { admin::overview(&AppState::current()?, &Admin::extract()?).await }).await
}

/// Returns whether the signed-in user is an admin.
pub fn is_admin() -> bool {
    Admin::extract().is_ok()
}
