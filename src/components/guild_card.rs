use leptos::prelude::*;

use super::{Chip, GuildIcon, RankChip};
use crate::{discord::UserGuild, paths};

/// How many rights a card has room for.
const MAX_PERMISSIONS: usize = 3;

/// A guild in the grid: who the user is in it, and their strongest rights.
#[component]
pub fn GuildCard(
    guild: UserGuild,
    /// Whether the bot is in it.
    has_bot: bool,
    /// Whether a search leaves it out.
    hidden: bool,
) -> impl IntoView {
    let telling = guild.permissions.telling(MAX_PERMISSIONS);
    let further = further_text(guild.permissions.iter().count(), telling.len());
    let permissions = telling.into_iter().map(|permission| permission.label.to_owned()).chain(further);
    let permissions = permissions.map(|words| view! { <li>{words}</li> });
    let (id, name) = (guild.id, guild.display_name().into_owned());
    // What the filter goes by, so that it need not read the card.
    let (searched, rank) = (name.to_lowercase(), guild.rank());
    view! {
        <li
            class="panel card linked guild-card"
            data-name=searched
            data-id=id.to_string()
            data-rank=rank.number()
            hidden=hidden
        >
            <div class="guild-card__head">
                <GuildIcon guild />
                <div class="guild-card__who">
                    <h2 class="guild-card__name" dir="auto">
                        <a class="linked__link" href=paths::guild(id)>
                            {name}
                        </a>
                    </h2>
                    <span class="cluster">
                        <RankChip rank />
                        {has_bot.then(|| view! { <Chip label="Bot added" /> })}
                    </span>
                </div>
            </div>
            <ul class="guild-card__permissions" aria-label="Permissions">
                {permissions.collect_view()}
            </ul>
        </li>
    }
}

/// How many permissions there are beyond those shown; `None` when all are shown.
fn further_text(all: usize, shown: usize) -> Option<String> {
    match (all.saturating_sub(shown), shown) {
        (0, 0) => Some("No permissions".into()),
        (0, _) => None,
        (1, 0) => Some("1 permission".into()),
        (count, 0) => Some(format!("{count} permissions")),
        (count, _) => Some(format!("{count} more")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_card_leaves_out_is_counted() {
        for (all, shown, text) in [
            (0, 0, Some("No permissions")),
            (3, 3, None),
            (1, 0, Some("1 permission")),
            (9, 0, Some("9 permissions")),
            (52, 3, Some("49 more")),
        ] {
            assert_eq!(further_text(all, shown).as_deref(), text);
        }
    }
}
