use sqlx::{Row as _, any::AnyRow};

use super::{from_instant, grants::GrantId, user_id};
use crate::{
    discord::UserId,
    server::{
        clock::to_ms,
        sign_in_lifetimes::{ABSOLUTE_LIFETIME, IDLE_LIFETIME, TOUCH_EVERY},
    },
};

/// The id of one signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LoginId(pub String);

/// One signed-in browser.
#[derive(Debug, Clone)]
pub struct Login {
    /// Its id, which the session holds.
    pub id: LoginId,
    /// Who signed in.
    pub user_id: UserId,
    /// The grant whose tokens it uses.
    pub grant_id: GrantId,
    /// The browser's `User-Agent`; empty if it sent none.
    pub user_agent: String,
    /// When it signed in, in milliseconds since 1970 (UTC).
    pub created_at_ms: u64,
    /// When a visit was last recorded, in milliseconds since 1970 (UTC); at most [`TOUCH_EVERY`] behind the last visit. Earlier than
    /// `created_at_ms` until the first visit.
    pub last_seen_at_ms: u64,
    /// The last check that found the person among the members of the required guild. `None` if there was none.
    pub membership: Option<Membership>,
}

/// The proof that a person was a member of the required guild.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// When Discord was asked, in milliseconds since 1970 (UTC).
    pub at_ms: u64,
    /// The rule of that time, from `RequiredGuild::rule`.
    pub rule: String,
}

impl Login {
    /// Returns whether it was idle for too long, or is too old.
    pub fn is_over(&self, now_ms: u64) -> bool {
        now_ms >= self.last_used_at_ms().saturating_add(to_ms(IDLE_LIFETIME))
            || now_ms >= self.created_at_ms.saturating_add(to_ms(ABSOLUTE_LIFETIME))
    }

    /// Returns whether to record a visit now, because the last recorded one is [`TOUCH_EVERY`] ago.
    pub fn is_visit_due(&self, now_ms: u64) -> bool {
        self.last_seen_at_ms <= now_ms.saturating_sub(to_ms(TOUCH_EVERY))
    }

    /// Returns the last recorded use, in milliseconds since 1970 (UTC). Signing in counts as a use.
    pub fn last_used_at_ms(&self) -> u64 {
        self.last_seen_at_ms.max(self.created_at_ms)
    }
}

/// Reads a login from a row with the table's column names, except for the id.
pub(super) fn read(row: &AnyRow, id: LoginId) -> Result<Login, sqlx::Error> {
    let membership = Membership { at_ms: from_instant(row.try_get("member_at")?), rule: row.try_get("member_by")? };
    Ok(Login {
        id,
        user_id: user_id(row, "user_id")?,
        grant_id: GrantId(row.try_get("grant_id")?),
        user_agent: row.try_get("user_agent")?,
        created_at_ms: from_instant(row.try_get("created_at")?),
        last_seen_at_ms: from_instant(row.try_get("last_seen_at")?),
        membership: (membership.at_ms > 0).then_some(membership),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_over_when_it_was_idle_for_too_long_or_is_too_old() {
        const DAY: u64 = 24 * 3600 * 1000;
        for (last_seen_at_ms, now_ms, over) in [
            (0, 0, false),
            (0, 14 * DAY - 1, false),
            (0, 14 * DAY, true),
            (20 * DAY, 30 * DAY - 1, false),
            (20 * DAY, 30 * DAY, true),
            (29 * DAY, 30 * DAY, true),
        ] {
            let login = Login {
                id: LoginId("l".into()),
                user_id: UserId::new(1),
                grant_id: GrantId("g".into()),
                user_agent: String::new(),
                created_at_ms: 0,
                last_seen_at_ms,
                membership: None,
            };
            assert_eq!(login.is_over(now_ms), over, "{last_seen_at_ms} {now_ms}");
        }
    }
}
