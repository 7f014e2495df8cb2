use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    components::{
        Chip, Freshness, Glyph, GrantForm, GuildIcon, GuildIconSize, Icon, Loaded, PageTitle, PermissionList,
        Precision, Role, RoleChip, Timestamp,
    },
    discord::{ImageSize, Picture, Scopes, UserGuild},
    islands::CopyButton,
    paths,
    server::page_context::PageContext,
    server_fns::show_guild,
};

/// One guild: who the user is in it, what they may do there, and what it is like.
#[component]
pub fn GuildPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    view! {
        // Until the name is known, and when it never is.
        <PageTitle text="Server"/>
        <Loaded from=show_guild(id) let:guild>
            <PageTitle text=guild.value.name.clone()/>
            <GuildHeader guild=guild.value.clone()/>
            <Standing guild=guild.value.clone()/>
            <GuildFacts guild=guild.value.clone()/>
            <section class="stack">
                <h2>"Your permissions"</h2>
                <p class="muted">
                    "In the whole server; a channel may say something else. What is marked 2FA asks for two-factor \
                     authentication where the server wants that of its moderators."
                </p>
                <PermissionList guild=guild.value/>
            </section>
            <Freshness fetched_at_ms=guild.fetched_at_ms stale=guild.stale/>
        </Loaded>
    }
}

#[component]
fn GuildHeader(guild: UserGuild) -> impl IntoView {
    let banner = guild.banner.as_ref();
    let banner = banner.and_then(|hash| PageContext::current().cdn.image(Picture::GuildBanner(guild.id), hash));
    let id = guild.id.to_string();
    view! {
        <header class="guild-header">
            <p><a href=paths::GUILDS>"All servers"</a></p>
            {banner.map(|url| view! {
                <img class="banner" src=url.size(ImageSize::WIDE).to_string() alt="" width="1024" height="256" decoding="async"/>
            })}
            <div class="guild-header__who">
                <GuildIcon guild=guild.clone() size=GuildIconSize::Large/>
                <div class="stack">
                    <h1 dir="auto">{guild.name.clone()}</h1>
                    <p class="cluster"><RoleChip guild=guild.clone()/></p>
                    <p class="cluster muted">"ID " <code>{id.clone()}</code> <CopyButton text=id.clone() label="Copy ID".to_owned()/></p>
                </div>
            </div>
        </header>
    }
}

/// Why the user may manage the guild, or why not and who could change that.
#[component]
fn Standing(guild: UserGuild) -> impl IntoView {
    let (glyph, headline, reason) = match Role::of(&guild) {
        Role::Owner => (Glyph::Check, "You can manage this server", "You own it, so you may do everything in it."),
        Role::Administrator => (
            Glyph::Check,
            "You can manage this server",
            "A role of yours has the permission Administrator, which stands for all the others.",
        ),
        Role::Manager => (
            Glyph::Check,
            "You can manage this server",
            "A role of yours has the permission Manage Server. What else you may do is listed below.",
        ),
        Role::Member => (
            Glyph::Info,
            "Why can't I manage this server?",
            "That takes owning it, or a role with the permission Manage Server or Administrator. None of your roles here has \
             either. Its owner or an administrator can give you one, in Discord under Server Settings, Roles.",
        ),
    };
    view! {
        <section class="standing">
            <Icon glyph/>
            <div><h2>{headline}</h2><p>{reason}</p></div>
        </section>
    }
}

#[component]
fn GuildFacts(guild: UserGuild) -> impl IntoView {
    let count = |count: Option<u64>| {
        let text = count.map(|count| format!("About {}", grouped(count)));
        text.unwrap_or_else(|| "Not shared".to_owned())
    };
    let unshared = guild.approximate_member_count.is_none();
    let features = guild.features.telling().map(|label| view! { <li><Chip label/></li> }).collect_view();
    let plain = guild.features.telling().next().is_none();
    view! {
        <section class="stack">
            <h2>"About this server"</h2>
            <dl class="panel panel--rows facts">
                <div><dt>"Members"</dt><dd>{count(guild.approximate_member_count)}</dd></div>
                <div><dt>"Online now"</dt><dd>{count(guild.approximate_presence_count)}</dd></div>
                <div><dt>"Created"</dt><dd><Timestamp at_ms=guild.id.created_at_ms() precision=Precision::Day/></dd></div>
                <div><dt>"Features"</dt><dd>{plain.then_some("None of note")}<ul class="cluster">{features}</ul></dd></div>
            </dl>
            {unshared.then(|| view! {
                <div class="actions">
                    <p class="muted">"Discord tells how many members there are when you allow us to see your membership."</p>
                    <GrantForm scope=Scopes::GUILDS_MEMBERS_READ.to_owned()/>
                </div>
            })}
        </section>
    }
}

/// 15820 as "15,820".
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_written_in_groups_of_three() {
        for (number, text) in [(0, "0"), (999, "999"), (15_820, "15,820"), (1_000_000, "1,000,000")] {
            assert_eq!(grouped(number), text);
        }
    }
}
