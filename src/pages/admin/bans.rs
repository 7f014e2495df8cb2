use leptos::prelude::*;

use super::{person::Person, rows::Rows};
use crate::{
    components::{EmptyState, Glyph, Icon, Timestamp},
    discord::visible,
    paths,
    server::{
        admin::{FirstRows, MAX_ROWS},
        store::{Ban, MAX_REASON_CHARS},
    },
};

/// The form that bans a person.
#[component]
pub(super) fn BanForm() -> impl IntoView {
    view! {
        <section class="stack">
            <h2>"Ban a person"</h2>
            <p class="muted">
                "A person who is banned is signed out everywhere and cannot sign in. The sign-in page tells them why. Admins cannot be banned."
            </p>
            <form class="panel card" method="post" action=paths::ADMIN_BAN>
                <div class="stack">
                    <IdField id="ban-id" label="Discord id" />
                </div>
                <div class="stack">
                    <label for="ban-reason">"Reason (optional)"</label>
                    <input
                        id="ban-reason"
                        type="text"
                        name="reason"
                        dir="auto"
                        maxlength=MAX_REASON_CHARS.to_string()
                        autocomplete="off"
                        aria-describedby="ban-reason-note"
                    />
                    <p class="muted" id="ban-reason-note">
                        "Only admins see the reason."
                    </p>
                </div>
                <div class="actions">
                    <button class="button button--danger" type="submit">
                        "Ban"
                    </button>
                </div>
            </form>
        </section>
    }
}

/// Lists the bans, with a button that lifts each of them.
#[component]
pub(super) fn Bans(bans: FirstRows<Ban>) -> impl IntoView {
    let rows = bans.rows.into_iter().map(ban_row).collect();
    let empty = || {
        view! {
            <EmptyState glyph=Glyph::Lock sentence="Nobody is banned">
                "The form above bans a person."
            </EmptyState>
        }
    };
    view! {
        <section class="stack">
            <h2 id="bans">"Bans"</h2>
            <Rows rows heading="bans" empty />
            {bans.has_more.then(|| view! { <UnbanForm /> })}
        </section>
    }
}

fn ban_row(ban: Ban) -> impl IntoView {
    let Ban { user_id, reason, banned_by, banned_at_ms } = ban;
    let reason = visible(&reason).map(|reason| view! { <p dir="auto">{reason.to_owned()}</p> });
    view! {
        <li class="rows__row">
            <Icon glyph=Glyph::Lock />
            <div>
                <p>
                    <Person user_id />
                </p>
                {reason}
                <p class="muted">"Banned " <Timestamp at_ms=banned_at_ms /> " by " <Person user_id=banned_by /></p>
            </div>
            <form method="post" action=paths::ADMIN_UNBAN>
                <input type="hidden" name="user_id" value=user_id.to_string() />
                <button class="button" type="submit" aria-label=format!("Unban {user_id}")>
                    "Unban"
                </button>
            </form>
        </li>
    }
}

/// The way to lift a ban that is too old for the list.
#[component]
fn UnbanForm() -> impl IntoView {
    view! {
        <form class="panel card" method="post" action=paths::ADMIN_UNBAN>
            <p>{format!("These are the {MAX_ROWS} newest bans. To lift an older one, enter the person's id.")}</p>
            <div class="stack">
                <IdField id="unban-id" label="Discord id of the older ban" />
            </div>
            <div class="actions">
                <button class="button" type="submit">
                    "Lift the ban"
                </button>
            </div>
        </form>
    }
}

/// The field for a person's id.
#[component]
fn IdField(id: &'static str, label: &'static str) -> impl IntoView {
    view! {
        <label for=id>{label}</label>
        <input
            id=id
            type="text"
            name="user_id"
            inputmode="numeric"
            pattern="[0-9]+"
            maxlength="20"
            autocomplete="off"
            required
        />
    }
}
