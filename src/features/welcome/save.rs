use axum::{
    Extension, Form,
    body::Body,
    extract::{Path, Request, State},
    http::request::Parts,
    response::Response,
};
use leptos::prelude::with_context;

use super::{
    form::{Draft, Problem},
    store::{Editor, WelcomeMessages},
};
use crate::{
    discord::GuildId,
    error::AppError,
    flash_message::FlashMessage,
    paths,
    server::{
        auth::Viewer,
        discord::{CacheMode, GuildAdmin},
        http::page_renderer::PageRenderer,
        state::AppState,
    },
};

/// The page's address. Its form posts there too, and the answer to a refused draft is the page.
pub const PATH: &str = "/dashboard/guilds/{id}/welcome";

/// Returns the page's address for a guild.
pub fn address(id: GuildId) -> String {
    format!("{}/welcome", paths::guild(id))
}

/// A refusal, for the page that shows it.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The draft as it was sent. If it is `None`, the page shows the saved message.
    pub draft: Option<Draft>,
    /// The reason.
    pub problem: Problem,
}

impl Refused {
    /// Returns the refusal of this request. `None` if the page was just opened.
    pub fn find() -> Option<Self> {
        with_context(|parts: &Parts| parts.extensions.get().cloned()).flatten()
    }

    /// Answers with the page at the address of the request.
    pub async fn show(self, pages: &PageRenderer, mut parts: Parts) -> Response {
        parts.extensions.insert(self);
        pages.render(Request::from_parts(parts, Body::empty())).await
    }
}

/// Saves the draft that somebody typed.
pub async fn save(
    State(state): State<AppState>,
    Extension(viewer): Extension<Viewer>,
    Extension(pages): Extension<PageRenderer>,
    Path(id): Path<String>,
    parts: Parts,
    Form(draft): Form<Draft>,
) -> Response {
    save_draft(&state, &viewer, &pages, &id, parts, draft).await
}

/// Saves a draft and goes back to the page. If it is refused, the answer is the page with the draft, so nothing is lost.
pub async fn save_draft(
    state: &AppState,
    viewer: &Viewer,
    pages: &PageRenderer,
    id: &str,
    parts: Parts,
    draft: Draft,
) -> Response {
    match try_save(state, viewer, id, &draft).await {
        Ok(guild_id) => FlashMessage::Saved.redirect_to(&address(guild_id), &state.config.public_url),
        Err(problem) => Refused { draft: Some(draft), problem }.show(pages, parts).await,
    }
}

/// Asks Discord again for the person's rights and for the channels, checks the draft, and saves it.
async fn try_save(state: &AppState, viewer: &Viewer, id: &str, draft: &Draft) -> Result<GuildId, Problem> {
    let discord = viewer.discord();
    let admin = GuildAdmin::confirm(discord, id).await?;
    let server = discord.guild(admin.guild_id(), CacheMode::Use).await?.value.name;
    let channels = state.bot.channels(*admin, CacheMode::Refresh).await?;
    if let Some(reason) = channels.stale {
        return Err(reason.into());
    }
    let welcome = draft.check(&channels.value, &server)?;
    // The history shows the id alone if Discord does not tell the name.
    let name = discord.user(CacheMode::Use).await.map(|user| user.value.name().into_owned()).unwrap_or_default();
    let (messages, editor) = (WelcomeMessages::new(state.database.clone()), Editor { id: discord.user_id(), name });
    let saved = messages.save(&admin, &welcome, draft.version, &editor, state.clock.now_ms()).await;
    // If the same draft is sent twice, the second one is saved already.
    let is_there = || async { messages.find(*admin).await.map(|now| now.is_some_and(|now| now.welcome == welcome)) };
    if saved.map_err(AppError::from)? || is_there().await.map_err(AppError::from)? {
        Ok(admin.guild_id())
    } else {
        Err(Problem::SavedMeanwhile)
    }
}
