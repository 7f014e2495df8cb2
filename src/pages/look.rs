use leptos::prelude::*;
use serde::de::DeserializeOwned;

use super::not_found::NotFoundPage;
use crate::{
    components::{
        Avatar, AvatarSize, Banner, Chip, ConnectionCard, DashboardPreview, EmptyState, FailureMessage, Freshness,
        Glyph, GrantForm, GuildCard, GuildIcon, GuildIconSize, Icon, InstallForm, PermissionList, RoleName, SignInForm,
        ThemeForm, Timestamp, Tone,
    },
    discord::{self, Connection, JoinRefusal, User, UserGuild},
    error::AppError,
    fetched::Age,
    guild_row::GuildRow,
    islands::{CopyButton, ToastMessage, Toasts},
    layouts::{Frame, PageTitle},
    linked_account::LinkedAccount,
    login_problem::LoginProblem,
    page_context::PageContext,
};

/// The colour roles in `style/tokens.css`.
const COLOURS: [&str; 8] = ["canvas", "surface", "line", "ink", "ink-muted", "accent", "notice", "danger"];
/// The font sizes, each with a class that uses it.
const TYPE: [(&str, &str); 6] = [
    ("--text-hero", "home__tagline"),
    ("--text-h1", "counts__number"),
    ("--text-h2", "preview__hello"),
    ("--text-lead", "lead"),
    ("--text", ""),
    ("--text-small", "muted"),
];
/// A user with all pictures, and a user with almost nothing.
const USERS: [&str; 2] = [
    r#"{"id":"268473310986240001","username":"mira","global_name":"Mira Lindqvist","avatar":"a_f6877579c97f5d2a1acce263c16ee78e",
        "banner":"a_4ac0d4440f6e6ac07d62f1d8508144c5"}"#,
    r#"{"id":"80351110224678912","username":"nelly","accent_color":2003562}"#,
];
/// Guilds of each rank. The last three have names that can break a layout.
const GUILDS: [&str; 6] = [
    r#"{"id":"420904194539651073","name":"Lindqvist Workshop","owner":true,"permissions":"8866461766385663"}"#,
    r#"{"id":"608621108920451075","name":"Nordic Rustaceans","permissions":"8"}"#,
    r#"{"id":"719149407928451077","name":"Fika & Code","permissions":"32"}"#,
    r#"{"id":"774594751365251078","name":"The Society for Extraordinarily Long Server Names and Donaudampfschifffahrt","permissions":"0"}"#,
    r#"{"id":"700000000000000007","name":"\u3164","permissions":"0"}"#,
    r#"{"id":"829315319070851079","name":"مجتمع البرمجة","permissions":"1152921504606846976"}"#,
];
/// A verified connection, a revoked one, one of an unknown service, and one that a guild uses.
const CONNECTIONS: [&str; 4] = [
    r#"{"id":"1","name":"mira","type":"github","verified":true,"visibility":1}"#,
    r#"{"id":"2","name":"mira_l","type":"reddit","revoked":true}"#,
    r#"{"id":"3","name":"mira@holonet","type":"holonet","visibility":1}"#,
    r#"{"id":"4","name":"mira","type":"twitch","verified":true,"two_way_link":true,"show_activity":true,"friend_sync":true,
        "integrations":[{"id":"5","type":"twitch","guild":{"id":"420904194539651073","name":"Lindqvist Workshop"}}]}"#,
];

/// Roles with no colour, one, two and three.
const ROLES: [&str; 4] = [
    r#"{"id":"1","name":"@everyone"}"#,
    r#"{"id":"2","name":"Moderator","color":3447003}"#,
    r#"{"id":"3","name":"Maker","colors":{"primary_color":15158332,"secondary_color":15844367}}"#,
    r#"{"id":"4","name":"Northern lights","colors":{"primary_color":11127295,"secondary_color":16759788,"tertiary_color":16761760}}"#,
];

/// Every component in every state, light beside dark. `docs/LOOK.md` explains them. Only in development.
#[component]
pub fn LookPage() -> impl IntoView {
    if !PageContext::current().development {
        return view! { <NotFoundPage /> }.into_any();
    }
    view! {
        <PageTitle text="How everything looks" />
        <Frame>
            <main id="main" class="look">
                <h1>"How everything looks"</h1>
                <p class="lead">"Every component in every state, in both themes. docs/LOOK.md explains them."</p>
                <div class="look__themes">
                    <section class="look__theme" data-theme="light" aria-label="Light">
                        <Everything />
                    </section>
                    <section class="look__theme" data-theme="dark" aria-label="Dark">
                        <Everything />
                    </section>
                </div>
            </main>
        </Frame>
    }
    .into_any()
}

#[component]
fn Everything() -> impl IntoView {
    view! {
        <Basics />
        <Pictures />
        <Cards />
        <Words />
    }
}

/// Shows examples below a heading.
#[component]
fn Example(name: &'static str, children: Children) -> impl IntoView {
    view! {
        <div class="stack">
            <h2>{name}</h2>
            {children()}
        </div>
    }
}

#[component]
fn Basics() -> impl IntoView {
    let colours = COLOURS.map(|name| {
        let fill = format!("var(--{name})");
        view! {
            <li>
                <svg aria-hidden="true" width="48" height="48">
                    <rect width="48" height="48" rx="10" fill=fill />
                </svg>
                <code>{name}</code>
            </li>
        }
    });
    let steps = TYPE.map(|(name, class)| view! { <p class=class>{name}</p> });
    let icons = Glyph::ALL.iter().map(|&glyph| view! { <Icon glyph /> }).collect_view();
    let tones = [("Plain", Tone::Plain), ("Good", Tone::Good), ("Notice", Tone::Notice), ("Danger", Tone::Danger)];
    let chips = tones.map(|(label, tone)| view! { <Chip label tone /> });
    let kinds = ["", "button--primary", "button--quiet", "button--danger", "button--small"];
    let buttons = kinds.map(|kind| {
        let label = if kind.is_empty() { "button" } else { kind };
        view! {
            <button class=format!("button {kind}") type="button">
                {label}
            </button>
        }
    });
    view! {
        <Example name="Colour">
            <ul class="cluster">{colours}</ul>
        </Example>
        <Example name="Type">{steps}</Example>
        <Example name="Icons">
            <p class="cluster">{icons}</p>
        </Example>
        <Example name="Chips">
            <p class="cluster">{chips}</p>
        </Example>
        <Example name="Buttons">
            <p class="actions">{buttons}</p>
            <div class="actions">
                <SignInForm />
                <GrantForm scope="guilds.members.read".to_owned() />
                <InstallForm guild_id=None label="Add the bot" />
                <ThemeForm />
                <ThemeForm in_words=true />
            </div>
            <CopyButton text="copied".to_owned() label="Copy this".to_owned() />
        </Example>
    }
}

#[component]
fn Pictures() -> impl IntoView {
    let users = samples::<User>(&USERS);
    let avatars = users.clone().into_iter().map(|user| {
        view! {
            <Avatar user=user.clone() />
            <Avatar user size=AvatarSize::Large />
        }
    });
    let banners = users.into_iter().map(|user| view! { <Banner user /> });
    let icons = samples::<UserGuild>(&GUILDS).into_iter().map(|guild| {
        view! {
            <GuildIcon guild=guild.clone() />
            <GuildIcon guild size=GuildIconSize::Large />
        }
    });
    view! {
        <Example name="Avatars">
            <p class="muted">"An animated avatar moves while the pointer is on it."</p>
            <div class="cluster">{avatars.collect_view()}</div>
        </Example>
        <Example name="Banners">{banners.collect_view()}</Example>
        <Example name="Server icons">
            <div class="cluster">{icons.take(2).collect_view()}</div>
        </Example>
    }
}

#[component]
fn Cards() -> impl IntoView {
    let page = PageContext::current();
    let cdn = page.cdn.clone();
    let guilds = samples::<UserGuild>(&GUILDS);
    let member = guilds.last().cloned();
    let guilds = guilds.into_iter().map(move |guild| {
        view! { <GuildCard row=GuildRow::new(&guild, guild.is_owner) cdn=page.cdn.clone() /> }
    });
    let roles = samples::<discord::Role>(&ROLES).into_iter().map(|role| view! { <RoleName role /> });
    let connections = samples::<Connection>(&CONNECTIONS)
        .into_iter()
        .map(move |connection| view! { <ConnectionCard account=LinkedAccount::new(connection, &cdn) /> });
    view! {
        <Example name="Server cards">
            <ul class="card-grid">{guilds.collect_view()}</ul>
        </Example>
        <Example name="Connection cards">
            <ul class="card-grid">{connections.collect_view()}</ul>
        </Example>
        <Example name="Roles">
            <p class="cluster">{roles.collect_view()}</p>
        </Example>
        <Example name="Permissions">{member.map(|guild| view! { <PermissionList guild /> })}</Example>
        <Example name="Preview on the landing page">
            <DashboardPreview />
        </Example>
    }
}

#[component]
fn Words() -> impl IntoView {
    let limited = AppError::RateLimited { retry_after_s: 90 };
    let failures = [
        AppError::Unauthenticated,
        AppError::MissingScope { scope: "guilds".to_owned() },
        AppError::NotAMember,
        AppError::NoRequiredRole,
        AppError::NotFound,
        limited.clone(),
        AppError::DiscordUnavailable,
        AppError::DiscordSlow,
        AppError::NoBot,
        AppError::BotRefused,
        AppError::BotNotInGuild,
        AppError::BotLacksPermission { permission: "Manage Server".to_owned() },
        AppError::CannotJoin { refusal: JoinRefusal::TooManyGuilds },
        AppError::BadRequest,
        AppError::Offline,
        AppError::Internal,
    ];
    let failures = failures.map(|error| view! { <FailureMessage error /> });
    let problems = LoginProblem::ALL.map(|problem| {
        let href = format!("/login?problem={}", problem.code());
        view! {
            <li>
                <a href=href>{problem.headline()}</a>
            </li>
        }
    });
    let toasts =
        [(true, "That browser is signed out."), (false, "Discord gave no new answer. This is the last one we have.")];
    let toasts = toasts.map(|(is_good, sentence)| {
        view! {
            <Toasts first=Some(ToastMessage {
                sentence: sentence.to_owned(),
                is_good,
            })>""</Toasts>
        }
    });
    let at_ms = 1_457_168_869_000;
    let ages = [None, Some(AppError::DiscordUnavailable), Some(limited)];
    view! {
        <Example name="Flash messages">{toasts}</Example>
        <Example name="Age of data">
            <p>
                <Timestamp at_ms />
            </p>
            {ages.map(|stale| view! { <Freshness age=Age { fetched_at_ms: at_ms, stale } /> })}
        </Example>
        <Example name="Empty list">
            <EmptyState glyph=Glyph::Servers sentence="No servers yet">
                "Join or create a server on Discord, then press Refresh."
            </EmptyState>
        </Example>
        <Example name="Failures">{failures}</Example>
        <Example name="Failed sign-ins">
            <ul>{problems}</ul>
        </Example>
    }
}

/// Decodes the samples in the same way as Discord's answers.
fn samples<T: DeserializeOwned>(json: &[&str]) -> Vec<T> {
    json.iter().filter_map(|json| serde_json::from_str(json).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_can_be_shown() {
        assert_eq!(samples::<User>(&USERS).len(), USERS.len());
        assert_eq!(samples::<UserGuild>(&GUILDS).len(), GUILDS.len());
        assert_eq!(samples::<Connection>(&CONNECTIONS).len(), CONNECTIONS.len());
        assert_eq!(samples::<discord::Role>(&ROLES).len(), ROLES.len());
    }
}
