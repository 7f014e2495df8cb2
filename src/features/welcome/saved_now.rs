use leptos::prelude::*;

use super::{form::channel_name, message::Saved};
use crate::{
    components::{Chip, Timestamp, Tone},
    discord::Channel,
};

/// Shows what is saved now, beside a draft that was refused.
#[component]
pub fn SavedNow<'a>(saved: Option<&'a Saved>, channels: &'a [Channel]) -> impl IntoView + use<> {
    saved.cloned().map(|Saved { welcome, saved_at_ms, .. }| {
        let channel = channel_name(channels, welcome.channel_id);
        let (label, tone) = if welcome.enabled { ("On", Tone::Good) } else { ("Off", Tone::Plain) };
        view! {
            <section class="panel card" aria-labelledby="welcome-saved">
                <h2 id="welcome-saved">"What is saved now"</h2>
                <p class="cluster">
                    <Chip label tone />
                    <bdi>{channel}</bdi>
                </p>
                <p class="welcome__text" dir="auto">
                    {welcome.text}
                </p>
                <p class="muted">"Saved " <Timestamp at_ms=saved_at_ms /></p>
            </section>
        }
    })
}
