use leptos::prelude::*;

use super::{Glyph, Icon, Timestamp};
use crate::error::AppError;

/// How old the data on the page is, and why it is older than it should be.
#[component]
pub fn Freshness(
    /// When Discord gave it, in milliseconds since 1970 (UTC).
    fetched_at_ms: u64,
    /// `None` when it is fresh.
    stale: Option<AppError>,
) -> impl IntoView {
    view! {
        <div class="freshness">
            <p class="muted">"Fetched at " <Timestamp at_ms=fetched_at_ms/></p>
            {stale.map(|reason| view! {
                <p class="notice" role="note">
                    <Icon glyph=Glyph::Warning/>
                    <span>"This may be out of date. " {reason.to_string()} " " {reason.way_on()}</span>
                </p>
            })}
        </div>
    }
}
