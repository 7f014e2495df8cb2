use leptos::prelude::*;

use super::{Chip, Tone};
use crate::discord::GuildRank;

/// A chip with the user's rank in a guild.
#[component]
pub fn RankChip(rank: GuildRank) -> impl IntoView {
    let tone = if rank == GuildRank::Member { Tone::Plain } else { Tone::Good };
    view! { <Chip label=rank.label() tone /> }
}
