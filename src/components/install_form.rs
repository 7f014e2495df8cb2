use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::{discord::GuildId, paths};

/// Leads to Discord's page for adding the bot to a guild, and back to that guild's page.
#[component]
pub fn InstallForm(
    /// The guild to be picked. `None` lets the person pick at Discord.
    guild_id: Option<GuildId>,
    /// What the button says.
    label: &'static str,
) -> impl IntoView {
    view! {
        <form method="post" action=paths::INSTALL>
            {guild_id.map(|id| view! { <input type="hidden" name="guild_id" value=id.to_string() /> })}
            <button class="button" type="submit">
                <Icon glyph=Glyph::Servers />
                {label}
            </button>
        </form>
    }
}
