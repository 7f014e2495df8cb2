use axum::{
    Extension, Form,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;
use serde_json::Value;

use super::{Flow, LocalPath, Purpose, Viewer};
use crate::{
    discord::InstallTo,
    error::AppError,
    paths,
    server::{causes::Causes, discord::rest::Authorize, http::refusal::failure, state::AppState},
};

/// What the form posts. The bot's permissions come from the configuration, never from a form.
#[derive(Debug, Deserialize)]
pub struct Install {
    /// The guild to add the bot to. If it is empty, the person picks one at Discord.
    #[serde(default)]
    guild_id: String,
}

/// `POST /auth/install`: sends a signed-in person to Discord's page for adding the bot. If the form names a guild, the person must be
/// allowed to manage it.
pub async fn start_install(
    State(state): State<AppState>,
    viewer: Option<Extension<Viewer>>,
    headers: HeaderMap,
    Form(form): Form<Install>,
) -> Response {
    let Some(Extension(viewer)) = viewer else {
        return Redirect::to(paths::LOGIN).into_response();
    };
    begin(&state, &viewer, &headers, &form.guild_id).await.unwrap_or_else(|error| failure(&error))
}

async fn begin(state: &AppState, viewer: &Viewer, headers: &HeaderMap, guild_id: &str) -> Result<Response, AppError> {
    let permissions = state.config.discord.bot_permissions.clone();
    let (to, page) = match guild_id {
        "" => (InstallTo::AnyGuild(permissions), paths::GUILDS.to_owned()),
        id => {
            let guild = viewer.admin_of(id).await?.guild_id();
            (InstallTo::OnlyGuild(permissions, guild), paths::guild(guild))
        }
    };
    let flow = Flow {
        purpose: Purpose::Install,
        authorize: Authorize::install(to),
        return_to: LocalPath::parse(&page),
        data: Value::Null,
    };
    flow.start(state, headers).map_err(|error| {
        tracing::error!(error = %Causes(&error), "an install could not be started");
        AppError::Internal
    })
}
