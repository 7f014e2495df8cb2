use std::time::Duration;

use leptos::prelude::*;

/// Counts down the seconds of a wait, and says when it is over.
///
/// Without scripts it keeps the number that the server sent.
#[island]
pub fn Countdown(
    /// The wait in seconds.
    seconds: u32,
) -> impl IntoView {
    let left = RwSignal::new(seconds);
    Effect::new(move |_| {
        // It counts ticks, not the clock. A tab that slept shows more seconds than are left, never fewer.
        let ticking =
            set_interval_with_handle(move || left.update(|left| *left = left.saturating_sub(1)), A_SECOND).ok();
        Effect::new(move |_| {
            if left.get() == 0 {
                ticking.inspect(IntervalHandle::clear);
            }
        });
    });
    let waiting = move || match left.get() {
        0 => String::new(),
        1 => "Try again in 1 second.".to_owned(),
        left => format!("Try again in {left} seconds."),
    };
    view! {
        <span class="countdown">
            <span>{waiting}</span>
            // A screen reader announces only the end.
            <span role="status">{move || if left.get() == 0 { "You can try again now." } else { "" }}</span>
        </span>
    }
}

const A_SECOND: Duration = Duration::from_secs(1);
