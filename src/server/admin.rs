//! What admins see and do: who is signed in, bans, failed sign-ins, and the log of their own actions.
//!
//! Every function takes an [`Admin`], so nobody else gets here.

use axum::{Extension, Form, extract::State, response::Response};
use serde::Deserialize;

use super::{
    auth::Admin,
    clock::to_ms,
    http::refusal::failure,
    state::AppState,
    store::{AdminAction, AuditEntry, Ban, LoginId, SignInFailureCount, SignInFailures, SignedInPerson, StoreError},
};
use crate::{discord::UserId, error::AppError, flash_message::FlashMessage, paths};

/// The most rows of each list on the page.
pub const MAX_ROWS: u32 = 100;

/// What the page shows.
#[derive(Debug, Clone)]
pub struct AdminOverview {
    /// The people who are signed in, those who were here last first.
    pub people: FirstRows<SignedInPerson>,
    /// The bans, the newest first.
    pub bans: FirstRows<Ban>,
    /// The sign-ins that failed in the last days, by reason.
    pub failures: Vec<SignInFailureCount>,
    /// What admins did, the newest first.
    pub audit: FirstRows<AuditEntry>,
}

/// The first rows of a list that may be longer.
#[derive(Debug, Clone)]
pub struct FirstRows<T> {
    /// At most [`MAX_ROWS`].
    pub rows: Vec<T>,
    /// Whether there are more.
    pub has_more: bool,
}

impl<T> FirstRows<T> {
    /// Keeps the first rows of a list that was read with one row more.
    fn of(mut rows: Vec<T>) -> Self {
        let max = usize::try_from(MAX_ROWS).unwrap_or(usize::MAX);
        let has_more = rows.len() > max;
        rows.truncate(max);
        Self { rows, has_more }
    }
}

/// Reads what the page shows.
///
/// # Errors
/// If the database fails.
pub async fn overview(state: &AppState, _admin: &Admin) -> Result<AdminOverview, AppError> {
    let now = state.clock.now_ms();
    Ok(AdminOverview {
        people: FirstRows::of(state.signed_in_people.last_seen(MAX_ROWS + 1, now).await?),
        bans: FirstRows::of(state.bans.newest(MAX_ROWS + 1).await?),
        failures: state.sign_in_failures.by_reason(now.saturating_sub(to_ms(SignInFailures::KEPT_FOR))).await?,
        audit: FirstRows::of(state.audit_log.newest(MAX_ROWS + 1).await?),
    })
}

/// What the forms of the page send.
#[derive(Debug, Deserialize)]
pub struct Fields {
    /// A person's id, or anything else that somebody typed.
    #[serde(default)]
    user_id: String,
    /// Why they are banned; may be empty.
    #[serde(default)]
    reason: String,
}

impl Fields {
    fn user_id(&self) -> Option<UserId> {
        self.user_id.trim().parse().ok()
    }
}

/// `POST /admin/sign-out`: ends every login of a person.
pub async fn sign_out(
    State(state): State<AppState>,
    Extension(admin): Extension<Admin>,
    Form(fields): Form<Fields>,
) -> Response {
    let Some(user_id) = fields.user_id() else { return say(&state, FlashMessage::NotADiscordId) };
    answer(&state, end_logins(&state, &admin, user_id).await)
}

/// `POST /admin/ban`: keeps a person from signing in, and ends every login that they have.
pub async fn ban(
    State(state): State<AppState>,
    Extension(admin): Extension<Admin>,
    Form(fields): Form<Fields>,
) -> Response {
    let notice = match fields.user_id() {
        None => FlashMessage::NotADiscordId,
        Some(user_id) if user_id == admin.user_id() => FlashMessage::CannotBanYourself,
        Some(user_id) if state.config.admin_user_ids.contains(&user_id) => FlashMessage::CannotBanAdmin,
        Some(user_id) => return answer(&state, store_ban(&state, &admin, user_id, fields.reason.trim()).await),
    };
    say(&state, notice)
}

/// `POST /admin/unban`: lets a person sign in again.
pub async fn unban(
    State(state): State<AppState>,
    Extension(admin): Extension<Admin>,
    Form(fields): Form<Fields>,
) -> Response {
    let Some(user_id) = fields.user_id() else { return say(&state, FlashMessage::NotADiscordId) };
    answer(&state, delete_ban(&state, &admin, user_id).await)
}

async fn end_logins(state: &AppState, admin: &Admin, user_id: UserId) -> Result<FlashMessage, StoreError> {
    let mut transaction = state.database.begin().await?;
    let ended = state.logins.end_all_in(&mut transaction, user_id).await?;
    if ended.is_empty() {
        return Ok(FlashMessage::NobodySignedOut);
    }
    let now = state.clock.now_ms();
    state.audit_log.record(&mut transaction, admin.user_id(), AdminAction::SignOut, user_id, now).await?;
    transaction.commit().await?;
    forget(state, user_id, &ended).await?;
    tracing::info!(admin = %admin.user_id(), user = %user_id, logins = ended.len(), "an admin ended a user's logins");
    Ok(FlashMessage::PersonSignedOut)
}

async fn store_ban(state: &AppState, admin: &Admin, user_id: UserId, reason: &str) -> Result<FlashMessage, StoreError> {
    let now = state.clock.now_ms();
    let ban = Ban { user_id, reason: reason.to_owned(), banned_by: admin.user_id(), banned_at_ms: now };
    let mut transaction = state.database.begin().await?;
    if !state.bans.insert(&mut transaction, &ban).await? {
        return Ok(FlashMessage::BannedAlready);
    }
    let ended = state.logins.end_all_in(&mut transaction, user_id).await?;
    state.audit_log.record(&mut transaction, admin.user_id(), AdminAction::Ban, user_id, now).await?;
    transaction.commit().await?;
    forget(state, user_id, &ended).await?;
    tracing::info!(admin = %admin.user_id(), user = %user_id, logins = ended.len(), "an admin banned a user");
    Ok(FlashMessage::PersonBanned)
}

async fn delete_ban(state: &AppState, admin: &Admin, user_id: UserId) -> Result<FlashMessage, StoreError> {
    let mut transaction = state.database.begin().await?;
    if !state.bans.delete(&mut transaction, user_id).await? {
        return Ok(FlashMessage::NotBanned);
    }
    let now = state.clock.now_ms();
    state.audit_log.record(&mut transaction, admin.user_id(), AdminAction::Unban, user_id, now).await?;
    transaction.commit().await?;
    tracing::info!(admin = %admin.user_id(), user = %user_id, "an admin lifted a ban");
    Ok(FlashMessage::PersonUnbanned)
}

/// Deletes the tokens and the cached data of logins that have ended.
async fn forget(state: &AppState, user_id: UserId, ended: &[LoginId]) -> Result<(), StoreError> {
    for id in ended {
        state.caches.forget(id);
    }
    state.logins.drop_unused_grants(user_id).await
}

fn answer(state: &AppState, done: Result<FlashMessage, StoreError>) -> Response {
    match done {
        Ok(notice) => say(state, notice),
        Err(error) => failure(&error.into()),
    }
}

/// Redirects to the page, which says what happened.
fn say(state: &AppState, notice: FlashMessage) -> Response {
    notice.redirect_to(paths::ADMIN, &state.config.public_url)
}
