use leptos::prelude::*;

/// Says, on every page of a sandbox, that it is one.
#[component]
pub fn SandboxNotice() -> impl IntoView {
    view! {
        <p class="sandbox-notice" role="note">
            "Sandbox: no real Discord is involved"
        </p>
    }
}
