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

/// Names the element that the raw data is copied from.
const RAW: &str = "raw-profile";

/// Who the user is on Discord.
#[component]
pub fn ProfilePage() -> impl IntoView {
    view! {
        // Until the name is known, and when it never is.
        <PageTitle text="Profile" />
        <Loaded from=show_profile() let:profile>
            <PageTitle text=profile.value.name() />
            <ProfileHeader user=profile.value.clone() />
            <AccountFacts user=profile.value.clone() now_ms=profile.fetched_at_ms />
            <Images user=profile.value.clone() />
            // Of the same answer as everything above, so it has no age of its own.
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

/// JSON with a line for each value; what is no JSON stays as it came.
fn indented(json: &str) -> String {
    serde_json::from_str::<serde_json::Value>(json)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| json.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_data_is_indented_and_odd_data_is_left_as_it_is() {
        assert_eq!(indented(r#"{"id":"1"}"#), "{\n  \"id\": \"1\"\n}");
        assert_eq!(indented("<html>"), "<html>");
    }
}
