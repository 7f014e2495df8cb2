use leptos::prelude::*;

use crate::{
    components::{GrantForm, Remedy, RoleName},
    discord::{Guild, GuildId, Member},
    error::AppError,
};

/// The user's record in the guild. It needs the scope `guilds.members.read`.
#[component]
pub(super) fn Membership(
    guild_id: GuildId,
    /// The user's record, or why it is not known.
    member: Result<Member, AppError>,
    /// The guild as the bot sees it, with the names of the roles. `None` if the bot does not see it.
    guild: Option<Guild>,
) -> impl IntoView {
    let body = match member {
        Ok(member) => view! { <Facts guild_id member guild /> }.into_any(),
        Err(AppError::MissingScope { scope }) => view! {
            <div class="actions">
                <p class="muted">
                    "If you allow us to see your membership, this page shows your nickname, your roles, when you joined and how many \
                     members the server has."
                </p>
                <GrantForm scope />
            </div>
        }
        .into_any(),
        Err(error) => view! { <p class="notice">{error.to_string()} " " <Remedy error /></p> }.into_any(),
    };
    view! {
        <section class="stack">
            <h2>"Your membership"</h2>
            {body}
        </section>
    }
}

#[component]
fn Facts(guild_id: GuildId, member: Member, guild: Option<Guild>) -> impl IntoView {
    let names = guild.map(|guild| guild.roles).unwrap_or_default();
    let mut held: Vec<_> = names.into_iter().filter(|role| member.roles.contains(&role.id)).collect();
    held.sort_by_key(|role| (std::cmp::Reverse(role.position), role.id.get()));
    // Only the bot knows the names of roles. Without it, only their number is shown.
    let unnamed = member.roles.iter().filter(|id| id.get() != guild_id.get()).count().saturating_sub(held.len());
    let unnamed = (unnamed > 0 || held.is_empty()).then(|| match (unnamed, held.len()) {
        (0, _) => "None".to_owned(),
        (count, 0) => count.to_string(),
        (count, _) => format!("and {count} more"),
    });
    let roles = held
        .into_iter()
        .map(|role| {
            view! {
                <li>
                    <RoleName role />
                </li>
            }
        })
        .collect_view();
    let nickname = member.nickname().unwrap_or("None").to_owned();
    let boosting = member.premium_since.map(|since| {
        view! {
            <div>
                <dt>"Boosting since"</dt>
                <dd>
                    <Day at=since />
                </dd>
            </div>
        }
    });
    let pending = member.pending.then(|| {
        view! {
            <div>
                <dt>"Screening"</dt>
                <dd>"You have not accepted the rules yet"</dd>
            </div>
        }
    });
    view! {
        <dl class="panel panel--rows facts">
            <div>
                <dt>"Nickname"</dt>
                <dd>
                    <bdi>{nickname}</bdi>
                </dd>
            </div>
            <div>
                <dt>"Roles"</dt>
                <dd>{unnamed}<ul class="cluster">{roles}</ul></dd>
            </div>
            {member
                .joined_at
                .map(|at| {
                    view! {
                        <div>
                            <dt>"Joined"</dt>
                            <dd>
                                <Day at />
                            </dd>
                        </div>
                    }
                })}
            {boosting}
            {pending}
        </dl>
    }
}

/// The day of one of Discord's timestamps. The island `LocalTimes` writes it in the reader's own format.
#[component]
fn Day(at: String) -> impl IntoView {
    let day = at.get(..10).unwrap_or(&at).to_owned();
    view! {
        <time datetime=at data-day=true>
            {day}
        </time>
    }
}
