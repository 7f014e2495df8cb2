use leptos::prelude::*;

use super::{Chip, Glyph, Icon, InOnePiece};
use crate::discord::{Permission, UserGuild};

/// Every permission by group, and whether the user has it in a guild.
#[component]
pub fn PermissionList(guild: UserGuild) -> impl IntoView {
    let everything = guild.rank().has_every_permission();
    let unknown = guild.permissions.unknown_bits().map(|bit| bit.to_string()).collect::<Vec<_>>();
    let groups = Permission::GROUPS.map(|group| {
        // Only the first group is open; the others show their counts.
        let open = group == Permission::GROUPS[0];
        let members = Permission::DOCUMENTED.iter().filter(|permission| permission.group == group);
        let mut members: Vec<_> =
            members.map(|permission| (*permission, everything || guild.permissions.allows(*permission))).collect();
        members.sort_by_key(|(_, granted)| !granted);
        view! { <PermissionGroup group open members /> }
    });
    view! {
        <div class="panel panel--rows permissions">{groups}</div>
        {(!unknown.is_empty())
            .then(|| {
                view! {
                    <p class="muted">
                        "Discord also sent permissions that it does not document: bit " {unknown.join(", ")} "."
                    </p>
                }
            })}
    }
}

#[component]
fn PermissionGroup(
    group: &'static str,
    open: bool,
    /// The permissions with whether the user has each. Granted permissions come first.
    members: Vec<(Permission, bool)>,
) -> impl IntoView {
    let granted = members.iter().filter(|(_, granted)| *granted).count();
    let all = members.len();
    let rows = members.into_iter().map(|(permission, granted)| view! { <PermissionRow permission granted /> });
    InOnePiece(view! {
        <details class="permissions__group" open=open>
            <summary>
                <h3>{group}</h3>
                " "
                <span class="muted">{granted} " of " {all}</span>
            </summary>
            <ul>{rows.collect_view()}</ul>
        </details>
    })
}

#[component]
fn PermissionRow(permission: Permission, granted: bool) -> impl IntoView {
    let (class, glyph, word) = match granted {
        true => ("permissions__row", Glyph::Check, "Granted: "),
        false => ("permissions__row permissions__row--not", Glyph::Cross, "Not granted: "),
    };
    let two_factor = permission.needs_two_factor() && granted;
    view! {
        <li class=class>
            <Icon glyph />
            <p>
                <span class="visually-hidden">{word}</span>
                <strong>{permission.label}</strong>
                " "
                {two_factor.then(|| view! { <Chip label="2FA" /> })}
                <span class="permissions__meaning">{permission.meaning}</span>
            </p>
        </li>
    }
}
