use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    components::{
        BannerPicture, Chip, Freshness, Glyph, GuildIcon, GuildIconSize, Icon, PermissionList, Precision, RankChip,
        Timestamp,
    },
    discord::{Guild, GuildId, GuildRank, Member, Picture, UserGuild},
    error::AppError,
    features::{self, GuildLink},
    fetched::age_of,
    islands::CopyButton,
    layouts::{Loaded, PageTitle},
    page_context::PageContext,
    paths,
    server_fns::{show_guild, show_member},
};

mod bot_side;
mod membership;

use bot_side::{BotGuildView, BotSide};
use membership::Membership;

/// One guild: the user's rank and permissions in it, facts about it, and what the bot sees there.
#[component]
pub fn GuildPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let everything = async move {
        let guild = show_guild(id.clone()).await?;
        let bot_side = async {
            // Only people who could add the bot may see whether it is already here.
            if guild.value.can_manage() { Some(bot_side::ask(&id).await) } else { None }
        };
        let (member, bot_side) = tokio::join!(show_member(id.clone()), bot_side);
        let age = guild.age().oldest(age_of(&member).into_iter().chain(bot_side.as_ref().and_then(age_of)));
        let (member, bot_side) = (member.map(|it| it.value), bot_side.map(|known| known.map(|it| it.value)));
        Ok((guild.value, member, bot_side, age))
    };
    view! {
        // The title until the name is known, and if it stays unknown.
        <PageTitle text="Server"/>
        <Loaded from=everything let:((guild, member, bot_side, age))>
            <PageTitle text=guild.display_name()/>
            <GuildHeader guild=guild.clone()/>
            <Standing guild=guild.clone()/>
            <Details guild member bot_side/>
            <Freshness age/>
        </Loaded>
    }
}

/// The parts that need more than the list of guilds.
#[component]
fn Details(
    guild: UserGuild,
    /// The user's record in the guild, or why it is not known.
    member: Result<Member, AppError>,
    /// What the bot knows of the guild. `None` if the user may not manage it.
    bot_side: Option<Result<Option<BotGuildView>, AppError>>,
) -> impl IntoView {
    let seen = bot_side.as_ref().and_then(|known| known.as_ref().ok()?.as_ref()).map(|known| known.guild.clone());
    let id = guild.id;
    view! {
        <Features id there=seen.is_some() />
        <Membership guild_id=id member guild=seen.clone() />
        {bot_side.map(|known| view! { <BotSide id known /> })}
        <GuildFacts guild=guild.clone() seen />
        <section class="stack">
            <h2>"Your permissions"</h2>
            <p class="muted">
                "These apply to the whole server. A channel may allow more or less. If the server requires two-factor \
                 authentication from its moderators, you need it for the permissions marked 2FA."
            </p>
            <PermissionList guild />
        </section>
    }
}

#[component]
fn Features(
    id: GuildId,
    /// Whether the bot is in the guild. Features need it.
    there: bool,
) -> impl IntoView {
    let links = features::all().into_iter().filter(|_| there).filter_map(|feature| feature.guild_link);
    let links = links.map(|GuildLink { path, title, description }| {
        view! {
            <li class="linked rows__row">
                <Icon glyph=Glyph::Settings />
                <div>
                    <a class="linked__link" href=format!("{}/{path}", paths::guild(id))>
                        <strong>{title}</strong>
                    </a>
                    <p class="muted">{description}</p>
                </div>
            </li>
        }
    });
    let links = links.collect_view();
    (!links.is_empty()).then(|| {
        view! {
            <section class="stack">
                <h2 id="features">"Set up"</h2>
                <ul class="panel panel--rows" aria-labelledby="features">
                    {links}
                </ul>
            </section>
        }
    })
}

#[component]
fn GuildHeader(guild: UserGuild) -> impl IntoView {
    let banner = guild.banner.as_ref();
    let banner = banner.and_then(|hash| PageContext::current().cdn.image(Picture::GuildBanner(guild.id), hash));
    let id = guild.id.to_string();
    view! {
        <header class="guild-header">
            <p>
                <a href=paths::GUILDS>"All servers"</a>
            </p>
            {banner.map(|url| view! { <BannerPicture url /> })}
            <div class="guild-header__who">
                <GuildIcon guild=guild.clone() size=GuildIconSize::Large />
                <div class="stack">
                    <h1 dir="auto">{guild.display_name().into_owned()}</h1>
                    <p class="cluster">
                        <RankChip rank=guild.rank() />
                    </p>
                    <p class="cluster muted">
                        "ID " <code>{id.clone()}</code> <CopyButton text=id.clone() label="Copy ID".to_owned() />
                    </p>
                </div>
            </div>
        </header>
    }
}

/// Why the user may manage the guild; or why they may not, and who can change that.
#[component]
fn Standing(guild: UserGuild) -> impl IntoView {
    let (glyph, headline, reason) = match guild.rank() {
        GuildRank::Owner => (Glyph::Check, "You can manage this server", "You own it, so you may do everything in it."),
        GuildRank::Administrator => (
            Glyph::Check,
            "You can manage this server",
            "One of your roles has the permission Administrator, which includes all the others.",
        ),
        GuildRank::Manager => (
            Glyph::Check,
            "You can manage this server",
            "One of your roles has the permission Manage Server. Your other permissions are listed below.",
        ),
        GuildRank::Member => (
            Glyph::Info,
            "Why can't I manage this server?",
            "To manage a server, you must own it or have a role with the permission Manage Server or Administrator. You have no \
             such role here. The owner or an administrator can give you one in Discord: Server Settings, Roles.",
        ),
    };
    view! {
        <section class="standing">
            <Icon glyph />
            <div>
                <h2>{headline}</h2>
                <p>{reason}</p>
            </div>
        </section>
    }
}

#[component]
fn GuildFacts(
    guild: UserGuild,
    /// The guild as the bot sees it. `None` if the bot does not see it.
    seen: Option<Guild>,
) -> impl IntoView {
    let members = guild.approximate_member_count.or_else(|| seen.as_ref()?.approximate_member_count);
    let online = guild.approximate_presence_count.or_else(|| seen.as_ref()?.approximate_presence_count);
    let count = |count: Option<u64>| {
        let text = count.map(|count| format!("About {}", grouped(count)));
        text.unwrap_or_else(|| "Not shared".to_owned())
    };
    let features = guild
        .features
        .telling()
        .map(|label| {
            view! {
                <li>
                    <Chip label />
                </li>
            }
        })
        .collect_view();
    let plain = guild.features.telling().next().is_none();
    let more = seen.map(|seen| {
        let boosts = grouped(seen.premium_subscription_count.unwrap_or_default());
        let tier = seen.premium_tier.map(|tier| tier.label());
        let level = seen.verification_level.map_or("Not known", |level| level.label());
        view! {
            <div>
                <dt>"Boosts"</dt>
                <dd>{boosts} " " <span class="muted">{tier}</span></dd>
            </div>
            <div>
                <dt>"Verification"</dt>
                <dd>{level}</dd>
            </div>
        }
    });
    view! {
        <section class="stack">
            <h2>"About this server"</h2>
            <dl class="panel panel--rows facts">
                <div>
                    <dt>"Members"</dt>
                    <dd>{count(members)}</dd>
                </div>
                <div>
                    <dt>"Online now"</dt>
                    <dd>{count(online)}</dd>
                </div>
                <div>
                    <dt>"Created"</dt>
                    <dd>
                        <Timestamp at_ms=guild.id.created_at_ms() precision=Precision::Day />
                    </dd>
                </div>
                <div>
                    <dt>"Features"</dt>
                    <dd>{plain.then_some("No special features")}<ul class="cluster">{features}</ul></dd>
                </div>
                {more}
            </dl>
        </section>
    }
}

/// Writes 15820 as "15,820".
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
