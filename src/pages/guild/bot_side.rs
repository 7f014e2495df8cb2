use leptos::prelude::*;

use crate::{
    components::{Avatar, Chip, Glyph, Icon, InstallForm, Remedy, RoleName, Tone},
    discord::{Channel, Guild, GuildId, Integration, Permissions, User, visible},
    error::AppError,
    fetched::{Fetched, age_of},
    page_context::PageContext,
    paths,
    server_fns::{bot_lacks, list_channels, list_integrations, show_bot, show_bot_guild},
};

/// What the bot knows of a guild.
pub(super) struct BotGuildView {
    bot: Result<User, AppError>,
    pub(super) guild: Guild,
    channels: Result<Vec<Channel>, AppError>,
    integrations: Result<Vec<Integration>, AppError>,
    lacks: Result<Permissions, AppError>,
}

/// Loads everything that the bot knows of a guild, with the age of the oldest part. `None` if the bot is not in the guild.
pub(super) async fn ask(id: &str) -> Result<Fetched<Option<BotGuildView>>, AppError> {
    // The guild comes first: if the bot is not in it, there is nothing else to load.
    let guild = show_bot_guild(id.to_owned()).await?;
    let age = guild.age();
    let Some(guild) = guild.value else {
        return Ok(age.of(None));
    };
    let (bot, channels, integrations, lacks) = tokio::join!(
        show_bot(),
        list_channels(id.to_owned()),
        list_integrations(id.to_owned()),
        bot_lacks(id.to_owned())
    );
    let others = [age_of(&bot), age_of(&channels), age_of(&integrations), age_of(&lacks)];
    let age = age.oldest(others.into_iter().flatten());
    Ok(age.of(Some(BotGuildView {
        bot: bot.map(|it| it.value),
        guild,
        channels: channels.map(|it| it.value),
        integrations: integrations.map(|it| it.value),
        lacks: lacks.map(|it| it.value),
    })))
}

/// Shows what the bot sees in the guild and which permissions it lacks, or offers to add it.
#[component]
pub(super) fn BotSide(
    id: GuildId,
    /// What the bot knows, or why that is not known. `None` if the bot is not in the guild.
    known: Result<Option<BotGuildView>, AppError>,
) -> impl IntoView {
    let body = match known {
        Err(error) => view! { <Unknown error /> }.into_any(),
        Ok(None) => view! {
            <div class="panel rows__row">
                <Icon glyph=Glyph::Info />
                <div>
                    <strong>"The bot is not in this server"</strong>
                    <p class="muted">"Add it at Discord. You come back to this page afterwards."</p>
                </div>
                <InstallForm guild_id=Some(id) label="Add the bot" />
            </div>
        }
        .into_any(),
        Ok(Some(known)) => view! { <Present id known /> }.into_any(),
    };
    view! {
        <section class="stack">
            <h2 id="bot">"The bot"</h2>
            {body}
        </section>
    }
}

#[component]
fn Unknown(error: AppError) -> impl IntoView {
    let setup = error == AppError::NoBot && PageContext::current().development;
    view! {
        <div class="notice" role="note">
            <Icon glyph=Glyph::Warning />
            <p>
                {error.to_string()} " " <Remedy error />
                {setup
                    .then(|| {
                        view! {
                            " "
                            <a href=paths::SETUP>"How to set it up"</a>
                        }
                    })}
            </p>
        </div>
    }
}

#[component]
fn Present(id: GuildId, known: BotGuildView) -> impl IntoView {
    let BotGuildView { bot, guild, channels, integrations, lacks } = known;
    let bot = bot.map(|user| {
        let name = user.name().into_owned();
        view! {
            <div class="cluster">
                <Avatar user />
                <strong>
                    <bdi>{name}</bdi>
                </strong>
                <Chip label="In this server" tone=Tone::Good />
            </div>
        }
    });
    let channel_count = channels.as_ref().map(|list| list.len().to_string()).ok();
    let integration_count = integrations.as_ref().map(|list| count_of_integrations(list.len())).ok();
    let roles = roles(&guild);
    let role_count = Some(roles.len().to_string());
    view! {
        {bot.ok()}
        <Lacks id lacks />
        <div class="panel panel--rows permissions">
            <Fold title="Channels" count=channel_count>
                {channels.map_or_else(missing, |channels| view! { <Channels channels /> }.into_any())}
            </Fold>
            <Fold title="Roles" count=role_count>
                <ul>{roles}</ul>
            </Fold>
            <Fold title="Integrations" count=integration_count>
                {integrations.map_or_else(missing, |integrations| view! { <Integrations integrations /> }.into_any())}
            </Fold>
        </div>
    }
}

/// Shows why a part is missing.
fn missing(error: AppError) -> AnyView {
    view! { <Unknown error /> }.into_any()
}

#[component]
fn Lacks(id: GuildId, lacks: Result<Permissions, AppError>) -> impl IntoView {
    let lacks = lacks.map(|lacks| lacks.iter().map(|permission| permission.label).collect::<Vec<_>>().join(", "));
    match lacks {
        Ok(lacks) if lacks.is_empty() => ().into_any(),
        Ok(lacks) => view! {
            <div class="panel rows__row">
                <Icon glyph=Glyph::Warning />
                <div>
                    <strong>"The bot lacks permissions here"</strong>
                    <p class="muted">{lacks}</p>
                </div>
                <InstallForm guild_id=Some(id) label="Give them to the bot" />
            </div>
        }
        .into_any(),
        Err(error) => missing(error),
    }
}

#[component]
fn Fold(
    title: &'static str,
    /// The number of entries, in words or digits. `None` if it is not known.
    count: Option<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="permissions__group">
            <summary>
                <h3>{title}</h3>
                " "
                <span class="muted">{count}</span>
            </summary>
            {children()}
        </details>
    }
}

#[component]
fn Channels(channels: Vec<Channel>) -> impl IntoView {
    let row = |channel: Channel| {
        let name = channel.display_name().into_owned();
        view! {
            <li dir="auto">
                <bdi>{name}</bdi>
                " "
                <span class="muted">{channel.kind.label()}</span>
            </li>
        }
    };
    let groups = Channel::by_category(channels).into_iter().map(|(category, channels)| {
        let rows = channels.into_iter().map(row).collect_view();
        view! {
            <li class="permissions__wide">
                {category.map(|category| view! { <strong dir="auto">{category.display_name().into_owned()}</strong> })}
                <ul>{rows}</ul>
            </li>
        }
    });
    view! { <ul>{groups.collect_view()}</ul> }
}

/// Renders the roles, the strongest first, as in Discord's settings.
fn roles(guild: &Guild) -> Vec<impl IntoView + use<>> {
    let mut roles = guild.roles.clone();
    roles.sort_by_key(|role| (std::cmp::Reverse(role.position), role.id.get()));
    roles
        .into_iter()
        .map(|role| {
            view! {
                <li>
                    <RoleName role />
                </li>
            }
        })
        .collect()
}

#[component]
fn Integrations(integrations: Vec<Integration>) -> impl IntoView {
    if integrations.is_empty() {
        return view! {
            <ul>
                <li class="muted">"None"</li>
            </ul>
        }
        .into_any();
    }
    let capped = (integrations.len() >= Integration::MAX_LISTED).then(|| {
        view! {
            <li class="permissions__wide muted">
                {format!("Discord lists at most {} integrations.", Integration::MAX_LISTED)}
            </li>
        }
    });
    let rows = integrations.into_iter().map(|integration| {
        let name = integration.display_name().to_owned();
        let account = integration.account.and_then(|account| account.name);
        let account = account.filter(|account| *account != name && visible(account).is_some());
        let off = (integration.enabled == Some(false)).then_some("switched off");
        let ends = integration.expire_behavior.map(|ends| ends.label().to_owned());
        let about = [Some(integration.kind), account, ends, off.map(str::to_owned)];
        let about = about.into_iter().flatten().collect::<Vec<_>>().join(", ");
        view! {
            <li>
                <bdi>{name}</bdi>
                " "
                <span class="muted">{about}</span>
            </li>
        }
    });
    view! { <ul>{rows.collect_view()} {capped}</ul> }.into_any()
}

/// Returns the number of integrations. Discord's list has a limit, so a full list may be incomplete.
fn count_of_integrations(listed: usize) -> String {
    if listed < Integration::MAX_LISTED { listed.to_string() } else { format!("{} or more", Integration::MAX_LISTED) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_list_of_integrations_may_be_incomplete() {
        for (listed, text) in [(0, "0"), (49, "49"), (50, "50 or more"), (51, "50 or more")] {
            assert_eq!(count_of_integrations(listed), text);
        }
    }
}
