use leptos::{ev::SubmitEvent, prelude::*};

use super::{
    Toaster,
    list_search::{Choice, ListSearch},
    local_times::write_local_times,
};
use crate::{
    components::{EmptyState, Freshness, Glyph, GuildCard, Icon, InstallForm, Remedy},
    discord::Cdn,
    error::AppError,
    fetched::Fetched,
    guild_query::{GuildOrder, GuildSubset, matching},
    guild_row::{GuildRow, GuildRows},
    paths,
    server_fns::refresh_guilds,
};

/// The guild list: searches, filters and sorts while somebody types, and refreshes in place.
///
/// Without scripts the search and Refresh are forms, and the server does the rest.
#[island]
pub fn GuildList(
    /// The guilds, as the server found them.
    list: Fetched<GuildRows>,
    /// The address of the page, to come back to.
    address: String,
    /// The search to begin with.
    query: String,
    /// The word of the filter to begin with.
    show: String,
    /// The word of the order to begin with.
    sort: String,
    /// The base URL of the icons.
    cdn: String,
) -> impl IntoView {
    let list = RwSignal::new(list);
    let (query, show, sort) = (RwSignal::new(query), RwSignal::new(show), RwSignal::new(sort));
    let refresh = Action::new(|(): &()| refresh_guilds());
    let failure = RwSignal::new(None::<AppError>);
    let toaster = Toaster::current();
    let pending = refresh.pending();

    let on_refresh = move |event: SubmitEvent| {
        event.prevent_default();
        if !pending.get_untracked() {
            toaster.clear();
            refresh.dispatch(());
        }
    };
    Effect::new(move |_| {
        let Some(outcome) = refresh.value().get() else { return };
        match &outcome {
            Ok(Fetched { stale: None, .. }) => toaster.good("The list is up to date."),
            Ok(_) => toaster.notice("Discord gave no new list. This is the last one we have."),
            Err(error) => toaster.notice(error.to_string()),
        }
        failure.set(outcome.as_ref().err().cloned());
        if let Ok(fresh) = outcome {
            list.set(fresh);
            // After the new time is on the page.
            request_animation_frame(write_local_times);
        }
    });

    let age = Memo::new(move |_| list.read().age());
    let can_add_bot = Memo::new(move |_| list.read().value.can_add_bot);
    let is_bot_uncertain = Memo::new(move |_| list.read().value.is_bot_uncertain);
    let has_rows = Memo::new(move |_| !list.read().value.rows.is_empty());
    view! {
        <header class="page-header">
            <h1>"Servers"</h1>
            <div class="actions">
                <Show when=move || can_add_bot.get()>
                    <InstallForm guild_id=None label="Add the bot to a server" />
                </Show>
                <Freshness age return_to=address is_pending=pending on:submit=on_refresh />
            </div>
        </header>
        {move || failure.get().map(|error| view! { <RefreshFailure error /> })}
        <Show when=move || is_bot_uncertain.get()>
            <p class="muted">
                "We did not check all your servers for the bot. Open a server to see whether the bot is in it."
            </p>
        </Show>
        <Show
            when=move || has_rows.get()
            fallback=|| {
                view! {
                    <EmptyState glyph=Glyph::Servers sentence="No servers yet">
                        "Join or create a server on Discord, then press Refresh."
                    </EmptyState>
                }
            }
        >
            <Cards list query show sort cdn=Cdn::new(&cdn) />
        </Show>
    }
}

/// The search, and the guilds that it finds.
#[component]
fn Cards(
    list: RwSignal<Fetched<GuildRows>>,
    query: RwSignal<String>,
    show: RwSignal<String>,
    sort: RwSignal<String>,
    cdn: Cdn,
) -> impl IntoView {
    let sorted = Memo::new(move |_| {
        let mut rows = list.read().value.rows.clone();
        // The server sends them by name.
        let order = GuildOrder::from_word(&sort.read());
        if order != GuildOrder::Name {
            order.sort(&mut rows);
        }
        rows
    });
    let found = Memo::new(move |_| {
        let subset = GuildSubset::from_word(&show.read());
        matching(&list.read().value.rows, &query.read(), subset).map(GuildRow::id).collect::<Vec<_>>()
    });
    let choices = vec![
        Choice { name: "show", label: "Show", options: &GuildSubset::OPTIONS, word: show },
        Choice { name: "sort", label: "Sort by", options: &GuildOrder::OPTIONS, word: sort },
    ];
    view! {
        <ListSearch
            path=paths::GUILDS
            things="servers"
            text=query
            choices
            found=Signal::derive(move || found.read().len())
            total=Signal::derive(move || list.read().value.rows.len())
        />
        <ul class="card-grid" aria-label="Servers">
            // A search hides cards but keeps them, because building them again is too slow for a keystroke. The key is the whole row, so
            // that a refresh replaces only the cards that changed.
            <For
                each=move || sorted.get()
                key=GuildRow::clone
                children=move |row| {
                    let id = row.id();
                    let hidden = Signal::derive(move || !found.read().contains(&id));
                    view! { <GuildCard row cdn=cdn.clone() hidden /> }
                }
            />
        </ul>
        <p class="guild-list__none" hidden=move || !found.read().is_empty()>
            "No server matches."
        </p>
    }
}

/// Says why a refresh failed and what to do about it. The old list stays.
#[component]
fn RefreshFailure(error: AppError) -> impl IntoView {
    // The reloaded page has the sign-in button, or the button that allows more.
    let way_on = matches!(error, AppError::Unauthenticated | AppError::MissingScope { .. }).then(|| {
        view! {
            " "
            <a href="">"Reload the page"</a>
        }
    });
    view! {
        <div class="notice" role="note">
            <Icon glyph=Glyph::Warning />
            <p>{error.to_string()} " " <Remedy error /> {way_on}</p>
        </div>
    }
}
