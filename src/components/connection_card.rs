use leptos::prelude::*;

use super::{Chip, ExternalLink, Glyph, Icon, ServiceIcon, Tone};
use crate::{
    discord::{Connection, ImageSize, IntegrationGuild, Picture, SERVICES, Visibility, visible},
    islands::CopyButton,
    page_context::PageContext,
    paths,
};

/// One linked account.
#[component]
pub fn ConnectionCard(connection: Connection) -> impl IntoView {
    view! {
        <li class="panel card connection-card">
            <div class="connection-card__head">
                <ServiceIcon service=connection.service.clone() />
                <h2 class="connection-card__service" dir="auto">
                    {connection.service_name().to_owned()}
                </h2>
                {connection.revoked.then(|| view! { <Chip label="Revoked" tone=Tone::Danger /> })}
            </div>
            <p class="connection-card__account">
                <AccountName connection=connection.clone() />
            </p>
            <ConnectionFacts connection=connection.clone() />
            <UsedBy connection=connection.clone() />
            <AccountId id=connection.id />
        </li>
    }
}

#[component]
fn AccountName(connection: Connection) -> impl IntoView {
    let name = connection.account_name().to_owned();
    match connection.profile_url() {
        Some(href) => view! {
            <ExternalLink href>
                <bdi>{name}</bdi>
            </ExternalLink>
        }
        .into_any(),
        None => view! { <bdi>{name}</bdi> }.into_any(),
    }
}

/// The account's id at the service, to be copied; nothing when there is none that can be seen.
#[component]
fn AccountId(id: String) -> impl IntoView {
    visible(&id)?;
    Some(view! {
        <p class="connection-card__id muted">
            "ID " <code>{id.clone()}</code> <CopyButton text=id label="Copy ID".to_owned() />
        </p>
    })
}

/// What is wrong with the account, who sees it, and what it does: a sentence each.
#[component]
fn ConnectionFacts(connection: Connection) -> impl IntoView {
    let everyone = connection.visibility == Visibility::Everyone;
    let facts = [
        (
            connection.revoked,
            Glyph::Warning,
            "Discord lost its access. Reconnect it in Discord: Settings, Connections.",
        ),
        (connection.verified, Glyph::Check, "Verified as yours"),
        (everyone, Glyph::Profile, "Everyone sees it on your profile"),
        (!everyone, Glyph::Lock, "Only you see it"),
        (connection.show_activity, Glyph::Check, "Shows in your status"),
        (connection.friend_sync, Glyph::Check, "Suggests friends from there"),
        (connection.two_way_link, Glyph::Check, "Linked in both directions"),
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
    view! { <ul class="connection-card__facts">{facts.collect_view()}</ul> }
}

/// The guilds with an integration that stands on the account.
#[component]
fn UsedBy(connection: Connection) -> impl IntoView {
    let integrations = connection.integrations.into_iter();
    let rows = integrations.filter_map(|one| one.guild.map(|guild| view! { <GuildRow guild kind=one.kind /> }));
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| {
        view! {
            <h3 class="muted">"Used by"</h3>
            <ul class="connection-card__guilds">{rows}</ul>
        }
    })
}

#[component]
fn GuildRow(
    guild: IntegrationGuild,
    /// Discord's word for what links the two, mostly that of a service.
    kind: String,
) -> impl IntoView {
    let name = guild.display_name().into_owned();
    let icon = guild.icon.and_then(|hash| PageContext::current().cdn.image(Picture::GuildIcon(guild.id), &hash));
    let icon = match icon.map(|url| url.size(ImageSize::at_least(64)).to_string()) {
        Some(src) => view! { <img src=src alt="" width="24" height="24" loading="lazy" decoding="async" /> }.into_any(),
        None => view! { <Icon glyph=Glyph::Servers /> }.into_any(),
    };
    let kind = SERVICES.into_iter().find(|(word, ..)| *word == kind).map_or(kind, |(_, name, _)| name.to_owned());
    view! {
        <li>
            {icon} <a href=paths::guild(guild.id)>
                <bdi>{name}</bdi>
            </a> <bdi class="muted">{kind}</bdi>
        </li>
    }
}
