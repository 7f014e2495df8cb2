use std::time::Duration;

use leptos::prelude::*;

/// How long one still has to wait, counting down; says when it is over.
///
/// Without scripts it stays at what the server said.
#[island]
pub fn Countdown(
    /// Seconds.
    seconds: u32,
) -> impl IntoView {
    let left = RwSignal::new(seconds);
    Effect::new(move |_| {
        // Counted, not measured: a tab that slept says too much rather than too little.
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
            // Read out once, at the end.
            <span role="status">{move || if left.get() == 0 { "You can try again now." } else { "" }}</span>
        </span>
    }
}

const A_SECOND: Duration = Duration::from_secs(1);
