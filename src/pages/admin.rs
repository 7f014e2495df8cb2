use leptos::prelude::*;

use super::not_found::NotFoundPage;
use crate::{
    components::{EmptyState, Glyph, Icon, Timestamp},
    discord::{UserId, visible},
    layouts::{DashboardFrame, Loaded, PageTitle},
    login_problem::LoginProblem,
    paths,
    server::{
        admin::{FirstRows, MAX_ROWS},
        store::{AdminAction, AuditEntry, Ban, MAX_REASON_CHARS, SignInFailureCount, SignedInPerson},
    },
    server_fns::{is_admin, show_admin_overview},
};

/// The page for admins: who is signed in, bans, failed sign-ins, and what admins did. Everybody else gets the page of an unknown address.
#[component]
pub fn AdminPage() -> impl IntoView {
    if !is_admin() {
        return view! { <NotFoundPage /> }.into_any();
    }
    view! {
        <PageTitle text="Admin" />
        <DashboardFrame>
            <Loaded from=show_admin_overview() let:overview>
                <h1>"Admin"</h1>
                <People people=overview.people />
                <BanForm />
                <Bans bans=overview.bans />
                <Failures failures=overview.failures />
                <Audit audit=overview.audit />
            </Loaded>
        </DashboardFrame>
    }
    .into_any()
}

#[component]
fn People(people: FirstRows<SignedInPerson>) -> impl IntoView {
    view! {
        <section class="stack">
            <h2 id="people">"Who is signed in"</h2>
            {people
                .has_more
                .then(|| format!("More people are signed in. These are the {MAX_ROWS} who were here last."))
                .map(note)}
            <ul class="panel panel--rows rows" aria-labelledby="people">
                {people.rows.into_iter().map(person_row).collect_view()}
            </ul>
        </section>
    }
}

fn person_row(person: SignedInPerson) -> impl IntoView {
    let SignedInPerson { user_id, name, browsers, since_ms, last_seen_at_ms } = person;
    let label = format!("End logins of {}", visible(&name).map_or_else(|| user_id.to_string(), str::to_owned));
    let browsers = if browsers == 1 { "1 browser".to_owned() } else { format!("{browsers} browsers") };
    view! {
        <li class="rows__row">
            <Icon glyph=Glyph::Profile />
            <div>
                <p>
                    <Person user_id name />
                </p>
                <p class="muted">
                    {browsers} ", signed in since " <Timestamp at_ms=since_ms /> ", last seen "
                    <Timestamp at_ms=last_seen_at_ms />
                </p>
            </div>
            <form method="post" action=paths::ADMIN_SIGN_OUT>
                <input type="hidden" name="user_id" value=user_id.to_string() />
                <button class="button" type="submit" aria-label=label>
                    "End logins"
                </button>
            </form>
        </li>
    }
}

/// A person's name, if it is known and visible, and their id.
#[component]
fn Person(
    user_id: UserId,
    /// They chose it freely. Default: not known.
    #[prop(optional)]
    name: String,
) -> impl IntoView {
    let name = visible(&name).map(|name| {
        view! {
            <strong>
                <bdi>{name.to_owned()}</bdi>
            </strong>
            " "
        }
    });
    view! {
        {name}
        <code>{user_id.to_string()}</code>
    }
}

#[component]
fn BanForm() -> impl IntoView {
    view! {
        <section class="stack">
            <h2>"Ban a person"</h2>
            <p class="muted">
                "A person who is banned is signed out everywhere and cannot sign in. The sign-in page tells them why. Admins cannot be banned."
            </p>
            <form class="panel card" method="post" action=paths::ADMIN_BAN>
                <div class="stack">
                    <label for="ban-id">"Discord id"</label>
                    <input
                        id="ban-id"
                        type="text"
                        name="user_id"
                        inputmode="numeric"
                        pattern="[0-9]+"
                        maxlength="20"
                        autocomplete="off"
                        required
                    />
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

#[component]
fn Bans(bans: FirstRows<Ban>) -> impl IntoView {
    let list = if bans.rows.is_empty() {
        view! {
            <EmptyState glyph=Glyph::Lock sentence="Nobody is banned">
                "The form above bans a person."
            </EmptyState>
        }
        .into_any()
    } else {
        view! {
            <ul class="panel panel--rows rows" aria-labelledby="bans">
                {bans.rows.into_iter().map(ban_row).collect_view()}
            </ul>
        }
        .into_any()
    };
    view! {
        <section class="stack">
            <h2 id="bans">"Bans"</h2>
            {list}
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
                <label for="unban-id">"Discord id of the older ban"</label>
                <input
                    id="unban-id"
                    type="text"
                    name="user_id"
                    inputmode="numeric"
                    pattern="[0-9]+"
                    maxlength="20"
                    autocomplete="off"
                    required
                />
            </div>
            <div class="actions">
                <button class="button" type="submit">
                    "Lift the ban"
                </button>
            </div>
        </form>
    }
}

#[component]
fn Failures(failures: Vec<SignInFailureCount>) -> impl IntoView {
    let list = if failures.is_empty() {
        view! {
            <EmptyState glyph=Glyph::Check sentence="No sign-in has failed">
                "If one fails, its reason is counted here. Nothing about the person is kept."
            </EmptyState>
        }
        .into_any()
    } else {
        view! {
            <ul class="panel panel--rows rows" aria-labelledby="failures">
                {failures.into_iter().map(failure_row).collect_view()}
            </ul>
        }
        .into_any()
    };
    view! {
        <section class="stack">
            <h2 id="failures">"Sign-ins that failed in the last seven days"</h2>
            <p class="muted">"Each row is a sentence that people read on the sign-in page, and how often."</p>
            {list}
        </section>
    }
}

fn failure_row(failure: SignInFailureCount) -> impl IntoView {
    let SignInFailureCount { reason, count, last_at_ms } = failure;
    let times = if count == 1 { "Once".to_owned() } else { format!("{count} times") };
    let headline = LoginProblem::from_code(&reason).map(LoginProblem::headline);
    view! {
        <li class="rows__row">
            <Icon glyph=Glyph::Warning />
            <div>
                <p>
                    <strong>{headline}</strong>
                    " "
                    <code>{reason}</code>
                </p>
                <p class="muted">{times} ", last at " <Timestamp at_ms=last_at_ms /></p>
            </div>
        </li>
    }
}

#[component]
fn Audit(audit: FirstRows<AuditEntry>) -> impl IntoView {
    let list = if audit.rows.is_empty() {
        view! {
            <EmptyState glyph=Glyph::Info sentence="No admin has done anything yet">
                "Every action on this page is listed here: who, when, what, and whom."
            </EmptyState>
        }
        .into_any()
    } else {
        view! {
            <ul class="panel panel--rows rows" aria-labelledby="audit">
                {audit.rows.into_iter().map(audit_row).collect_view()}
            </ul>
        }
        .into_any()
    };
    view! {
        <section class="stack">
            <h2 id="audit">"What admins did"</h2>
            {audit
                .has_more
                .then(|| format!("These are the {MAX_ROWS} newest actions. The database has the older ones."))
                .map(note)}
            {list}
        </section>
    }
}

fn audit_row(entry: AuditEntry) -> impl IntoView {
    let AuditEntry { at_ms, admin_id, admin_name, action, user_id, user_name } = entry;
    let (glyph, did) = match action {
        Some(AdminAction::SignOut) => (Glyph::SignOut, " ended the logins of "),
        Some(AdminAction::Ban) => (Glyph::Lock, " banned "),
        Some(AdminAction::Unban) => (Glyph::Check, " unbanned "),
        None => (Glyph::Info, " did something that this version does not know to "),
    };
    view! {
        <li class="rows__row">
            <Icon glyph />
            <div>
                <p>
                    <Person user_id=admin_id name=admin_name />
                    {did}
                    <Person user_id name=user_name />
                </p>
                <p class="muted">
                    <Timestamp at_ms />
                </p>
            </div>
        </li>
    }
}

fn note(sentence: String) -> impl IntoView {
    view! { <p class="muted">{sentence}</p> }
}
