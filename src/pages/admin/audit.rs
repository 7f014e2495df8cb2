use leptos::prelude::*;

use super::{person::Person, rows::Rows};
use crate::{
    components::{EmptyState, Glyph, Icon, Timestamp},
    server::{
        admin::{FirstRows, MAX_ROWS},
        store::{AdminAction, AuditEntry},
    },
};

/// Lists what admins did.
#[component]
pub(super) fn Audit(audit: FirstRows<AuditEntry>) -> impl IntoView {
    let rows = audit.rows.into_iter().map(audit_row).collect();
    let empty = || {
        view! {
            <EmptyState glyph=Glyph::Info sentence="No admin has done anything yet">
                "Every action on this page is listed here: who, when, what, and whom."
            </EmptyState>
        }
    };
    view! {
        <section class="stack">
            <h2 id="audit">"What admins did"</h2>
            {audit
                .has_more
                .then(|| format!("These are the {MAX_ROWS} newest actions. The database has the older ones."))
                .map(|note| view! { <p class="muted">{note}</p> })}
            <Rows rows heading="audit" empty />
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
