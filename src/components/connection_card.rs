use leptos::prelude::*;

use super::{Chip, ExternalLink, Glyph, Icon, ServiceIcon, Tone};
use crate::{
    islands::CopyButton,
    linked_account::{LinkedAccount, LinkedGuild},
};

/// Shows one linked account.
#[component]
pub fn ConnectionCard(account: LinkedAccount) -> impl IntoView {
    let facts = facts(&account);
    let name = view! { <bdi>{account.name}</bdi> };
    let name = match account.profile_url {
        Some(href) => view! { <ExternalLink href>{name}</ExternalLink> }.into_any(),
        None => name.into_any(),
    };
    view! {
        <li class="panel card connection-card">
            <div class="connection-card__head">
                <ServiceIcon service=account.service />
                <h2 class="connection-card__service" dir="auto">
                    {account.service_name}
                </h2>
                {account.is_revoked.then(|| view! { <Chip label="Revoked" tone=Tone::Danger /> })}
            </div>
            <p class="connection-card__account">{name}</p>
            <ul class="connection-card__facts">{facts}</ul>
            <UsedBy guilds=account.guilds />
            {account
                .id
                .map(|id| {
                    view! {
                        <p class="connection-card__id muted">
                            "ID " <code>{id.clone()}</code> <CopyButton text=id label="Copy ID".to_owned() />
                        </p>
                    }
                })}
        </li>
    }
}

/// Returns what is wrong with the account, who sees it, and what Discord does with it: a sentence each.
fn facts(account: &LinkedAccount) -> Vec<impl IntoView + use<>> {
    let facts = [
        (
            account.is_revoked,
            Glyph::Warning,
            "Discord lost its access to this account. Reconnect it in Discord: Settings, Connections.",
        ),
        (account.is_verified, Glyph::Check, "Verified as yours"),
        (account.is_visible, Glyph::Profile, "Everyone sees it on your profile"),
        (!account.is_visible, Glyph::Lock, "Only you see it"),
        (account.shows_activity, Glyph::Check, "Discord shows it in your status"),
        (account.suggests_friends, Glyph::Check, "Discord suggests friends from this service"),
        (account.is_linked_back, Glyph::Check, "Linked in both directions"),
    ];
    let facts = facts.into_iter().filter(|(holds, ..)| *holds);
    let facts = facts.map(|(_, glyph, words)| {
        view! {
            <li>
                <Icon glyph />
                {words}
            </li>
        }
    });
    facts.collect()
}

/// Lists the guilds that use the account; nothing if there is no such guild.
#[component]
fn UsedBy(guilds: Vec<LinkedGuild>) -> impl IntoView {
    (!guilds.is_empty()).then(|| {
        view! {
            <h3 class="muted">"Used by"</h3>
            <ul class="connection-card__guilds">
                {guilds.into_iter().map(|guild| view! { <GuildRow guild /> }).collect_view()}
            </ul>
        }
    })
}

#[component]
fn GuildRow(guild: LinkedGuild) -> impl IntoView {
    let icon = match guild.icon {
        Some(src) => view! { <img src=src alt="" width="24" height="24" loading="lazy" decoding="async" /> }.into_any(),
        None => view! { <Icon glyph=Glyph::Servers /> }.into_any(),
    };
    view! {
        <li>
            {icon} <a href=guild.href>
                <bdi>{guild.name}</bdi>
            </a> <bdi class="muted">{guild.kind}</bdi>
        </li>
    }
}
