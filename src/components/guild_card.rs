use leptos::prelude::*;

use super::{Chip, GuildPicture, InOnePiece, RankChip};
use crate::{discord::Cdn, guild_row::GuildRow, paths};

/// A guild in the grid: who the user is in it, and their most important permissions.
#[component]
pub fn GuildCard(
    row: GuildRow,
    /// Builds the icon's URL.
    cdn: Cdn,
    /// Whether a search leaves it out. Default: no.
    #[prop(optional, into)]
    hidden: Signal<bool>,
) -> impl IntoView {
    let permissions = row.permissions().into_iter().map(|words| view! { <li>{words}</li> });
    InOnePiece(view! {
        <li class="panel card linked guild-card" hidden=move || hidden.get()>
            <div class="guild-card__head">
                <GuildPicture icon=row.icon(&cdn) initials=row.initials().to_owned() />
                <div class="guild-card__who">
                    <h2 class="guild-card__name" dir="auto">
                        <a class="linked__link" href=paths::guild(row.id())>
                            {row.name().to_owned()}
                        </a>
                    </h2>
                    <span class="cluster">
                        <RankChip rank=row.rank() />
                        {row.has_bot().then(|| view! { <Chip label="Bot added" /> })}
                    </span>
                </div>
            </div>
            <ul class="guild-card__permissions" aria-label="Permissions">
                {permissions.collect_view()}
            </ul>
        </li>
    })
}
