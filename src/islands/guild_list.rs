use leptos::{ev::SubmitEvent, html, prelude::*};

use super::{Toaster, address, local_times::write_local_times};
use crate::{
    components::{EmptyState, Freshness, Glyph, GuildCard, Icon, InstallForm, Remedy},
    discord::Cdn,
    error::AppError,
    fetched::Fetched,
    guild_query::{GuildOrder, GuildQuery, GuildSubset},
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
    /// What the address asks for.
    query: GuildQuery,
    /// The base URL of the icons.
    cdn: String,
) -> impl IntoView {
    let address = query.address();
    let list = RwSignal::new(list);
    let query = RwSignal::new(query);
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
        {move || failure.get().map(|error| view! { <RefreshFailure error query /> })}
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
            <Cards list query cdn=Cdn::new(&cdn) />
        </Show>
    }
}

/// The search, and the guilds that it finds.
#[component]
fn Cards(list: RwSignal<Fetched<GuildRows>>, query: RwSignal<GuildQuery>, cdn: Cdn) -> impl IntoView {
    let order = Memo::new(move |_| query.read().order);
    let sorted = Memo::new(move |_| {
        let mut rows = list.read().value.rows.clone();
        // The server sends them by name.
        if order.get() != GuildOrder::Name {
            GuildQuery { order: order.get(), ..GuildQuery::default() }.sort(&mut rows);
        }
        rows
    });
    let found = Memo::new(move |_| query.read().filter(&list.read().value.rows).map(GuildRow::id).collect::<Vec<_>>());
    let count = move || found.read().len();
    view! {
        <GuildSearch query count=Signal::derive(count) total=Signal::derive(move || list.read().value.rows.len()) />
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
        <p class="guild-list__none" hidden=move || count() != 0>
            "No server matches."
        </p>
    }
}

/// The fields of the search, and how many guilds it finds.
#[component]
fn GuildSearch(query: RwSignal<GuildQuery>, count: Signal<usize>, total: Signal<usize>) -> impl IntoView {
    let GuildQuery { text, subset, order } = query.get_untracked();
    let (search, show, sort) =
        (NodeRef::<html::Input>::new(), NodeRef::<html::Select>::new(), NodeRef::<html::Select>::new());
    let is_hydrated = RwSignal::new(false);
    let read = move || {
        if let (Some(search), Some(show), Some(sort)) = (search.get(), show.get(), sort.get()) {
            query.set(GuildQuery {
                text: search.value(),
                subset: GuildSubset::from_word(&show.value()),
                order: GuildOrder::from_word(&sort.value()),
            });
        }
    };
    Effect::new(move |_| {
        // Somebody may have typed before this was hydrated, or the browser put an earlier search back.
        read();
        is_hydrated.set(true);
    });
    // Puts the query into the address when the focus leaves a field, also by a click on a card. It does not do so at every key, because
    // browsers limit how often the address changes.
    let remember = move || {
        read();
        address::replace(&query.read_untracked().address());
    };
    let options = |all: &[(&'static str, &'static str)], chosen: &str| {
        let option = |&(word, label): &(&'static str, &'static str)| {
            view! {
                <option value=word selected=word == chosen>
                    {label}
                </option>
            }
        };
        all.iter().map(option).collect_view()
    };
    let subsets = options(&GuildSubset::ALL.map(|(_, word, label)| (word, label)), subset.word());
    let orders = options(&GuildOrder::ALL.map(|(_, word, label)| (word, label)), order.word());
    view! {
        // The list shows the result already: Enter only puts it into the address.
        <form
            class="guild-list__search"
            method="get"
            action=paths::GUILDS
            role="search"
            on:submit=move |event| {
                event.prevent_default();
                remember();
            }
        >
            <label class="guild-list__text">
                "Search servers"
                <input
                    type="search"
                    name="q"
                    value=text
                    autocomplete="off"
                    spellcheck="false"
                    node_ref=search
                    on:input=move |_| read()
                    on:change=move |_| remember()
                />
            </label>
            <label>
                "Show" <select name="show" node_ref=show on:change=move |_| remember()>
                    {subsets}
                </select>
            </label>
            <label>
                "Sort by" <select name="sort" node_ref=sort on:change=move |_| remember()>
                    {orders}
                </select>
            </label>
            // With scripts, there is nothing left to send.
            <button class="button" type="submit" hidden=move || is_hydrated.get()>
                "Search"
            </button>
            <p class="guild-list__found" role="status">
                {count}
                " of "
                {total}
                " servers"
            </p>
        </form>
    }
}

/// Says why a refresh failed and what to do about it. The old list stays.
#[component]
fn RefreshFailure(error: AppError, query: RwSignal<GuildQuery>) -> impl IntoView {
    // The reloaded page has the sign-in button, or the button that allows more.
    let way_on = matches!(error, AppError::Unauthenticated | AppError::MissingScope { .. }).then(|| {
        view! {
            " "
            <a href=query.read_untracked().address()>"Reload the page"</a>
        }
    });
    view! {
        <div class="notice" role="note">
            <Icon glyph=Glyph::Warning />
            <p>{error.to_string()} " " <Remedy error /> {way_on}</p>
        </div>
    }
}
