//! Checks whether a person is a member of the guild that the site is for: `DISCORD_REQUIRED_GUILD_ID`, with one of the roles in
//! `DISCORD_REQUIRED_ROLE_IDS`.

use std::time::Duration;

use tokio::time::Instant;

use crate::{
    discord::{Member, Scopes},
    error::AppError,
    server::{
        causes::Causes,
        clock::to_ms,
        discord::{
            Answer, CacheMode, CacheRequirements, DiscordSession,
            rest::{Auth, DiscordError, Request, TokenPair},
        },
        state::AppState,
        store::{Login, LoginId, Membership},
    },
};

/// How long a check counts. A person who leaves the guild, or loses the roles, has no access after this time. Discord allows five such
/// requests in five minutes, so a shorter time would use up what the pages need.
pub const CHECK_COUNTS_FOR: Duration = Duration::from_secs(5 * 60);
/// How long a check counts if Discord gives no answer to the next one. Most failures of Discord are over sooner, and they should not lock
/// the members out. Somebody who left could use the site for this long.
pub const CHECK_COUNTS_WITHOUT_DISCORD_FOR: Duration = Duration::from_secs(60 * 60);
/// How long a person whose last check still counts waits for the next one. The rest of the page's time is left for its data.
const MAX_WAIT: Duration = Duration::from_secs(2);

/// Checks that a signed-in person may use the site. Asks Discord only if the last check no longer counts.
///
/// # Errors
/// [`AppError::NotAMember`], [`AppError::NoRequiredRole`], or [`AppError::MissingScope`] if the person did not let the app see it. Other
/// errors if Discord does not answer and no earlier check counts.
pub(super) async fn check(
    state: &AppState,
    discord: &DiscordSession,
    requirements: CacheRequirements,
) -> Result<(), AppError> {
    let Some(required) = &state.config.discord.required_guild else { return Ok(()) };
    let login = discord.login();
    let (rule, now) = (required.rule(), state.clock.now_ms());
    let last = login.membership.as_ref().filter(|last| last.rule == rule);
    let counts_for = |age| last.is_some_and(|last| now < last.at_ms.saturating_add(to_ms(age)));
    if counts_for(CHECK_COUNTS_FOR) {
        return Ok(());
    }
    let has_grace = counts_for(CHECK_COUNTS_WITHOUT_DISCORD_FOR);
    // After "Check again", only an answer from then on is a check, even if it is a refusal.
    let oldest = requirements.not_before_ms.max(now.saturating_sub(to_ms(CHECK_COUNTS_FOR)) + 1);
    let discord = discord.clone().with_requirements(CacheRequirements {
        not_before_ms: oldest,
        wait_until: if has_grace { Some(Instant::now() + MAX_WAIT) } else { requirements.wait_until },
        ..requirements
    });
    // An old answer, which the cache gives if Discord fails, is no check.
    let answer = match discord.member(required.id, CacheMode::Use).await {
        Ok(member) if member.fetched_at_ms >= oldest => Ok(member),
        Ok(member) => Err(member.stale.unwrap_or(AppError::DiscordUnavailable)),
        Err(error) => Err(error),
    };
    match answer {
        Ok(member) if required.accepts(&member.value.roles) => {
            record(state, &login.id, Some(&Membership { at_ms: member.fetched_at_ms, rule })).await;
            Ok(())
        }
        Ok(_) => Err(end(state, login, AppError::NoRequiredRole).await),
        Err(AppError::NotFound) => Err(end(state, login, AppError::NotAMember).await),
        Err(error @ AppError::MissingScope { .. }) => Err(end(state, login, error).await),
        Err(error @ (AppError::Unauthenticated | AppError::NotPrefetched)) => Err(error),
        Err(error) if has_grace => {
            tracing::warn!(user = %login.user_id, %error, "a membership could not be checked; the last check still counts");
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// Asks Discord in a sign-in for the person's record in the required guild. `None` if no guild is required, if they are not a member, or
/// if they did not let the app see it.
pub(super) async fn fetch_at_sign_in(
    state: &AppState,
    tokens: &TokenPair,
) -> Result<Option<Answer<Member>>, DiscordError> {
    let Some(required) = &state.config.discord.required_guild else { return Ok(None) };
    // If the answer lists no scopes, all requested scopes are granted.
    if !tokens.scopes.is_empty() && !tokens.scopes.contains(Scopes::GUILDS_MEMBERS_READ) {
        return Ok(None);
    }
    let route = format!("/users/@me/guilds/{}/member", required.id);
    match state.client.request(Request::get(&route, Auth::User(&tokens.access)).for_sign_in()).await {
        Ok(reply) => Ok(Some(Answer { value: reply.json()?, bytes: reply.body.len() })),
        Err(DiscordError::Http(refusal)) if refusal.is_not_found() => Ok(None),
        Err(DiscordError::MissingScope(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Stores the record that [`fetch_at_sign_in`] returned: in the cache, and with the login if it gives access.
pub(super) async fn keep(state: &AppState, login: &LoginId, answer: Answer<Member>, asked_at_ms: u64) {
    let Some(required) = &state.config.discord.required_guild else { return };
    if required.accepts(&answer.value.roles) {
        record(state, login, Some(&Membership { at_ms: asked_at_ms, rule: required.rule() })).await;
    }
    state.caches.members.put(&(login.clone(), required.id), answer, asked_at_ms);
}

/// Ends the access of a person who was a member, on every copy of the server. Returns the reason.
async fn end(state: &AppState, login: &Login, reason: AppError) -> AppError {
    if login.membership.is_some() {
        tracing::info!(user = %login.user_id, %reason, "a person has lost access");
        record(state, &login.id, None).await;
    }
    reason
}

/// Stores the result of a check. The request goes on even if that fails; the next one checks again.
async fn record(state: &AppState, login: &LoginId, membership: Option<&Membership>) {
    if let Err(error) = state.logins.set_membership(login, membership).await {
        tracing::warn!(error = %Causes(&error), "the result of a membership check could not be stored");
    }
}
