use axum::http::request::Parts;
use leptos::prelude::*;

use super::not_found::NotFoundPage;
use crate::{
    components::{Chip, ExternalLink, Glyph, Icon, Tone},
    flash_message::FlashMessage,
    islands::CopyButton,
    layouts::{Frame, PageTitle},
    page_context::PageContext,
    paths,
    server::{
        http::page_status::set_page_status,
        setup::{ENV_LINES, SetupReport, Step, StepState, report},
        state::AppState,
    },
};

/// The steps that connect your own Discord application: what is done, and what to do next. Only in development, until all is done.
#[component]
pub fn SetupPage() -> impl IntoView {
    let (state, parts) = (use_context::<AppState>(), use_context::<Parts>());
    let (Some(state), Some(parts), true) = (state, parts, PageContext::current().development) else {
        return view! { <NotFoundPage /> }.into_any();
    };
    view! {
        <PageTitle text="Set up your own application" />
        <Frame>
            <main id="main" class="site site--column">
                {Suspend::new(async move { unfinished(state, parts).await.map(|report| view! { <Steps report /> }) })}
            </main>
        </Frame>
    }
    .into_any()
}

/// Returns what is left to do. If nothing is left, redirects to the start page, which says so.
async fn unfinished(state: AppState, parts: Parts) -> Option<SetupReport> {
    if !state.setup.is_reached() {
        // Boxed, because the renderer moves it through many stack frames.
        let report = Box::pin(report(&state, &parts)).await;
        if !report.is_complete() {
            return Some(report);
        }
    }
    leptos_axum::redirect(paths::HOME);
    set_page_status(303);
    FlashMessage::SetUp.set();
    None
}

#[component]
fn Steps(report: SetupReport) -> impl IntoView {
    let (oauth2, bot, webhooks) = (report.portal("oauth2"), report.portal("bot"), report.portal("webhooks"));
    let opened_at =
        report.opened_at.map(|opened_at| view! { <OpenedElsewhere opened_at public_url=report.public_url /> });
    let registered = report
        .registered
        .into_iter()
        .map(|uri| {
            view! {
                <li>
                    <code>{uri}</code>
                </li>
            }
        })
        .collect::<Vec<_>>();
    let registered = (!registered.is_empty()).then(|| {
        view! {
            <p id="registered">"Registered redirect URIs:"</p>
            <ul aria-labelledby="registered">{registered}</ul>
        }
    });
    view! {
        <h1>"Set up your own application"</h1>
        <p class="lead">
            "These steps connect your own Discord application in place of the sandbox. This page exists only in development, until every step is done. Optional steps do not count."
        </p>
        {opened_at}
        <ol class="panel panel--rows rows" aria-label="Steps">
            <StepRow name="Application" step=report.application portal=oauth2.clone() />
            <StepRow name="Redirect URI" step=report.redirect portal=oauth2.clone()>
                <p class="cluster">
                    <code>{report.redirect_uri.clone()}</code>
                    <CopyButton text=report.redirect_uri label="Copy redirect URI".to_owned() />
                </p>
                {registered}
            </StepRow>
            <StepRow name="Id and secret" step=report.credentials portal=oauth2 />
            <StepRow name="Bot token" step=report.bot portal=bot.clone() />
            {report.members.map(|step| view! { <StepRow name="Members only" step portal=bot /> })}
            <StepRow name="Webhook events" step=report.webhook portal=webhooks>
                <p class="cluster">
                    <code>{report.webhook_url.clone()}</code>
                    <CopyButton text=report.webhook_url label="Copy webhook URL".to_owned() />
                </p>
            </StepRow>
        </ol>
        <section class="stack">
            <h2>"Your .env"</h2>
            <p>
                "Put these lines into " <code>".env"</code> ", next to " <code>"Cargo.toml"</code>
                ", and fill in the values. " <code>".env.example"</code> " explains them."
            </p>
            <pre class="panel card" id="env-lines">
                {ENV_LINES}
            </pre>
            <div>
                <CopyButton text_of="env-lines".to_owned() label="Copy lines".to_owned() />
            </div>
            <p>"Then stop " <code>"make dev"</code> ", start it again, and check here."</p>
            <p>
                <a class="button button--primary" href=paths::SETUP>
                    <Icon glyph=Glyph::Refresh />
                    "Check again"
                </a>
            </p>
        </section>
    }
}

#[component]
fn OpenedElsewhere(opened_at: String, public_url: String) -> impl IntoView {
    view! {
        <div class="notice" role="note">
            <Icon glyph=Glyph::Warning />
            <div>
                <p>
                    "You opened " <code>{opened_at}</code> ", but PUBLIC_URL is " <code>{public_url}</code>
                    ". Signing in works only at PUBLIC_URL."
                </p>
                <p class="muted">
                    "Open PUBLIC_URL, or set it to the address that people open. If you did open PUBLIC_URL, a proxy changed the request. The proxy must keep the Host header, and send X-Forwarded-Proto if it uses https."
                </p>
            </div>
        </div>
    }
}

#[component]
fn StepRow(
    name: &'static str,
    step: Step,
    /// The page in Discord's developer portal for this step.
    portal: String,
    /// Values to copy or to compare. Default: nothing.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (glyph, label, tone) = match step.state {
        StepState::Done => (Glyph::Check, "Done", Tone::Good),
        StepState::Missing => (Glyph::Cross, "Missing", Tone::Notice),
        StepState::Wrong => (Glyph::Warning, "Wrong", Tone::Danger),
        StepState::Unknown => (Glyph::Info, "Not checked", Tone::Plain),
        StepState::Optional => (Glyph::Info, "Optional", Tone::Plain),
    };
    let class = if step.state == StepState::Done { "rows__row" } else { "rows__row rows__row--not" };
    view! {
        <li class=class>
            <Icon glyph />
            <div class="stack">
                <p class="cluster">
                    <strong>{name}</strong>
                    <Chip label tone />
                </p>
                <p>{step.finding}</p>
                {children.map(|children| children())}
                <p class="muted">{step.remedy} " " <ExternalLink href=portal>"Developer portal"</ExternalLink></p>
            </div>
        </li>
    }
}
