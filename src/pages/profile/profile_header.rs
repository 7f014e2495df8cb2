use leptos::prelude::*;

use crate::{
    components::{Avatar, AvatarSize, Banner, Chip},
    discord::{ImageSize, User},
    islands::CopyButton,
    page_context::PageContext,
};

/// Shows banner, avatar, names, id and badges.
#[component]
pub fn ProfileHeader(user: User) -> impl IntoView {
    let avatar = PageContext::current().cdn.avatar(&user).size(ImageSize::at_least(4096)).animated().to_string();
    let id = user.id.to_string();
    let legacy = user.has_legacy_name().then(|| view! { <Chip label="Old-style name" /> });
    let badges: Vec<_> = user
        .badges()
        .map(|badge| {
            view! {
                <li>
                    <Chip label=badge.label />
                </li>
            }
        })
        .collect();
    let badges = (!badges.is_empty()).then(|| {
        view! {
            <ul class="cluster" aria-label="Badges">
                {badges}
            </ul>
        }
    });
    view! {
        <header class="profile">
            <Banner user=user.clone() />
            <a
                class="profile__avatar"
                href=avatar
                aria-label="Your avatar in full size"
                target="_blank"
                rel="noopener noreferrer"
            >
                <Avatar user=user.clone() size=AvatarSize::Large />
            </a>
            <div class="profile__names">
                <div class="cluster">
                    <h1 dir="auto">{user.name().into_owned()}</h1>
                    <ServerTag user=user.clone() />
                </div>
                <p class="cluster lead">
                    <bdi>{user.to_string()}</bdi>
                    {legacy}
                </p>
                <p class="cluster muted">
                    "ID " <code>{id.clone()}</code> <CopyButton text=id label="Copy ID".to_owned() />
                </p>
                {badges}
            </div>
        </header>
    }
}

/// Shows the server tag beside the user's name; nothing if the user shows no tag.
#[component]
fn ServerTag(user: User) -> impl IntoView {
    let tag = user.server_tag()?.tag.clone();
    let badge = PageContext::current().cdn.tag_badge(&user).map(|url| url.size(ImageSize::at_least(32)).to_string());
    Some(view! {
        <span class="chip cluster">
            <span class="visually-hidden">"Server tag "</span>
            {badge.map(|src| view! { <img src=src alt="" width="16" height="16" decoding="async" /> })}
            <bdi>{tag}</bdi>
        </span>
    })
}
