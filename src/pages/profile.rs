use leptos::prelude::*;

use crate::{
    components::Freshness,
    islands::CopyButton,
    layouts::{Loaded, PageTitle},
    server::http::load::in_a_task,
    server_fns::{raw_profile, show_profile},
};

mod account_facts;
mod images;
mod profile_header;

use account_facts::AccountFacts;
use images::Images;
use profile_header::ProfileHeader;

/// The id of the element with the raw data.
const RAW: &str = "raw-profile";

/// Shows what Discord tells about the signed-in user.
#[component]
pub fn ProfilePage() -> impl IntoView {
    view! {
        // Stays if the profile cannot be loaded.
        <PageTitle text="Profile" />
        <Loaded from=show_profile() let:profile>
            <PageTitle text=profile.value.name() />
            <ProfileHeader user=profile.value.clone() />
            <AccountFacts user=profile.value.clone() now_ms=profile.fetched_at_ms />
            <Images user=profile.value.clone() />
            // It is the same answer of Discord as above, so it has no age of its own.
            <RawData />
            <Freshness age=profile.age() />
        </Loaded>
    }
}

#[component]
fn RawData() -> impl IntoView {
    let loading = in_a_task(raw_profile());
    view! {
        <details class="panel raw">
            <summary>"Raw data from Discord"</summary>
            <div>
                <CopyButton text_of=RAW.to_owned() label="Copy JSON".to_owned() />
            </div>
            {Suspend::new(async {
                let text = loading.await.map_or_else(|error| error.to_string(), |json| indented(&json));
                view! {
                    <pre id=RAW tabindex="0" role="region" aria-label="Raw data">
                        <code>{text}</code>
                    </pre>
                }
            })}
        </details>
    }
}

/// Returns JSON with a line for each value, and any other text unchanged.
fn indented(json: &str) -> String {
    serde_json::from_str::<serde_json::Value>(json)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| json.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_data_is_indented_and_other_text_stays_as_it_is() {
        assert_eq!(indented(r#"{"id":"1"}"#), "{\n  \"id\": \"1\"\n}");
        assert_eq!(indented("<html>"), "<html>");
    }
}
