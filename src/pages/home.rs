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

/// The product's advantages: an icon, a headline and a sentence for each.
const FEATURES: [(Glyph, &str, &str); 3] = [
    (
        Glyph::Servers,
        "Every server at a glance",
        "See your role and your permissions in each server. The search works as you type.",
    ),
    (
        Glyph::Profile,
        "Your profile, in full",
        "Your names, pictures, badges, and everything else that Discord tells us about your account.",
    ),
    (
        Glyph::Lock,
        "A safe sign-in",
        "Your access token is encrypted and stays on the server. When you sign out, we delete it.",
    ),
];

/// The landing page: what the product is, and the button to sign in.
#[component]
pub fn HomePage() -> impl IntoView {
    let viewer = in_a_task(current_viewer());
    view! {
        <PageTitle text=brand::TAGLINE />
        <section class="home__hero">
            <div class="home__words">
                <p class="home__name">{brand::NAME}</p>
                <h1 class="home__tagline">{brand::TAGLINE}</h1>
                <p class="lead">"See your Discord profile, your servers, and what you may do in each of them."</p>
                {Suspend::new(async {
                    match viewer.await {
                        Ok(None) | Err(AppError::Unauthenticated) => view! { <SignInForm /> }.into_any(),
                        Ok(Some(_)) | Err(_) => {
                            // Signed in, even if Discord cannot tell now who it is.
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
