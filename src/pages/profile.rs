use leptos::prelude::*;

use crate::{
    components::{Avatar, AvatarSize, Banner, Chip, Freshness, Loaded, PageTitle, Precision, Timestamp, Tone},
    discord::{ImageSize, Locale, User},
    islands::CopyButton,
    server::page_context::PageContext,
    server_fns::{raw_profile, show_profile},
};

/// What stands where Discord did not tell.
const NOT_SHARED: &str = "Not shared";
/// The largest the CDN offers.
const FULL_SIZE: ImageSize = ImageSize::at_least(4096);

/// Who the user is on Discord.
#[component]
pub fn ProfilePage() -> impl IntoView {
    view! {
        // Until the name is known, and when it never is.
        <PageTitle text="Profile"/>
        <Loaded from=show_profile() let:profile>
            <PageTitle text=profile.value.name().to_owned()/>
            <ProfileHeader user=profile.value.clone()/>
            <AccountFacts user=profile.value.clone()/>
            <ImageLinks user=profile.value/>
            <RawData/>
            <Freshness fetched_at_ms=profile.fetched_at_ms stale=profile.stale/>
        </Loaded>
    }
}

#[component]
fn ProfileHeader(user: User) -> impl IntoView {
    let avatar = PageContext::current().cdn.avatar(&user).size(FULL_SIZE).animated().to_string();
    let id = user.id.to_string();
    let badges = user.badges().map(|badge| view! { <li><Chip label=badge.label/></li> }).collect_view();
    view! {
        <header class="profile">
            <Banner user=user.clone()/>
            <a class="profile__avatar" href=avatar aria-label="Your avatar in full size" target="_blank" rel="noopener noreferrer">
                <Avatar user=user.clone() size=AvatarSize::Large/>
            </a>
            <div class="profile__names">
                <h1 dir="auto">{user.name().to_owned()}</h1>
                <p class="profile__handle" dir="auto">{user.to_string()}</p>
                <p class="profile__id">
                    "ID " <code>{id.clone()}</code> <CopyButton text=id label="Copy ID".to_owned()/>
                </p>
                {(user.badges().count() > 0).then(|| view! { <ul class="chips" aria-label="Badges">{badges}</ul> })}
            </div>
        </header>
    }
}

#[component]
fn AccountFacts(user: User) -> impl IntoView {
    let verified = user.verified.map(|verified| match verified {
        true => view! { <Chip label="Verified" tone=Tone::Good/> },
        false => view! { <Chip label="Not verified" tone=Tone::Notice/> },
    });
    let two_factor = user.mfa_enabled.map_or(NOT_SHARED, |enabled| if enabled { "On" } else { "Off" });
    view! {
        <section class="stack">
            <h2>"Account"</h2>
            <dl class="facts">
                <div>
                    <dt>"Email"</dt>
                    <dd><bdi>{user.email.clone().unwrap_or_else(|| NOT_SHARED.into())}</bdi> " " {user.email.is_some().then_some(verified)}</dd>
                </div>
                <div><dt>"Language"</dt><dd>{user.locale.as_ref().map_or(NOT_SHARED, Locale::name).to_owned()}</dd></div>
                <div><dt>"Two-factor authentication"</dt><dd>{two_factor}</dd></div>
                <div><dt>"Account created"</dt><dd><Timestamp at_ms=user.id.created_at_ms() precision=Precision::Day/></dd></div>
                <div><dt>"Avatar"</dt><dd>{picture_kind(user.avatar.is_some(), user.is_avatar_animated(), "Discord's default")}</dd></div>
                <div><dt>"Banner"</dt><dd>{picture_kind(user.banner.is_some(), user.is_banner_animated(), "None")}</dd></div>
            </dl>
        </section>
    }
}

#[component]
fn ImageLinks(user: User) -> impl IntoView {
    let cdn = PageContext::current().cdn;
    let avatar = Some(("Avatar", cdn.avatar(&user).size(FULL_SIZE)));
    let banner = cdn.banner(&user).map(|url| ("Banner", url.size(FULL_SIZE)));
    let links = [avatar, banner].into_iter().flatten().flat_map(|(what, url)| {
        let moving = url.is_animated().then(|| (format!("{what}, animated"), url.clone().animated()));
        [(what.to_owned(), url)].into_iter().chain(moving)
    });
    let links = links.map(|(label, url)| {
        view! { <li><a href=url.to_string() target="_blank" rel="noopener noreferrer">{label}</a></li> }
    });
    view! {
        <section class="stack">
            <h2>"Images"</h2>
            <ul class="profile__images">{links.collect_view()}</ul>
        </section>
    }
}

#[component]
fn RawData() -> impl IntoView {
    view! {
        <details class="raw">
            <summary>"Raw data from Discord"</summary>
            {Suspend::new(async {
                let text = raw_profile().await.map_or_else(|error| error.to_string(), |json| indented(&json));
                view! { <pre tabindex="0" role="region" aria-label="Raw data"><code>{text}</code></pre> }
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

/// Whether a picture moves, or `without` when there is none.
fn picture_kind(exists: bool, animated: bool, without: &'static str) -> &'static str {
    match (exists, animated) {
        (false, _) => without,
        (true, true) => "Animated",
        (true, false) => "Still",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_data_is_indented_and_odd_data_is_left_as_it_is() {
        assert_eq!(indented(r#"{"id":"1"}"#), "{\n  \"id\": \"1\"\n}");
        assert_eq!(indented("<html>"), "<html>");
    }

    #[test]
    fn a_missing_picture_is_neither_still_nor_animated() {
        assert_eq!(picture_kind(false, false, "None"), "None");
        assert_eq!(picture_kind(true, true, "None"), "Animated");
        assert_eq!(picture_kind(true, false, "None"), "Still");
    }
}
