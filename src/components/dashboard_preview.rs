use leptos::prelude::*;

use super::{Glyph, Icon};

/// The servers in the preview: initials, name, rank, and the rank's classes.
const SERVERS: [(&str, &str, &str, &str); 3] = [
    ("GL", "Garden League", "Owner", "chip chip--good"),
    ("NB", "Night Bakers", "Administrator", "chip chip--good"),
    ("CC", "Chess Club", "Member", "chip"),
];

/// A decorative preview of the dashboard. It uses the dashboard's own classes, so it always looks the same.
#[component]
pub fn DashboardPreview() -> impl IntoView {
    let pages = [Glyph::Overview, Glyph::Profile, Glyph::Servers, Glyph::Connections];
    let servers = SERVERS.map(|(initials, name, role, chip)| {
        view! {
            <div class="guild-rows__row">
                <span class="guild-icon guild-icon--initials">{initials}</span>
                <span class="guild-rows__name">{name}</span>
                <span class=chip>{role}</span>
            </div>
        }
    });
    let counts = [("24", "servers"), ("7", "managed"), ("5", "linked")].map(|(number, what)| {
        view! {
            <div class="preview__count">
                <strong>{number}</strong>
                <span>{what}</span>
            </div>
        }
    });
    view! {
        <div class="panel preview" aria-hidden="true">
            <div class="preview__side">
                {pages
                    .map(|glyph| {
                        view! {
                            <span>
                                <Icon glyph />
                            </span>
                        }
                    })}
            </div>
            <div class="preview__main">
                <p class="preview__hello">"Hello, Mira"</p>
                <div class="preview__counts">{counts}</div>
                <div class="panel panel--rows guild-rows">{servers}</div>
            </div>
        </div>
    }
}
