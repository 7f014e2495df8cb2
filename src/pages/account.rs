use leptos::prelude::*;

use crate::{
    brand,
    components::{Freshness, Glyph, GrantForm, Icon, Remedy, ThemeForm},
    discord::{Scope, Scopes},
    error::AppError,
    fetched::Fetched,
    islands::BrowserList,
    layouts::PageTitle,
    paths,
    server::{http::load::in_a_task, state::AppState, store::MAX_PER_USER},
    server_fns::{granted_scopes, list_browsers},
    signed_in_browser::SignedInBrowser,
};

/// The ways to sign out, from the smallest to the largest: the word in the form, the button, and what it does.
const SIGN_OUTS: [(&str, &str, &str); 3] = [
    ("browser", "Sign out here", "Signs out this browser. Your other browsers stay signed in."),
    ("everywhere", "Sign out everywhere", "Signs out every browser in the list above, including this one."),
    (
        "discord",
        "Disconnect from Discord",
        "Signs out everywhere, and ends this site's access to your Discord account. Next time, Discord asks for your permission again.",
    ),
];

/// Shows what the user allowed and where they are signed in, and offers the ways to sign out.
#[component]
pub fn AccountPage() -> impl IntoView {
    // If one of these fails, the rest of the page is still there.
    let loading = in_a_task(async { Ok(tokio::join!(granted_scopes(), list_browsers())) });
    view! {
        <PageTitle text="Account" />
        <h1>"Account"</h1>
        {Suspend::new(async {
            let (scopes, browsers) = loading.await.unwrap_or_else(|error| (Err(error.clone()), Err(error)));
            view! {
                <GrantedScopes scopes />
                <Browsers browsers />
            }
        })}
        <section class="stack">
            <h2 id="sign-outs">"Sign out"</h2>
            <ul class="panel panel--rows rows" aria-labelledby="sign-outs">
                {SIGN_OUTS.map(sign_out)}
            </ul>
        </section>
        <section class="stack">
            <h2>"Theme"</h2>
            <p class="muted">"Choose the colours in this browser: like your system, always light, or always dark."</p>
            <ThemeForm in_words=true />
        </section>
    }
}

#[component]
fn GrantedScopes(
    /// What the user allowed, or why it is not known.
    scopes: Result<Fetched<Scopes>, AppError>,
) -> impl IntoView {
    let body = match scopes {
        Err(error) => view! { <Missing error /> }.into_any(),
        Ok(scopes) => {
            let (age, granted) = (scopes.age(), scopes.value);
            let offered = AppState::current().map(|state| state.config.discord.offered_scopes()).unwrap_or_default();
            let rows =
                granted.iter().map(|scope| view! { <ScopeRow scope=scope.to_owned() granted=true /> }).collect_view();
            let missing = offered.missing_from(&granted);
            let more =
                missing.iter().map(|scope| view! { <ScopeRow scope=scope.to_owned() granted=false /> }).collect_view();
            view! {
                <ul class="panel panel--rows rows" aria-labelledby="scopes">
                    {rows}
                    {more}
                </ul>
                <Freshness age />
            }
            .into_any()
        }
    };
    view! {
        <section class="stack">
            <h2 id="scopes">"What you allowed"</h2>
            <p class="muted">{brand::NAME} " can see and do only what you allowed."</p>
            {body}
        </section>
    }
}

#[component]
fn ScopeRow(
    /// Discord's name for it.
    scope: String,
    granted: bool,
) -> impl IntoView {
    // A scope that our list does not have yet is shown by its name.
    let unlocks = Scope::find(&scope).map_or(scope.as_str(), |known| known.unlocks).to_owned();
    let (glyph, class) = if granted { (Glyph::Check, "rows__row") } else { (Glyph::Cross, "rows__row rows__row--not") };
    view! {
        <li class=class>
            <Icon glyph />
            <div>
                <strong>{unlocks}</strong>
                <p class="muted">
                    <code>{scope.clone()}</code>
                    {(!granted).then_some(" is not allowed yet")}
                </p>
            </div>
            {(!granted).then(|| view! { <GrantForm scope /> })}
        </li>
    }
}

#[component]
fn Browsers(
    /// Where the user is signed in, or why that is not known.
    browsers: Result<Vec<SignedInBrowser>, AppError>,
) -> impl IntoView {
    view! {
        <section class="stack">
            <h2 id="browsers">"Where you are signed in"</h2>
            {match browsers {
                Err(error) => view! { <Missing error /> }.into_any(),
                Ok(browsers) => view! { <BrowserList browsers /> }.into_any(),
            }}
            <p class="muted">
                {format!(
                    "You can be signed in with at most {MAX_PER_USER} browsers. One more sign-in signs out the oldest one.",
                )}
            </p>
        </section>
    }
}

fn sign_out((reach, label, what_it_does): (&'static str, &'static str, &'static str)) -> impl IntoView {
    let class = if reach == "discord" { "button button--danger" } else { "button" };
    view! {
        <li class="rows__row">
            <Icon glyph=Glyph::SignOut />
            <p>{what_it_does}</p>
            <form method="post" action=paths::LOGOUT>
                <input type="hidden" name="reach" value=reach />
                <button class=class type="submit">
                    {label}
                </button>
            </form>
        </li>
    }
}

/// Takes the place of a part of the page that failed.
#[component]
fn Missing(error: AppError) -> impl IntoView {
    view! {
        <div class="notice" role="note">
            <Icon glyph=Glyph::Warning />
            <p>{error.to_string()} " " <Remedy error /></p>
        </div>
    }
}
