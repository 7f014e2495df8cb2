use leptos::prelude::*;

use crate::{
    brand,
    components::{Glyph, Icon, SignInForm},
    discord::Scope,
    layouts::PageTitle,
    login_problem::LoginProblem,
    page_context::PageContext,
    server::state::AppState,
};

/// The page where people sign in. After a sign-in that did not work, it says why.
#[component]
pub fn LoginPage() -> impl IntoView {
    let page = PageContext::current();
    let problem = page.query("problem").and_then(LoginProblem::from_code);
    let return_to = page.query("return_to").map(str::to_owned);
    let asked = AppState::current().map(|state| state.config.discord.sign_in_scopes()).unwrap_or_default();
    view! {
        <PageTitle text="Sign in" />
        <div class="panel login">
            <h1>"Sign in"</h1>
            {problem.map(|problem| view! { <ProblemNotice problem /> })}
            <p class="lead">{brand::NAME} " uses your Discord account. You need no new password."</p>
            <SignInForm return_to />
            {page
                .sandbox
                .then(|| {
                    view! {
                        <p class="login__sandbox">"This is a sandbox. You need no account: you choose who you are."</p>
                    }
                })}
            <h2>"What we ask Discord for"</h2>
            <ul class="login__asked">
                {asked
                    .iter()
                    .map(in_words)
                    .map(|what| {
                        view! {
                            <li>
                                <Icon glyph=Glyph::Check />
                                {what}
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            <p class="muted">"We cannot see or do anything else."</p>
        </div>
    }
}

/// Returns what a scope unlocks, in words. Returns Discord's name for a scope that we do not know.
fn in_words(scope: &str) -> String {
    Scope::find(scope).map_or(scope, |known| known.unlocks).to_owned()
}

#[component]
fn ProblemNotice(problem: LoginProblem) -> impl IntoView {
    view! {
        <div class="notice" role="alert">
            <Icon glyph=Glyph::Warning />
            <div>
                <strong>{problem.headline()}</strong>
                <p>{problem.remedy()}</p>
            </div>
        </div>
    }
}
