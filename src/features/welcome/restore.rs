use axum::{
    Extension, Form,
    extract::{Path, State},
    http::{Uri, request::Parts},
    response::{Redirect, Response},
};
use serde::Deserialize;

use super::{
    form::{Draft, Problem},
    save::{Refused, save_draft},
    store::WelcomeMessages,
};
use crate::{
    error::AppError,
    server::{auth::Viewer, http::page_renderer::PageRenderer, state::AppState},
};

/// The route that the forms of the history post to.
pub const PATH: &str = "/dashboard/guilds/{id}/welcome/restore";

/// The fields of a form in the history.
#[derive(Debug, Deserialize)]
pub struct Choice {
    /// The version to restore.
    restore: i64,
    /// The saved version that the page showed.
    version: i64,
}

/// Saves an earlier version again. It is checked like a draft that somebody typed: its channel may be gone, or a newer version may
/// have been saved meanwhile. If it is refused, the answer is the page with that version in the form.
pub async fn restore(
    State(state): State<AppState>,
    Extension(viewer): Extension<Viewer>,
    Extension(pages): Extension<PageRenderer>,
    Path(id): Path<String>,
    mut parts: Parts,
    Form(choice): Form<Choice>,
) -> Response {
    parts.uri = page_of(&parts.uri);
    match find_draft(&state, &viewer, &id, &choice).await {
        Ok(draft) => save_draft(&state, &viewer, &pages, &id, parts, draft).await,
        Err(problem) => Refused { draft: None, problem }.show(&pages, parts).await,
    }
}

/// Redirects to the page. After a refusal the browser shows the address of the form, and somebody may open it once more.
pub async fn open(uri: Uri) -> Redirect {
    Redirect::to(page_of(&uri).path())
}

/// Returns the address of the page with the history.
fn page_of(uri: &Uri) -> Uri {
    let path = uri.path();
    path.strip_suffix("/restore").unwrap_or(path).parse().unwrap_or_default()
}

/// Finds the version in the history of this guild, and makes a draft of it.
async fn find_draft(state: &AppState, viewer: &Viewer, id: &str, choice: &Choice) -> Result<Draft, Problem> {
    let admin = viewer.admin_of(id).await?;
    let changes = WelcomeMessages::new(state.database.clone()).history(admin).await.map_err(AppError::from)?;
    let change = changes.into_iter().find(|change| change.saved.version == choice.restore);
    let change = change.ok_or(Problem::NoSuchVersion)?;
    Ok(Draft { version: choice.version, ..Draft::of(Some(&change.saved)) })
}
