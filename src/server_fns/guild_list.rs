//! Refreshing the guild list.

use leptos::prelude::*;

use crate::{error::AppError, fetched::Fetched, guild_row::GuildRows};

/// Asks Discord again for the guild list, even if the cache has it, and returns what the list shows.
#[server(prefix = "/api", endpoint = "refresh_guilds")]
pub async fn refresh_guilds() -> Result<Fetched<GuildRows>, AppError> {
    use crate::{
        discord::Scopes,
        server::{
            auth::Viewer,
            discord::CacheMode,
            http::{refresh, respond::respond},
            state::AppState,
        },
    };
    respond(async {
        let viewer = Viewer::extract()?.with(&[Scopes::GUILDS]).await?;
        let state = AppState::current()?;
        let discord = viewer.discord().clone().not_before(refresh::begin(&state));
        let guilds = discord.shared_guilds(CacheMode::Use).await?;
        let bot = state.bot.presence(&discord, CacheMode::Use).await;
        Ok(GuildRows::new(guilds.age().of(&guilds.value.value), bot))
    })
    .await
}
