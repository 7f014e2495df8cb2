use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::{discord::GuildId, paths};

/// A button that opens Discord's page for adding the bot to a guild. Discord then returns to that guild's page.
#[component]
pub fn InstallForm(
    /// The guild. `None` lets the person choose one at Discord.
    guild_id: Option<GuildId>,
    /// The button's text.
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
