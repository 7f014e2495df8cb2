use leptos::prelude::*;

/// Says that the sandbox plays Discord. Every page shows it there.
#[component]
pub fn SandboxNotice() -> impl IntoView {
    view! {
        <p class="sandbox-notice" role="note">
            "Sandbox: no real Discord is involved"
        </p>
    }
}
