use leptos::prelude::*;

use super::{
    difference::{Difference, TextDifference},
    form::channel_name,
    message::{Change, Saved},
    store::MAX_CHANGES,
};
use crate::{
    components::{Chip, Timestamp, Tone},
    discord::Channel,
    page_context::PageContext,
};

/// The changes of a guild's message, newest first, each with what it changed and a form that restores an earlier version.
#[component]
pub fn History<'a>(
    changes: &'a [Change],
    /// The saved message. `None` if nobody saved one yet.
    saved: Option<&'a Saved>,
    /// The channels that the person sees, for their names.
    channels: &'a [Channel],
) -> impl IntoView + use<> {
    let rows = changes.iter().enumerate().map(|(index, change)| {
        let before = changes.get(index + 1);
        let is_current = saved.is_some_and(|saved| saved.version == change.saved.version);
        // The current version can be undone, which restores the version before it.
        let target = if is_current { before } else { Some(change) };
        let restore = target.zip(saved).filter(|(target, saved)| target.saved.welcome != saved.welcome);
        let restore = restore.map(|(target, saved)| {
            view! { <RestoreForm restore=target.saved.version seen=saved.version is_undo=is_current /> }
        });
        view! {
            <li class="welcome__change">
                <div class="stack">
                    <By change is_current />
                    <Changed change before channels />
                </div>
                {restore}
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="stack welcome__history" aria-labelledby="welcome-history">
            <h2 id="welcome-history">"History"</h2>
            <p class="muted">
                {if saved.is_some() {
                    format!("The newest {MAX_CHANGES} changes are kept. Restoring an earlier version is a change too.")
                } else {
                    "Nobody has saved a message yet. Every change will be listed here, and can be undone.".to_owned()
                }}
            </p>
            {saved.is_some().then(|| view! { <ol class="panel panel--rows">{rows}</ol> })}
        </section>
    }
}

/// Says who made a change, and when.
#[component]
fn By<'a>(change: &'a Change, is_current: bool) -> impl IntoView + use<> {
    let Change { saved, saved_by_name } = change.clone();
    view! {
        <p class="cluster">
            <strong>{format!("Version {}", saved.version)}</strong>
            {is_current.then(|| view! { <Chip label="Current" tone=Tone::Good /> })}
            <span class="muted">
                "saved by "
                {(!saved_by_name.is_empty())
                    .then(|| {
                        view! {
                            <bdi>{saved_by_name}</bdi>
                            " "
                        }
                    })} <code>{saved.saved_by.to_string()}</code> ", " <Timestamp at_ms=saved.saved_at_ms />
            </span>
        </p>
    }
}

/// Lists what a change did to each field.
#[component]
fn Changed<'a>(
    change: &'a Change,
    /// The change before it. `None` if that is not in the history.
    before: Option<&'a Change>,
    channels: &'a [Channel],
) -> impl IntoView + use<> {
    let now = &change.saved.welcome;
    let Some(before) = before else {
        let (switch, channel) = (switch(now.enabled), channel_name(channels, now.channel_id));
        return view! {
            <ul class="welcome__differences">
                <li>{switch}</li>
                <li>"Channel: " <bdi>{channel}</bdi></li>
            </ul>
            <WholeText text=now.text.clone() />
        }
        .into_any();
    };
    let difference = Difference::between(&before.saved.welcome, now);
    if difference.is_empty() {
        return view! { <p class="muted">"Saved again without a change."</p> }.into_any();
    }
    let Difference { enabled, channel, text } = difference;
    let channel = channel.map(|(before, after)| {
        view! {
            <li>
                "Channel: "<bdi>{channel_name(channels, after)}</bdi>", before that "
                <bdi>{channel_name(channels, before)}</bdi>
            </li>
        }
    });
    let whole = text.is_some().then(|| view! { <WholeText text=now.text.clone() /> });
    view! {
        <ul class="welcome__differences">
            {enabled.map(|enabled| view! { <li>{switch(enabled)}</li> })} {channel}
            {text
                .map(|difference| {
                    view! {
                        <li>
                            <ChangedText difference />
                        </li>
                    }
                })}
        </ul>
        {whole}
    }
    .into_any()
}

fn switch(enabled: bool) -> &'static str {
    if enabled { "Switched on" } else { "Switched off" }
}

/// Shows what was removed from the text and what was added. Not by colour alone: one is struck through, the other underlined, and
/// screen readers hear words.
#[component]
fn ChangedText(difference: TextDifference) -> impl IntoView {
    let TextDifference { start, removed, added, end } = difference;
    let removed = (!removed.is_empty()).then(|| {
        view! {
            <span class="visually-hidden">" removed: "</span>
            <del>{removed}</del>
        }
    });
    let added = (!added.is_empty()).then(|| {
        view! {
            <span class="visually-hidden">" added: "</span>
            <ins>{added}</ins>
        }
    });
    view! {
        "Message: "
        <span class="welcome__text" dir="auto">
            {start}
            {removed}
            {added}
            {end}
        </span>
    }
}

/// Shows the text of a version when somebody opens it.
#[component]
fn WholeText(text: String) -> impl IntoView {
    view! {
        <details>
            <summary>"The whole message"</summary>
            <p class="welcome__text" dir="auto">
                {if text.is_empty() { "No text".to_owned() } else { text }}
            </p>
        </details>
    }
}

#[component]
fn RestoreForm(
    /// The version to restore.
    restore: i64,
    /// The version that is saved now.
    seen: i64,
    is_undo: bool,
) -> impl IntoView {
    let action = format!("{}/restore", PageContext::current().path);
    let (label, more) = if is_undo {
        ("Undo", format!(" version {seen}"))
    } else {
        ("Restore this version", format!(", version {restore}"))
    };
    view! {
        <form method="post" action=action>
            <input type="hidden" name="version" value=seen.to_string() />
            <input type="hidden" name="restore" value=restore.to_string() />
            <button class="button" type="submit">
                {label}
                <span class="visually-hidden">{more}</span>
            </button>
        </form>
    }
}
