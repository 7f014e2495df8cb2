use leptos::prelude::*;

use crate::{
    brand,
    components::{DashboardPreview, Glyph, Icon, SignInForm},
    error::AppError,
    layouts::PageTitle,
    paths,
    server::http::load::in_a_task,
    server_fns::current_viewer,
};

/// What speaks for it: an icon, a headline and a sentence each.
const FEATURES: [(Glyph, &str, &str); 3] = [
    (Glyph::Servers, "Every server at a glance", "Your role and your rights in each one, searchable as you type."),
    (
        Glyph::Profile,
        "Your profile, in full",
        "Names, pictures, badges and the plain facts Discord keeps about your account.",
    ),
    (Glyph::Lock, "Nothing left behind", "Your keys stay on the server, encrypted. Sign out and they are gone."),
];

/// The landing page: what this is, and one button.
#[component]
pub fn HomePage() -> impl IntoView {
    let viewer = in_a_task(current_viewer());
    view! {
        <PageTitle text=brand::TAGLINE />
        <section class="home__hero">
            <div class="home__words">
                <p class="home__name">{brand::NAME}</p>
                <h1 class="home__tagline">{brand::TAGLINE}</h1>
                <p class="lead">"See who you are on Discord, where you belong, and what you may do there."</p>
                {Suspend::new(async {
                    match viewer.await {
                        Ok(None) | Err(AppError::Unauthenticated) => view! { <SignInForm /> }.into_any(),
                        Ok(Some(_)) | Err(_) => {
                            // Signed in, whether or not Discord can say now as whom.
                            view! { <DashboardLink /> }
                                .into_any()
                        }
                    }
                })}
            </div>
            <DashboardPreview />
        </section>
        <ul class="home__features">{FEATURES.map(feature)}</ul>
    }
}

#[component]
fn DashboardLink() -> impl IntoView {
    view! {
        <a class="button button--primary" href=paths::DASHBOARD>
            "Open your dashboard"
            <Icon glyph=Glyph::Arrow />
        </a>
    }
}

fn feature((glyph, headline, sentence): (Glyph, &'static str, &'static str)) -> impl IntoView {
    view! {
        <li class="home__feature">
            <Icon glyph />
            <h2>{headline}</h2>
            <p>{sentence}</p>
        </li>
    }
}
